package day

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"kapdesk/app/measures"
	"kapdesk/assets"
	"kapdesk/cmd/dev/drive"
)

// bare is a scale of which the program has the scoring and not the words.
const bare = "isi"

// importWords is the owner's: a text pack is imported, with by what right. Its
// words are invented here, and are nobody's.
func importWords(w *drive.Window) {
	path := filepath.Join(w.Home(), "words.json")
	if err := os.WriteFile(path, inventedPack(w), 0o600); err != nil {
		w.Fail("%v", err)
	}
	w.Press("Ctrl+3")
	w.WaitRoute("settings")
	w.PressOn("settings.scales")
	w.WaitRoute("settings/scales")
	w.WaitFocus("scales.table")
	w.Press("Home")
	for range placeOf(w, bare) {
		w.Press("Down")
	}
	w.Shot("scale-without-words")
	w.Press("Ctrl+I")
	w.WaitFocus("scales.file")
	w.Type(path)
	w.WaitText(path)
	w.Shot("scale-words-file")
	w.Press("Ctrl+Enter")
	w.WaitFocus("statement")
	w.Type("Letter of 3 March to the clinic, number 17")
	w.Shot("scale-words-right")
	save(w)
	w.WaitDialog("")
	w.Shot("scale-with-words")
}

// fillImported fills the scale in on the screen, by the words that were
// imported.
func fillImported(w *drive.Window) {
	open(w, "Ñandú")
	page(w, "Alt+9", "scales")
	w.WaitIdle()
	w.Press("Ctrl+T")
	w.WaitFocus("scales.pick")
	pick(w, "scales.pick", "Insomnia")
	w.Press("Ctrl+Shift+F")
	w.WaitRoute("scales/" + bare)
	for i, q := range questions(w, bare) {
		w.WaitFocus(q)
		if i == 3 {
			w.Shot("scale-imported")
		}
		w.Type(fmt.Sprint(i % 4))
	}
	w.Shot("scale-imported-full")
	save(w)
	exactly(w, "scales")
	w.Shot("scale-imported-kept")
}

// inventedPack is a text pack for the scale.
func inventedPack(w *drive.Window) []byte {
	var answers []map[string]any
	for n := range 5 {
		answers = append(answers, map[string]any{"value": n, "label": fmt.Sprintf("Answer %d (test)", n)})
	}
	var items []map[string]any
	for i, q := range questions(w, bare) {
		items = append(items, map[string]any{"id": q, "text": fmt.Sprintf("Item %d (test)", i+1), "options": "all"})
	}
	raw, err := json.Marshal(map[string]any{"pack": 1, "instrument": bare, "language": "en", "source": "Invented for the sample day (test)",
		"instructions": "Words of no real scale (test).", "options": map[string]any{"all": answers}, "items": items})
	if err != nil {
		w.Fail("%v", err)
	}
	return raw
}

// placeOf is at which place of the list of all scales one stands, from 0.
func placeOf(w *drive.Window, id string) int {
	files, err := fs.Sub(assets.FS, "instruments")
	if err != nil {
		w.Fail("%v", err)
		return 0
	}
	shelf, err := measures.Load(files)
	if err != nil {
		w.Fail("%v", err)
		return 0
	}
	return slices.IndexFunc(shelf.All(), func(in *measures.Instrument) bool { return in.ID == id })
}
