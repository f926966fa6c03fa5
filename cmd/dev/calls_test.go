package main

import (
	"strings"
	"testing"
)

const aHome = "/home/someone"

// aTrace is what strace writes of a program that does nothing wrong.
const aTrace = `12 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3<socket:[7]>
12 connect(3<socket:[7]>, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X1"}, 20) = 0
13 socketpair(AF_UNIX, SOCK_STREAM, 0, [4<socket:[8]>, 5<socket:[9]>]) = 0
12 recvmsg(3<socket:[7]>,  <unfinished ...>
13 openat(AT_FDCWD</home/someone>, "a \xc3\xb1", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 6</home/someone/a \xc3\xb1>
12 <... recvmsg resumed>{msg_name=NULL}, 0) = 32
13 openat(AT_FDCWD</home/someone>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 7</etc/hosts>
13 openat(AT_FDCWD</home/someone>, "/etc/cache", O_RDWR|O_CREAT, 0666) = -1 EACCES (Permission denied)
13 openat(8</home/someone/x>, "y", O_WRONLY) = 6</home/someone/x/y>
13 rename("/home/someone/a", "/home/someone/b") = 0
13 openat(AT_FDCWD</home/someone>, "/dev/null", O_RDWR) = 6</dev/null>
12 --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL} ---
13 +++ exited with 0 +++
12 +++ killed by SIGKILL +++
`

func callsOf(t *testing.T, trace string) calls {
	t.Helper()
	c, err := readCalls(strings.NewReader(trace), aHome)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCallsThatAreNotAllowed(t *testing.T) {
	for _, line := range []string{
		`socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[5]>`,
		`socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>`,
		`socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP) = -1 EAFNOSUPPORT (Address family not supported by protocol)`,
		`socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<socket:[5]>`,
		`socket(AF_PACKET, SOCK_RAW, 768) = 3<socket:[5]>`,
		`socket(0x2d /* AF_??? */, SOCK_RAW, 0) = 3<socket:[5]>`,
		`socketpair(AF_TIPC, SOCK_STREAM, 0, [3, 4]) = 0`,
		`connect(3<socket:[5]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0`,
		`sendto(3<socket:[5]>, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53)}, 28) = 1`,
		`io_uring_setup(8, {flags=0}) = 3<anon_inode:[io_uring]>`,
		`openat(AT_FDCWD</home/someone>, "/tmp/x", O_RDWR|O_CREAT|O_EXCL, 0600) = 6</tmp/x>`,
		`openat(AT_FDCWD</home/someone>, "../x", O_WRONLY) = 6</home/x>`,
		`openat(AT_FDCWD</home/someone>, "/home/someone-else", O_WRONLY) = 6</home/someone-else>`,
		`openat(9</tmp>, "x", O_WRONLY <unfinished ...>`,
		`openat(AT_FDCWD</>, "/tmp", O_RDWR|O_TMPFILE, 0600) = 6</tmp/#8>`,
		`openat2(AT_FDCWD</>, "/tmp/x", {flags=O_RDWR, resolve=0}, 24) = 6</tmp/x>`,
		`creat("/tmp/x", 0600) = 6</tmp/x>`,
		`rename("/home/someone/a", "/tmp/a") = 0`,
		`linkat(AT_FDCWD</home/someone>, "a", AT_FDCWD</home/someone>, "/tmp/a", 0) = 0`,
		`mkdir("/tmp/x", 0700) = 0`,
	} {
		if err := callsOf(t, aTrace+"14 "+line+"\n").verdict(); err == nil {
			t.Errorf("%s is not found", line)
		}
	}
}

func TestCallsThatCannotBeReadAreRefused(t *testing.T) {
	for _, line := range []string{"strace: ptrace(PTRACE_SEIZE, 12): Operation not permitted", "12 some words", "socket(AF_INET", `12 mkdir(0x7ffe, 0700) = 0`} {
		if _, err := readCalls(strings.NewReader(aTrace+line+"\n"), aHome); err == nil {
			t.Errorf("%q was read", line)
		}
	}
}

func TestCallsThatAreAllowed(t *testing.T) {
	c := callsOf(t, aTrace)
	if err := c.verdict(); err != nil {
		t.Error(err)
	}
	if len(c.running) != 0 || len(c.unix) != 1 || c.unix[`@"/tmp/.X11-unix/X1"`] != 1 {
		t.Errorf("%+v", c)
	}
	var out strings.Builder
	if err := c.report(&out); err != nil || !strings.Contains(out.String(), "X11-unix") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if len(callsOf(t, aTrace+"15 mkdir(\"/home/someone\", 0700) = 0\n").running) != 1 {
		t.Error("a thread whose end is not told has ended")
	}
	if callsOf(t, strings.ReplaceAll(aTrace, "X11", "X12")).report(&out) == nil {
		t.Error("a program without a display was watched")
	}
}
