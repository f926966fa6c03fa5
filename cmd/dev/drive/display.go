package drive

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Size is a size in pixels.
type Size struct{ W, H int }

// Standard is the smallest screen on which nothing may be cut off.
var Standard = Size{1280, 720}

// Display is a virtual X display.
type Display struct {
	Name string // as ":7", for the variable DISPLAY
	Size Size
	cmd  *exec.Cmd
	log  bytes.Buffer
}

// StartDisplay starts Xvfb on the first free display.
func StartDisplay(size Size) (*Display, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	d := &Display{Size: size}
	// -r: no key repeats. On a busy machine the release of a key may come late,
	// and one key press would be two.
	d.cmd = exec.Command("Xvfb", "-r", "-displayfd", "3", "-screen", "0",
		fmt.Sprintf("%dx%dx24", size.W, size.H), "-dpi", "96", "-noreset", "-nolisten", "tcp")
	d.cmd.ExtraFiles = []*os.File{w}
	d.cmd.Stderr = &d.log
	err = d.cmd.Start()
	w.Close()
	if err != nil {
		return nil, fmt.Errorf("virtual display: %w", err)
	}
	number := make(chan string, 1)
	go func() {
		s, _ := bufio.NewReader(r).ReadString('\n')
		number <- strings.TrimSpace(s)
	}()
	select {
	case n := <-number:
		if n == "" {
			d.cmd.Wait()
			return nil, fmt.Errorf("virtual display: Xvfb ended at once: %s", tail(d.log.String(), 5))
		}
		d.Name = ":" + n
		if err := d.setKeyboard(); err != nil {
			d.Close()
			return nil, err
		}
		return d, nil
	case <-time.After(20 * time.Second):
		d.Close()
		return nil, errors.New("virtual display: Xvfb named no display within 20 s")
	}
}

// Close ends the display; what runs on it loses its window.
func (d *Display) Close() {
	d.cmd.Process.Signal(os.Interrupt)
	done := make(chan struct{})
	go func() { d.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		d.cmd.Process.Kill()
		<-done
	}
}

// tail gives the last n lines of s.
func tail(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return strings.Join(lines, "\n")
}
