package kit

import "strings"

// keypad turns keys that are typed one after the other into one of several
// codes, such as 0 to 10 or -5 to 4.
type keypad struct{ typed string }

// press takes one more key. It gives which code stands there now, -1 for none,
// and whether it is whole: no longer code begins like it. A key that goes on
// with no code begins anew.
func (k *keypad) press(r rune, codes []string) (chosen int, whole bool) {
	for _, typed := range []string{k.typed + string(r), string(r)} {
		if chosen, begins := match(typed, codes); begins > 0 {
			k.typed = typed
			if whole = chosen >= 0 && begins == 1; whole {
				k.clear()
			}
			return chosen, whole
		}
	}
	k.clear()
	return -1, false
}

// match gives the code that was typed, and how many begin like it.
func match(typed string, codes []string) (chosen, begins int) {
	chosen = -1
	for i, c := range codes {
		if c == typed {
			chosen = i
		}
		if c != "" && strings.HasPrefix(c, typed) {
			begins++
		}
	}
	return chosen, begins
}

func (k *keypad) clear() { k.typed = "" }
