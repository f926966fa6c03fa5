package machine

import (
	"context"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32           = windows.NewLazySystemDLL("user32.dll")
	getLastInputInfo = user32.NewProc("GetLastInputInfo")

	kernel32     = windows.NewLazySystemDLL("kernel32.dll")
	getTickCount = kernel32.NewProc("GetTickCount")
)

// lastInputInfo is the system's LASTINPUTINFO.
type lastInputInfo struct {
	size uint32
	time uint32 // ms since the system started, round again every 49.7 days
}

func idle(context.Context) (time.Duration, error) {
	if err := getLastInputInfo.Find(); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	info := lastInputInfo{size: uint32(unsafe.Sizeof(lastInputInfo{}))}
	if ok, _, err := getLastInputInfo.Call(uintptr(unsafe.Pointer(&info))); ok == 0 {
		return 0, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	now, _, _ := getTickCount.Call()
	return sinceTick(uint32(now), info.time), nil
}
