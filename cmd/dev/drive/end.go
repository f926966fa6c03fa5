package drive

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Kill ends the program at once, as a pulled plug would.
func (w *Window) Kill() {
	if w.proc == nil {
		return
	}
	w.proc.cmd.Process.Kill()
	<-w.proc.done
	w.gone()
}

// Crash ends the program as a fault in it would: it prints what each of its
// goroutines does, and is gone.
func (w *Window) Crash() {
	if w.proc == nil {
		return
	}
	w.proc.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-w.proc.done:
		if !strings.Contains(w.proc.out.String(), "SIGQUIT: quit") {
			w.Fail("the program has not printed what its goroutines do")
		}
		w.gone()
	case <-time.After(waitTime):
		w.Fail("the program runs still %s after SIGQUIT", waitTime)
	}
}

// TypeUntil types the text into what has the focus and ends the program with
// end when a part of it is typed.
func (w *Window) TypeUntil(text string, part time.Duration, end func()) {
	if err := typeable(text); err != nil {
		w.Fail("%v", err)
	}
	if w.err != nil {
		return
	}
	w.typed = append(w.typed, text)
	typist := exec.Command("xdotool", "type", "--delay", fmt.Sprint(typeDelay.Milliseconds()), "--", text)
	typist.Env = w.typistEnv()
	if err := typist.Start(); err != nil {
		w.Fail("xdotool type: %v", err)
		return
	}
	time.Sleep(part)
	end()
	typist.Wait() // the keys after the end go to no window
}

// Quit presses the key that quits and waits for the program to end by itself
// and well.
func (w *Window) Quit(key string) {
	w.Press(key)
	if w.err != nil {
		return
	}
	select {
	case <-w.proc.done:
		if err := w.proc.err; err != nil {
			w.Fail("the program ended badly: %v", err)
		}
		w.gone()
	case <-time.After(waitTime):
		w.Fail("the program runs still %s after %s", waitTime, key)
	}
}

// Close ends the program in whatever state it is.
func (w *Window) Close() { w.Kill() }

// gone takes leave of a program that has ended.
func (w *Window) gone() {
	w.output.WriteString(w.proc.out.String())
	w.proc = nil
	if w.opt.Gone == nil {
		return
	}
	if err := w.opt.Gone(w); err != nil {
		w.Fail("after the program's end: %v", err)
	}
}
