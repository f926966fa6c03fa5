package place

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"kapdesk/app/record"
)

// DraftWait is how long after the last key a draft is written: well within
// the promised two seconds.
const DraftWait = 800 * time.Millisecond

// Keeper writes a form's draft to disk shortly after the last change and
// brings it back. One Keeper serves one form.
type Keeper struct {
	drafts record.Drafts
	shell  Shell
	form   string
	read   func() any // the form as it stands, for json
	after  func(time.Duration, func()) (stop func() bool)
	stop   func() bool
	last   []byte // what stands on disk, as far as this form knows
	drops  int    // how often the draft was dropped
	saving bool   // a save is under way

	writing sync.Mutex // one write at a time
	want    []byte     // what a write under way is to write; nil for nothing
	saved   []byte     // what a save has put into the chart and nobody was told of yet
}

// NewKeeper makes a Keeper for the form, for example "intake/<patient>/body".
// read gives what the form holds, as something that marshals to JSON.
func NewKeeper(drafts record.Drafts, shell Shell, form string, read func() any) *Keeper {
	k := &Keeper{drafts: drafts, shell: shell, form: form, read: read, after: After}
	if w, ok := shell.(waiter); ok {
		k.after = w.After
	}
	return k
}

// waiter is a Shell with a clock of its own: that of tests, whose window has no
// goroutine to itself, so that nothing may look at a form while it is typed
// into.
type waiter interface {
	After(d time.Duration, f func()) (stop func() bool)
}

// Changed is called on every change of the form. The first change starts the
// wait and later ones do not prolong it, so that somebody who types without a
// pause is covered too.
func (k *Keeper) Changed() {
	if k.stop == nil {
		k.stop = k.after(DraftWait, k.keepSoon)
	}
}

// Keep writes the draft now if it differs from the last one written. It
// returns when the draft is on disk: the form is about to be left.
func (k *Keeper) Keep() {
	body, ok := k.body()
	if !ok {
		return
	}
	if written, err := k.write(context.Background(), k.shell.Actor(), body); written {
		k.kept(body, err)
	}
}

// keepSoon writes the draft off the window, so that a slow disk holds up no
// key. What is newer wins: an older write that comes late finds nothing to do.
func (k *Keeper) keepSoon() {
	body, ok := k.body()
	if !ok {
		return
	}
	k.writing.Lock()
	k.want = body
	k.writing.Unlock()
	by, drops := k.shell.Actor(), k.drops
	k.shell.Run(func(ctx context.Context) func() {
		written, err := k.writeWanted(ctx, by, body)
		if !written {
			return nil
		}
		return func() {
			if drops == k.drops { // otherwise it is on disk no more
				k.kept(body, err)
			}
		}
	})
}

// writeWanted puts the body on disk unless something newer was written or
// dropped meanwhile.
func (k *Keeper) writeWanted(ctx context.Context, by record.Actor, body []byte) (bool, error) {
	k.writing.Lock()
	defer k.writing.Unlock()
	if !bytes.Equal(k.want, body) || bytes.Equal(k.saved, body) {
		return false, nil
	}
	k.want = nil
	return true, k.drafts.KeepDraft(ctx, by, k.form, body)
}

// body is the form as it stands; false when it is on disk already.
func (k *Keeper) body() ([]byte, bool) {
	k.halt()
	body, err := json.Marshal(k.read())
	if err != nil {
		k.shell.Fail(err)
		return nil, false
	}
	return body, !bytes.Equal(body, k.last)
}

// halt ends the wait.
func (k *Keeper) halt() {
	if k.stop != nil {
		k.stop()
		k.stop = nil
	}
}

// write puts the body on disk, unless it is saved already. Whatever was
// waiting to be written is older.
func (k *Keeper) write(ctx context.Context, by record.Actor, body []byte) (bool, error) {
	k.writing.Lock()
	defer k.writing.Unlock()
	k.want = nil
	if bytes.Equal(k.saved, body) {
		return false, nil
	}
	return true, k.drafts.KeepDraft(ctx, by, k.form, body)
}

// kept notes the outcome of a write.
func (k *Keeper) kept(body []byte, err error) {
	if err != nil {
		k.shell.Fail(err)
		return
	}
	k.last = body
	k.shell.DraftKept(k.shell.Now())
}

// Clean tells the Keeper what the form holds before anybody typed, so that
// an untouched form makes no draft.
func (k *Keeper) Clean() { k.last, _ = json.Marshal(k.read()) }

// Restore reads the draft into v, a pointer, and reports whether there is one.
func (k *Keeper) Restore(v any) bool {
	d, ok, err := k.drafts.Draft(context.Background(), k.shell.Actor(), k.form)
	if err != nil {
		k.shell.Fail(err)
		return false
	}
	if !ok || json.Unmarshal(d.Body, v) != nil {
		return false
	}
	k.last = d.Body
	return true
}

// Drop forgets the draft, after what it held has been saved.
func (k *Keeper) Drop() {
	k.halt()
	k.drops++
	k.last, _ = json.Marshal(k.read())
	k.writing.Lock()
	defer k.writing.Unlock()
	k.want, k.saved = nil, nil
	if err := k.drafts.DropDraft(context.Background(), k.shell.Actor(), k.form); err != nil {
		k.shell.Fail(err)
	}
}
