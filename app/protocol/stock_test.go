package protocol

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// changed parses the draft after a change of one of its lists.
func changed(t *testing.T, list string, change func(items []any) []any) error {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	items, _ := all[list].([]any)
	if all[list] = change(items); all[list] == nil || len(all[list].([]any)) == 0 {
		delete(all, list)
	}
	if raw, err = json.Marshal(all); err != nil {
		t.Fatal(err)
	}
	_, err = Parse(raw)
	return err
}

func TestWhatIsSaidOfStockIsChecked(t *testing.T) {
	set := func(key string, value any) func([]any) []any {
		return func(items []any) []any { items[0].(map[string]any)[key] = value; return items }
	}
	drop := func(key string) func([]any) []any {
		return func(items []any) []any { delete(items[0].(map[string]any), key); return items }
	}
	twice := func(items []any) []any { return append(items, items[0]) }
	for name, c := range map[string]struct {
		list   string
		change func([]any) []any
		want   string
	}{
		"a route that is not declared":    {"stock", set("route", "SC"), `route "SC" is not declared`},
		"a form that is not declared":     {"stock", set("forms", []any{"bottle"}), `form "bottle" is not declared`},
		"no form":                         {"stock", set("forms", []any{}), "names no form"},
		"a strongest below the weakest":   {"stock", set("most", "0.999"), "most no less"},
		"a strength that is no number":    {"stock", set("least", "1,5"), `amount "1,5"`},
		"no Spanish":                      {"stock", set("title", map[string]any{"en": "x"}), "title must have words"},
		"stock without a source":          {"stock", drop("sources"), "names no source"},
		"an unknown key":                  {"stock", set("strongest", "5"), "unknown field"},
		"a route twice":                   {"stock", twice, "stands twice"},
		"an id that is none":              {"stock", set("id", "Stock IV"), "small letters"},
		"a form twice":                    {"opened", twice, "stands twice"},
		"no time":                         {"opened", set("minutes", 0), "0 minutes"},
		"more than a year":                {"opened", set("minutes", 366*24*60+1), "minutes is not"},
		"part of a minute":                {"opened", set("minutes", 1.5), "cannot unmarshal"},
		"an opened form not declared":     {"opened", set("form", "bottle"), `form "bottle" is not declared`},
		"opened without a source":         {"opened", drop("sources"), "names no source"},
		"a declared form without Spanish": {"forms", set("title", map[string]any{"en": "x"}), "title must have words"},
	} {
		if err := changed(t, c.list, c.change); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		list   string
		change func([]any) []any
	}{
		"just no less":       {"stock", set("most", "1")},
		"no bounds":          {"stock", drop("most")},
		"a minute":           {"opened", set("minutes", 1)},
		"a year":             {"opened", set("minutes", 366*24*60)},
		"nothing of opened":  {"opened", func([]any) []any { return nil }},
		"nothing of a stock": {"stock", func([]any) []any { return nil }},
	} {
		if err := changed(t, c.list, c.change); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
