package machine

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"time"
)

// mostOutput is how many bytes of a program's answer are kept.
const mostOutput = 256 << 10

// output gives what a program of the system prints, without ever showing a
// window. A program that is not there, fails, or takes longer than the context
// allows is ErrUnknown.
func output(ctx context.Context, name string, args ...string) (string, error) {
	var printed capped
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout = &printed
	// A child that the program left behind holds the pipe; it is not waited for.
	cmd.WaitDelay = 200 * time.Millisecond
	hideWindow(cmd)
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrUnknown, name, err)
	}
	return printed.kept.String(), nil
}

// capped keeps the first mostOutput bytes and drops the rest.
type capped struct{ kept bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	room := max(0, mostOutput-c.kept.Len())
	c.kept.Write(p[:min(room, len(p))])
	return len(p), nil
}
