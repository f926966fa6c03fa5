package drive

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// settleTries is how many screenshots Shot takes until two are the same.
const settleTries = 6

// Shot waits until the program is idle and the picture is still, and writes
// it to a numbered file in the folder of screenshots. It gives the path.
func (w *Window) Shot(name string) string {
	w.WaitIdle()
	if w.err != nil {
		return ""
	}
	w.shots++
	path := filepath.Join(w.opt.Shots, fmt.Sprintf("%s%02d-%s.png", w.opt.Label, w.shots, name))
	var last []byte
	for range settleTries {
		if err := w.capture(path); err != nil {
			w.Fail("screenshot %s: %v", name, err)
			return ""
		}
		pix, err := pixels(path)
		if err != nil {
			w.Fail("screenshot %s: %v", name, err)
			return ""
		}
		if blank(pix) {
			last = nil // nothing is painted yet
		} else if bytes.Equal(pix, last) {
			return path
		} else {
			last = pix
		}
		time.Sleep(quiet)
	}
	if last == nil {
		w.Fail("screenshot %s: the window is blank", name)
	}
	return path // a running clock never stands still
}

// capture writes what the display shows to a PNG file.
func (w *Window) capture(path string) error {
	cmd := exec.Command("import", "-display", w.display.Name, "-window", "root", "png:"+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w: %s", err, tail(string(out), 3))
	}
	return nil
}

// pixels reads the picture's colours without what differs between two files
// of the same picture.
func pixels(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Bounds(), img, img.Bounds().Min, draw.Src)
	return rgba.Pix, nil
}

// blank reports whether all pixels have one colour.
func blank(pix []byte) bool {
	for i := 4; i+4 <= len(pix); i += 4 {
		if !bytes.Equal(pix[i:i+4], pix[:4]) {
			return false
		}
	}
	return true
}
