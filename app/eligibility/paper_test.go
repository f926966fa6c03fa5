package eligibility_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func TestPaper(t *testing.T) {
	w := newWorld(t)
	if _, err := w.desk.Paper(ctx, w.Desk, w.Patient, words.English, handout.Normal); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk printed the chart: %v", err)
	}
	doc, err := w.desk.Paper(ctx, w.Nurse, w.Patient, words.English, handout.Normal)
	w.must(err)
	if text := textOf(doc); !strings.Contains(text, "Not signed") || !strings.Contains(text, "Draft protocol") {
		t.Error("a working copy does not say so")
	}
	w.healthy()
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "once"))
	w.must(w.sign(true))
	w.Now = w.Now.Add(time.Hour)
	w.answer(w.Desk, "stroke", intake.Said(intake.Yes, "TIA"))
	doc, err = w.desk.Paper(ctx, w.Nurse, w.Patient, words.English, handout.Normal)
	w.must(err)
	w.must(doc.Check())
	text := textOf(doc)
	for _, want := range []string{"Out of date", "Stroke or TIA: was “intake: no”, now “intake: yes, TIA”", "Benefit outweighs risk.", "Dr. Ilse Baum", "drugs.com 2023-10-11", "José Ñandú"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
}

func textOf(doc handout.Document) string {
	var b strings.Builder
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			b.WriteString(v.String() + "\n")
		case reflect.Interface, reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[time.Location]() {
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(doc))
	return b.String()
}
