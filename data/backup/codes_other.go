//go:build !windows

package backup

import "syscall"

// What the system calls it when ...
var (
	codesFull     = []error{syscall.ENOSPC, syscall.EDQUOT} // there is no room
	codesTooLarge = []error{syscall.EFBIG}                  // the file system takes no such file
	codesReadOnly = []error{syscall.EROFS, syscall.EACCES, syscall.EPERM}
)

// patiently does it once: no other program can stand in the way.
func patiently(do func() error) error { return do() }
