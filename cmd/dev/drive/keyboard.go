package drive

import (
	"fmt"
	"os/exec"
	"strings"
)

// foreign are the letters beyond ASCII that the virtual keyboard has, each on
// a spare key of its own. (xdotool alone would put a letter on a spare key
// while it types; the program then reads the key after it means something
// else, and letters are lost.) There is room for 91.
const foreign = "áéíóúüñÁÉÍÓÚÜÑ¿¡" + // Spanish
	"ąćęłńśźżŁŚŻ" + // Polish
	"ăâđêôơưĐạấầậắễệịọộồờợụứừỳ" + // Vietnamese
	"äößåøæçèàëîïû" + // elsewhere
	"–—‘’“”…·°²µ€½≤≥"

// spareKeys are the ranges of key codes that a plain keyboard leaves free.
var spareKeys = [][2]int{{147, 190}, {208, 254}}

// keymap is a US keyboard with the foreign letters on its spare keys, in the
// language of xkbcomp.
func keymap(letters string) (string, error) {
	var codes []int
	for _, r := range spareKeys {
		for c := r[0]; c <= r[1]; c++ {
			codes = append(codes, c)
		}
	}
	runes := []rune(letters)
	if len(runes) > len(codes) {
		return "", fmt.Errorf("keyboard: %d letters, but only %d spare keys", len(runes), len(codes))
	}
	var b strings.Builder
	b.WriteString(`xkb_keymap {
xkb_keycodes { include "evdev+aliases(qwerty)" };
xkb_types { include "complete" };
xkb_compatibility { include "complete" };
xkb_symbols { include "pc+us"
`)
	for i, r := range runes {
		fmt.Fprintf(&b, "key <I%d> { type = \"ONE_LEVEL\", [ U%04X ] };\n", codes[i], r)
	}
	b.WriteString("};\nxkb_geometry { include \"pc(pc105)\" };\n};\n")
	return b.String(), nil
}

// setKeyboard gives the display that keyboard.
func (d *Display) setKeyboard() error {
	text, err := keymap(foreign)
	if err != nil {
		return err
	}
	cmd := exec.Command("xkbcomp", "-w0", "-", d.Name)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("virtual keyboard: xkbcomp: %w: %s", err, tail(string(out), 5))
	}
	return nil
}

// typeable refuses a letter that the virtual keyboard does not have.
func typeable(text string) error {
	for _, r := range text {
		if r != '\n' && (r < ' ' || r > '~') && !strings.ContainsRune(foreign, r) {
			return fmt.Errorf("the virtual keyboard has no %q: add it to the letters in keyboard.go", r)
		}
	}
	return nil
}
