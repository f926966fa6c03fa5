package backups

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// showFolders lists the folders, and lets the owner choose others.
func (v *screen) showFolders() {
	s := v.Shell
	var rows []fyne.CanvasObject
	if len(v.state.Folders) == 0 {
		rows = append(rows, kit.EmptyState(s.T("No folder is chosen yet"),
			s.T("Choose one on another disk: a stick, a second disk or a network drive. A backup on the disk of this laptop is lost with it.")))
	}
	for _, f := range v.state.Folders {
		rows = append(rows, v.folderRow(f), kit.Rule())
	}
	switch {
	case !v.isOwner():
		rows = append(rows, kit.SmallPara(s.T("Only the owner chooses the folders and the times. Anybody may make a backup.")))
	case len(v.state.Folders) >= backups.MostFolders:
		rows = append(rows, kit.SmallPara(s.T("There can be %d folders for backups.", backups.MostFolders)))
	default:
		rows = append(rows, v.path, kit.FlowRow(kit.GapS, kit.Secondary("backups.choose", s.T("Choose a folder"), v.onChoose),
			kit.Secondary("backups.add", s.T("Use this folder"), v.onAdd)))
	}
	v.places.Objects = rows
}

func (v *screen) folderRow(f backups.Standing) fyne.CanvasObject {
	s := v.Shell
	lines := []fyne.CanvasObject{kit.FlowRow(kit.GapM, kit.Strong(f.Path), v.disk(f))}
	if c := f.Last; c != nil {
		lines = append(lines, kit.SmallPara(s.T("Last good backup: %s, %s", v.time(c.At), bytes(c.Size))))
	} else {
		lines = append(lines, kit.SmallPara(s.T("There is no good backup here yet.")))
	}
	if f.Away != nil {
		for _, p := range record.ProblemsOf(f.Away) {
			lines = append(lines, kit.SmallPara(place.Words(s, p)))
		}
	}
	if f.Try.Failed {
		lines = append(lines, kit.Colored(s.T("The last try failed on %s: %s", v.time(f.Try.At), v.what(f.Try.What)), kit.ColorStop).Wrapped())
	}
	n := strconv.Itoa(f.N)
	buttons := []fyne.CanvasObject{kit.Quiet("backups.list"+n, s.T("Backups here"), func() { v.open(f.N) })}
	if v.isOwner() {
		buttons = append(buttons, kit.Quiet("backups.remove"+n, s.T("Remove"), func() { v.onRemove(f.Folder) }))
	}
	return kit.Stack(kit.GapXS, append(lines, kit.FlowRow(kit.GapS, buttons...))...)
}

// disk says on which disk a folder lies.
func (v *screen) disk(f backups.Standing) fyne.CanvasObject {
	s := v.Shell
	switch {
	case f.Away != nil:
		return kit.NewPill(s.T("Not there now"), kit.ToneReview)
	case f.Disk == backups.OtherDisk:
		return kit.NewPill(s.T("On another disk"), kit.ToneDone)
	case f.Disk == backups.SameDisk:
		return kit.NewPill(s.T("On the same disk as the clinic"), kit.ToneStop)
	}
	return kit.NewPill(s.T("Nobody can tell on which disk"), kit.ToneReview)
}

func (v *screen) canAdd() bool {
	return v.ready && v.isOwner() && len(v.state.Folders) < backups.MostFolders
}

// onChoose asks for a folder and adds it.
func (v *screen) onChoose() {
	if !v.canAdd() {
		return
	}
	v.PickFolder(func(path string) {
		v.path.SetText(path)
		v.keeper.Changed()
		v.onAdd()
	})
}

// onAdd adds the folder that stands in the field.
func (v *screen) onAdd() {
	if !v.canAdd() {
		return
	}
	path := v.path.Text()
	v.path.SetError("")
	v.set(func(ctx context.Context, by record.Actor) error {
		_, err := v.Desk.AddFolder(ctx, by, path)
		return err
	}, func() {
		v.path.SetText("")
		v.Shell.Saved(v.Shell.T("The folder is chosen"))
	})
}

// onRemove asks before a folder is let go of.
func (v *screen) onRemove(f backups.Folder) {
	s := v.Shell
	kit.Confirm(s.Window(), s.T, s.T("Make no more backups there?"), strings.Join([]string{f.Path, s.T("The backups in it stay where they are, but nobody looks after them any more.")}, "\n"),
		s.T("Remove"), true, func() {
			v.set(func(ctx context.Context, by record.Actor) error { return v.Desk.RemoveFolder(ctx, by, f.N) }, func() {
				s.Saved(s.T("The folder is not used any more"))
			})
		}, nil)
}

// set saves a setting, once at a time, and reads everything anew. What it says
// of a field stands at the field.
func (v *screen) set(do func(context.Context, record.Actor) error, done func()) {
	if v.saving {
		return
	}
	v.saving = true
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := do(ctx, by)
		return func() {
			v.saving = false
			if err != nil {
				place.ShowProblems(v.Shell, v.form, err)
				v.form.Refresh()
				return
			}
			done()
			v.settle()
			v.load()
		}
	})
}

// settle drops the draft when everything in it is saved, and keeps what is
// left of it otherwise.
func (v *screen) settle() {
	if v.path.Text() == "" && !v.times.changed() {
		v.keeper.Drop()
		return
	}
	v.keeper.Keep()
}
