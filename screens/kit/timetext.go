package kit

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
)

// HMS gives hours, minutes and seconds, "00:24:10".
func HMS(t time.Duration) string {
	n := int(t / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", n/3600, n/60%60, n%60)
}

// MS gives minutes and seconds, "5:50".
func MS(t time.Duration) string {
	n := int(t / time.Second)
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// soon is how long before something is due its clock shows that it comes.
const soon = 2 * time.Minute

// Countdown gives how long it is until something is due, or how long it has
// been, and the colour to say it in. It counts up to the second, so that it
// says 0:00 only when the time has come; it is over once that second has
// passed.
func Countdown(due, now time.Time) (text string, over bool, color fyne.ThemeColorName) {
	switch left := due.Sub(now); {
	case left <= -time.Second:
		return MS(-left), true, ColorStop
	case left <= 0:
		return MS(0), false, ColorReview
	case left < soon:
		return MS(left + time.Second - 1), false, ColorReview
	default:
		return MS(left + time.Second - 1), false, ColorInk
	}
}
