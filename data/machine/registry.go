package machine

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// registryValues gives what macOS's ioreg prints for a property, once for each
// object that has it: of the line `  | |   "Name" = 12` it is "12".
func registryValues(text, name string) []string {
	var values []string
	quoted := `"` + name + `"`
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(line, " |\t")
		rest, found := strings.CutPrefix(line, quoted)
		if !found {
			continue
		}
		if value, found := strings.CutPrefix(strings.TrimSpace(rest), "="); found {
			values = append(values, strings.TrimSpace(value))
		}
	}
	return values
}

// registryIdle reads HIDIdleTime, nanoseconds since the last touch. Of several
// input systems the one touched last counts.
func registryIdle(text string) (time.Duration, error) {
	least, found := time.Duration(0), false
	for _, value := range registryValues(text, "HIDIdleTime") {
		ns, err := strconv.ParseUint(value, 10, 64)
		if err != nil || ns > math.MaxInt64 {
			return 0, fmt.Errorf("%w: HIDIdleTime is no time", ErrUnknown)
		}
		if d := time.Duration(ns); !found || d < least {
			least, found = d, true
		}
	}
	if !found {
		return 0, fmt.Errorf("%w: no HIDIdleTime", ErrUnknown)
	}
	return least, nil
}

// registryLocked reads whether the screen is locked: the system's own mark, or
// that of the person's session at the screen.
func registryLocked(text string) (bool, error) {
	said := false
	for _, value := range registryValues(text, "IOConsoleLocked") {
		switch value {
		case "Yes":
			return true, nil
		case "No":
			said = true
		}
	}
	for _, users := range registryValues(text, "IOConsoleUsers") {
		said = true
		for _, session := range strings.Split(users, "}") {
			if strings.Contains(session, `"kCGSSessionOnConsoleKey"=Yes`) && strings.Contains(session, `"CGSSessionScreenIsLocked"=Yes`) {
				return true, nil
			}
		}
	}
	if !said {
		return false, fmt.Errorf("%w: neither IOConsoleLocked nor IOConsoleUsers", ErrUnknown)
	}
	return false, nil
}
