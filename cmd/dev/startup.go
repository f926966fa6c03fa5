package main

import (
	"fmt"
	"os"
	"path/filepath"

	"kapdesk/cmd/dev/drive"
)

// starts is how often each program is started; the median counts.
const starts = 7

// measureStart starts the program and a bare window in turn, and adds how
// long each took to its first screen and how much memory it then had.
func measureStart(found results) error {
	bare := filepath.Join(buildDir, "bare")
	if err := build(program, tag); err != nil {
		return err
	}
	if err := buildPackage(bare, "./cmd/dev/bare", tag); err != nil {
		return err
	}
	display, err := drive.StartDisplay(drive.Standard)
	if err != nil {
		return err
	}
	defer display.Close()
	home, err := os.MkdirTemp("", "kapdesk-start-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	for i := range starts + 1 {
		for name, binary := range map[string]string{"program": program, "bare": bare} {
			binary, err := filepath.Abs(binary)
			if err != nil {
				return err
			}
			w, err := drive.Open(display, drive.Options{
				Binary: binary, Home: filepath.Join(home, name), Shots: filepath.Join(home, "shots"),
			})
			if err != nil {
				return err
			}
			memory, err := w.Memory()
			w.Close()
			if err != nil {
				return err
			}
			if i == 0 {
				continue // the first start fills the caches of the graphics library
			}
			found.add("cmd/kapdesk", "Start/"+name, "ms", float64(w.StartTook().Milliseconds()))
			found.add("cmd/kapdesk", "Memory/"+name, "MB", float64(memory)/1e6)
		}
	}
	return nil
}

// measureSize adds the size of the program as it is handed out.
func measureSize(found results) error {
	stripped := filepath.Join(buildDir, "kapdesk-stripped")
	if err := build(stripped, tag, "-ldflags=-s -w"); err != nil {
		return err
	}
	info, err := os.Stat(stripped)
	if err != nil {
		return err
	}
	found.add("cmd/kapdesk", "Size/stripped", "MB", float64(info.Size())/1e6)
	fmt.Printf("%d bytes\n", info.Size())
	return nil
}
