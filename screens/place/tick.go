package place

import (
	"time"

	"fyne.io/fyne/v2"
)

// Tick calls f on the window's goroutine again and again until stop is
// called: a running clock. After stop nothing is called any more, also when a
// tick was already on its way. Call stop on the window's goroutine.
func Tick(every time.Duration, f func()) (stop func()) {
	stopped := false
	var timer *time.Timer
	timer = time.AfterFunc(every, func() {
		fyne.Do(func() {
			if stopped {
				return
			}
			f()
			timer.Reset(every)
		})
	})
	return func() {
		stopped = true
		timer.Stop()
	}
}
