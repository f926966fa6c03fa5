package protocol

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestDocsDraftAndParserKnowTheSameFacts compares the table of
// docs/protocol.md, what the criteria of the draft read, and what a case may
// say.
func TestDocsDraftAndParserKnowTheSameFacts(t *testing.T) {
	p := shipped(t)
	var read []string
	for _, c := range p.Criteria {
		if !slices.Contains(read, c.Fact) {
			read = append(read, c.Fact)
		}
	}
	rows := documented(t)
	for _, id := range read {
		ft, ok := p.FactType(id)
		row := rows[id]
		delete(rows, id)
		if !ok || row == nil {
			t.Fatalf("%s: declared %v, documented %q", id, ok, row)
		}
		if row[0] != string(ft.Type) || row[1] != limits(ft) || row[2] != ft.Title.EN {
			t.Errorf("%s is documented as %q, not %q", id, row, []string{string(ft.Type), limits(ft), ft.Title.EN})
		}
		for _, value := range values(ft) {
			c, err := p.ParseCase(fmt.Appendf(nil, `{"on":"2026-11-23","facts":{%q:{%s}}}`, id, value))
			if err != nil || !c.Facts[id].Known {
				t.Errorf("%s {%s}: %v", id, value, err)
			}
		}
	}
	for id := range rows {
		t.Errorf("%s is documented, and no criterion reads it", id)
	}
}

// documented gives the rows of the table of facts: type, limits, title.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(doc), "| fact | type | kinds, range | what it is |\n|---|---|---|---|\n")
	if !ok {
		t.Fatal("the table of facts is gone")
	}
	rows := map[string][]string{}
	for _, line := range strings.Split(table, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			break
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows[strings.Trim(cells[1], "`")] = cells[2:5]
	}
	return rows
}

func limits(ft FactType) string {
	switch {
	case ft.Range != nil:
		return fmt.Sprintf("%d to %d %s", ft.Range.Low, ft.Range.High, ft.Unit)
	case ft.Pressures != nil:
		return fmt.Sprintf("%s to %s %s", ft.Pressures.Low, ft.Pressures.High, ft.Unit)
	case len(ft.Kinds) > 0:
		return "`" + strings.Join(ft.Kinds, "`, `") + "`"
	}
	return ""
}

// values gives what a case can say of a fact, each way once.
func values(ft FactType) []string {
	switch ft.Type {
	case TypeNumber:
		return []string{fmt.Sprintf(`"number":%d`, ft.Range.Low)}
	case TypePressure:
		return []string{`"pressure":"120/80","date":"2026-11-23"`}
	case TypeDate:
		return []string{`"date":"2026-11"`}
	case TypeMedicines:
		return []string{`"medicines":[]`, `"medicines":["x"]`}
	}
	out := []string{`"answer":"no"`, `"answer":"yes"`, `"answer":"yes","when":"2019"`}
	for _, k := range ft.Kinds {
		out = append(out, fmt.Sprintf(`"answer":"yes","kind":%q,"when":"2019-03-05"`, k))
	}
	return out
}
