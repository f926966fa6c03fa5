package machine

import (
	"context"
	"os"

	"golang.org/x/sys/unix"
)

// dialUnix connects to a Unix socket; a path that begins with @ is a name in
// the abstract space. The connection ends with the context's deadline. It goes
// without package net, so that this package can open no other connection.
func dialUnix(ctx context.Context, path string) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	// A socket that does not block answers at once, also when the queue of
	// the other side is full.
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("connect", err)
	}
	f := os.NewFile(uintptr(fd), path)
	if deadline, ok := ctx.Deadline(); ok {
		if err := f.SetDeadline(deadline); err != nil {
			f.Close()
			return nil, err
		}
	}
	return f, nil
}
