package session

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/screens/kit"
)

// headOf arranges the head of a dosing session: who it is at the left, how far
// the session has come at the right. Where it does not fit into one row, as
// with large text, what is said about the patient and the course stands in a
// second one, so that an allergy is never cut off by the clock.
func headOf(back, name, about, course, stage, clock, emergency fyne.CanvasObject) *fyne.Container {
	return container.New(&headLayout{}, back, name, about, course, stage, clock, emergency)
}

// headLayout is the layout of headOf.
type headLayout struct{ width float32 }

// The places of the head's parts.
const (
	headBack = iota
	headName
	headAbout
	headCourse
	headStage
	headClock
	headEmergency
)

func (l *headLayout) one(objs []fyne.CanvasObject, width float32) bool {
	sum := float32(len(objs)) * kit.GapM
	for _, o := range objs {
		sum += o.MinSize().Width
	}
	return width <= 0 || sum <= width
}

// Layout implements fyne.Layout.
func (l *headLayout) Layout(objs []fyne.CanvasObject, z fyne.Size) {
	l.width = z.Width
	first, second := z.Height, float32(0)
	if !l.one(objs, z.Width) {
		second = max(objs[headAbout].MinSize().Height, objs[headCourse].MinSize().Height)
		first = z.Height - second - kit.GapXS
	}
	at := func(i int, x, w, y, h float32) {
		m := objs[i].MinSize().Height
		objs[i].Move(fyne.NewPos(x, y+(h-m)/2))
		objs[i].Resize(fyne.NewSize(w, m))
	}
	right := z.Width
	for _, i := range []int{headEmergency, headClock, headStage} {
		w := objs[i].MinSize().Width
		right -= w
		at(i, right, w, 0, first)
		right -= kit.GapM
	}
	back := objs[headBack].MinSize().Width
	at(headBack, 0, back, 0, first)
	x, name := back+kit.GapM, objs[headName].MinSize().Width
	if second == 0 {
		at(headName, x, name, 0, first)
		about, course := objs[headAbout].MinSize().Width, objs[headCourse].MinSize().Width
		at(headAbout, x+name+kit.GapM, about, 0, first)
		at(headCourse, right-course, course, 0, first)
		return
	}
	at(headName, x, min(name, right-x), 0, first)
	about := min(objs[headAbout].MinSize().Width, z.Width)
	course := min(objs[headCourse].MinSize().Width, max(z.Width-about-kit.GapM, 0))
	at(headAbout, 0, about, first+kit.GapXS, second)
	at(headCourse, z.Width-course, course, first+kit.GapXS, second)
}

// MinSize implements fyne.Layout.
func (l *headLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var z fyne.Size
	for _, i := range []int{headBack, headStage, headClock, headEmergency} {
		m := objs[i].MinSize()
		z.Width += m.Width + kit.GapM
		z.Height = max(z.Height, m.Height)
	}
	if !l.one(objs, l.width) {
		z.Height += kit.GapXS + max(objs[headAbout].MinSize().Height, objs[headCourse].MinSize().Height)
	}
	return z
}
