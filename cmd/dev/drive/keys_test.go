package drive

import "testing"

func TestUnknownKeysAreRefused(t *testing.T) {
	for _, key := range []string{"", "Hyper+a", "Ctrl+", "Ctrl+Foo", "é", "ab", "A", "+a"} {
		if name, err := KeyName(key); err == nil {
			t.Errorf("KeyName(%q) = %q, want an error", key, name)
		}
	}
}

func TestKeyNames(t *testing.T) {
	for key, want := range map[string]string{
		"Ctrl+Enter": "ctrl+Return", "ctrl+Return": "ctrl+Return", "Shift+Tab": "shift+Tab",
		"F5": "F5", "Ctrl+K": "ctrl+k", "Ctrl+Shift+P": "ctrl+shift+p", "Alt+2": "alt+2",
		"Esc": "Escape", "PageDown": "Next", "Space": "space", "x": "x", "Ctrl++": "ctrl+plus", "+": "plus",
		"Ctrl+,": "ctrl+comma", "F12": "F12",
	} {
		if got, err := KeyName(key); err != nil || got != want {
			t.Errorf("KeyName(%q) = %q, %v, want %q", key, got, err, want)
		}
	}
}
