package place

import (
	"bytes"
	"context"
	"encoding/json"

	"kapdesk/app/record"
)

// Save runs a save of the whole form off the window. A second press while it
// is under way does nothing. The draft of what was saved goes even when the
// form has been left meanwhile, so that nobody saves the same thing twice from
// a draft that came back; what was typed after the press stays a draft. done
// is told the outcome on the window, unless the form has been left.
func (k *Keeper) Save(save func(ctx context.Context, by record.Actor) error, done func(error)) {
	if k.saving {
		return
	}
	body, err := json.Marshal(k.read())
	if err != nil {
		k.shell.Fail(err)
		return
	}
	k.saving = true
	by := k.shell.Actor()
	k.shell.Run(func(ctx context.Context) func() {
		err := save(ctx, by)
		if err == nil {
			k.settle(by, body)
		}
		return func() { k.afterSave(body, err, done) }
	})
}

// Saving takes note of what the form holds now, for a screen that runs the
// save itself: saved is to be called off the window when it has succeeded, and
// Drop afterwards on the window, unless the form has been left.
func (k *Keeper) Saving() (saved func()) {
	body, err := json.Marshal(k.read())
	if err != nil {
		k.shell.Fail(err)
		return func() {}
	}
	by := k.shell.Actor()
	return func() { k.settle(by, body) }
}

// settle forgets the draft of what was saved. A draft of anything newer stays;
// so does one that cannot be read or dropped, which loses nothing.
func (k *Keeper) settle(by record.Actor, body []byte) {
	k.writing.Lock()
	defer k.writing.Unlock()
	k.saved = body
	if bytes.Equal(k.want, body) {
		k.want = nil
	}
	// Not the window's context: what is saved is saved, though it closes now.
	ctx := context.Background()
	if d, ok, err := k.drafts.Draft(ctx, by, k.form); err == nil && ok && bytes.Equal(d.Body, body) {
		_ = k.drafts.DropDraft(ctx, by, k.form)
	}
}

func (k *Keeper) afterSave(body []byte, err error, done func(error)) {
	k.saving = false
	k.writing.Lock()
	k.saved = nil
	k.writing.Unlock()
	now, _ := json.Marshal(k.read())
	done(err)
	if err != nil || bytes.Equal(now, body) {
		return
	}
	if still, _ := json.Marshal(k.read()); bytes.Equal(still, now) {
		k.last = nil
		k.Changed()
	}
}
