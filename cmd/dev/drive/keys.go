package drive

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// keyNames maps what people write on a key to the X11 name of its symbol.
var keyNames = map[string]string{
	"enter": "Return", "return": "Return", "tab": "Tab", "esc": "Escape", "escape": "Escape",
	"space": "space", "backspace": "BackSpace", "delete": "Delete", "insert": "Insert",
	"up": "Up", "down": "Down", "left": "Left", "right": "Right",
	"home": "Home", "end": "End", "pageup": "Prior", "pagedown": "Next",
	"f1": "F1", "f2": "F2", "f3": "F3", "f4": "F4", "f5": "F5", "f6": "F6",
	"f7": "F7", "f8": "F8", "f9": "F9", "f10": "F10", "f11": "F11", "f12": "F12",
	"+": "plus", "-": "minus", ",": "comma", ".": "period", "/": "slash",
	"=": "equal", "?": "question",
}

var modifiers = map[string]string{
	"ctrl": "ctrl", "control": "ctrl", "shift": "shift", "alt": "alt", "super": "super",
}

// KeyName turns a key as a menu shows it ("Ctrl+Enter", "Shift+Tab", "F5",
// "Ctrl+K") into what xdotool presses ("ctrl+Return", "shift+Tab", "F5",
// "ctrl+k"). A key that it does not know is an error, not a guess.
func KeyName(key string) (string, error) {
	mods, last := "", key
	for {
		mod, rest, more := strings.Cut(last, "+")
		if !more || rest == "" && mod == "" { // the key "+" itself
			break
		}
		m, ok := modifiers[strings.ToLower(mod)]
		if !ok {
			return "", fmt.Errorf("key %q: %q is no modifier", key, mod)
		}
		mods += m + "+"
		last = rest
	}
	if name, ok := keyNames[strings.ToLower(last)]; ok {
		return mods + name, nil
	}
	r, size := utf8.DecodeRuneInString(last)
	if size == 0 || size != len(last) {
		return "", fmt.Errorf("key %q: %q is no key", key, last)
	}
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return mods + last, nil
	case r >= 'A' && r <= 'Z' && mods != "": // Ctrl+K is the key k
		return mods + strings.ToLower(last), nil
	}
	return "", fmt.Errorf("key %q: type letters instead of pressing them", key)
}
