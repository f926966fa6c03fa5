//go:build !windows

package machine

import "os/exec"

// hideWindow has nothing to hide: programs open no window of themselves here.
func hideWindow(*exec.Cmd) {}
