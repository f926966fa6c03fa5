package place

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
)

// Runner does slow work and applies its result on the window's own
// goroutine. A generation counter of the caller drops results that come too
// late.
type Runner interface {
	Run(ctx context.Context, work func(context.Context) (apply func()))
}

// Background is the Runner of the program: the work has a goroutine of its
// own. It is the only place in screens that starts one.
type Background struct{}

// Run implements Runner.
func (Background) Run(ctx context.Context, work func(context.Context) (apply func())) {
	go func() {
		if apply := work(ctx); apply != nil && ctx.Err() == nil {
			fyne.Do(apply)
		}
	}()
}

// Inline is the Runner of tests: it does everything at once.
type Inline struct{}

// Run implements Runner.
func (Inline) Run(ctx context.Context, work func(context.Context) (apply func())) {
	if apply := work(ctx); apply != nil && ctx.Err() == nil {
		apply()
	}
}

// After runs f on the window's goroutine after d, unless stopped.
func After(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, func() { fyne.Do(f) }).Stop
}
