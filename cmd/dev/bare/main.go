// Command bare is a window with one line of text: what the start and the
// memory of KAP Desk are compared with. It writes a trace as KAP Desk does,
// so that both are measured alike.
package main

import (
	"encoding/json"
	"log"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("org.kapdesk.bare")
	w := a.NewWindow("Bare")
	w.SetContent(widget.NewLabel("A bare window"))
	w.Resize(fyne.NewSize(1280, 720))
	a.Lifecycle().SetOnStarted(func() {
		time.AfterFunc(50*time.Millisecond, func() { fyne.Do(trace) })
	})
	w.ShowAndRun()
}

func trace() {
	line, err := json.Marshal(map[string]any{"n": 1, "route": "bare"})
	if err == nil {
		err = os.WriteFile(os.Getenv("KAPDESK_TRACE"), append(line, '\n'), 0o600)
	}
	if err != nil {
		log.Fatal(err)
	}
}
