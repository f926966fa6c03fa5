package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// watched are the system calls that strace is to write down: all of the
// network, another way to make sockets, and those that make a file or open one.
const watched = "trace=%network,io_uring_setup,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"

// calls is what a program has asked the system for, as strace tells it.
type calls struct {
	lines   int
	faults  []string        // what it may not ask for, each once
	unix    map[string]int  // addresses of Unix sockets, and how often
	outside map[string]int  // files outside of its home that it made or wrote
	running map[string]bool // threads whose end is not told
}

var (
	callLine    = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	resumedLine = regexp.MustCompile(`^\d+ +<\.\.\. \w+ resumed>`)
	endLine     = regexp.MustCompile(`^\d+ +\+\+\+ `)
	signalLine  = regexp.MustCompile(`^\d+ +--- `)
	family      = regexp.MustCompile(`sa_family=(\w+)`)
	unixAddress = regexp.MustCompile(`sun_path=(@?"[^"]*")`)
	quoted      = regexp.MustCompile(`(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"`)
)

// readCalls reads what strace -f -y -x wrote. home is where the program may
// write. A line of an unknown kind is an error: nothing would be proven.
func readCalls(r io.Reader, home string) (calls, error) {
	c := calls{unix: map[string]int{}, outside: map[string]int{}, running: map[string]bool{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		c.lines++
		m := callLine.FindStringSubmatch(line)
		switch {
		case m != nil:
			c.running[m[1]] = true
			if err := c.take(m[2], m[3], home); err != nil {
				return c, err
			}
		case endLine.MatchString(line):
			delete(c.running, strings.Fields(line)[0])
		case !resumedLine.MatchString(line) && !signalLine.MatchString(line):
			return c, fmt.Errorf("line %d is of no known kind: %s", c.lines, line)
		}
	}
	return c, lines.Err()
}

func (c *calls) take(name, rest, home string) error {
	switch name {
	case "socket", "socketpair":
		if kind, _, _ := strings.Cut(rest, ","); kind != "AF_UNIX" && kind != "AF_LOCAL" {
			c.fault(name + "(" + rest)
		}
		return nil
	case "io_uring_setup":
		c.fault(name + "(" + rest)
		return nil
	}
	if slices.Contains(makers, name) {
		return c.made(name, rest, home)
	}
	for _, f := range family.FindAllStringSubmatch(rest, -1) {
		if f[1] != "AF_UNIX" && f[1] != "AF_UNSPEC" {
			c.fault(name + "(" + rest)
		}
	}
	if a := unixAddress.FindStringSubmatch(rest); a != nil && name == "connect" {
		c.unix[a[1]]++
	}
	return nil
}

func (c *calls) fault(call string) {
	call = numbers.ReplaceAllString(call, "<…>")
	if !slices.Contains(c.faults, call) {
		c.faults = append(c.faults, call)
	}
}

// numbers differ between two calls of the same kind.
var numbers = regexp.MustCompile(`<[^<>]*>`)

// makers are the calls that make a file or may open one for writing.
var makers = []string{"open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"}

var opensToWrite = regexp.MustCompile(`\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b`)

// failed is how a call ends that has changed nothing.
var failed = regexp.MustCompile(`\) += -1 E[A-Z]+ \(`)

// made keeps what was made or written outside of home.
func (c *calls) made(name, rest, home string) error {
	if strings.HasPrefix(name, "open") && !opensToWrite.MatchString(rest) || failed.MatchString(rest) {
		return nil
	}
	paths := quoted.FindAllStringSubmatch(rest, -1)
	if len(paths) == 0 {
		return fmt.Errorf("%s(%s names no file", name, rest)
	}
	for _, p := range paths {
		path, err := strconv.Unquote(`"` + p[2] + `"`)
		if err != nil {
			return fmt.Errorf("%s(%s: %w", name, rest, err)
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(p[1], path)
		}
		if !strings.HasPrefix(path, home+string(filepath.Separator)) && path != home {
			c.outside[path]++
		}
	}
	return nil
}

// harmless are places outside of its home that keep nothing.
var harmless = []string{"/dev/null", "/dev/dri/", "/dev/tty", "/proc/self/", "/proc/thread-self/"}

// verdict fails when anything was asked for that may not be.
func (c calls) verdict() error {
	all := c.faults
	for path := range c.outside {
		if !slices.ContainsFunc(harmless, func(h string) bool { return strings.HasPrefix(path, h) }) {
			all = append(all, "it writes outside of its home: "+path)
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return fmt.Errorf("the program asked for what it may not:\n    %s", strings.Join(all, "\n    "))
}
