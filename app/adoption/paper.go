package adoption

import (
	"context"
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// ExportedFile and PrintedPaper are what a file or paper is on record as.
const (
	ExportedFile = "The protocol as a file"
	PrintedPaper = "The protocol on paper"
)

// Paper makes a version as a paper, with every item; the zero hash is the
// working copy. Code NotFound if there is no such version.
func (d *Desk) Paper(ctx context.Context, by record.Actor, h record.Hash, lang words.Lang, print handout.Print) (doc handout.Document, err error) {
	err = d.see(ctx, by, func(r record.Reader) error {
		c, err := clinic.Of(r)
		if err != nil {
			return err
		}
		s := handout.Sheet{Clinic: handout.Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency}, Lang: lang,
			Paper: handout.Paper(strings.ToLower(c.Paper)), Print: print, Printed: r.Now(), Zone: c.Location(), Sample: c.Sample}
		v := Voice{d.book, lang, s.Zone}
		p, err := d.matter(r, v, h)
		if err != nil {
			return err
		}
		made, err := handout.ProtocolPaper(d.book, s, p)
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

func (d *Desk) matter(r record.Reader, v Voice, h record.Hash) (handout.Protocol, error) {
	if h == (record.Hash{}) {
		w, err := d.workingOf(r)
		if err != nil {
			return handout.Protocol{}, err
		}
		p := handout.Protocol{Title: v.fileTitle(w.File), Version: v.t("working copy of version %d", w.Next.Version), Hash: w.Hash.String()}
		why := map[string][]Why{}
		for _, l := range w.Lines {
			why[l.Name()] = l.Why
		}
		p.Sections = v.sections(w.File, why)
		return p, nil
	}
	ver, err := d.byHash(r, h)
	if err != nil {
		return handout.Protocol{}, err
	}
	f, err := d.file(ver)
	if err != nil {
		return handout.Protocol{}, err
	}
	p := handout.Protocol{Title: v.fileTitle(f), Version: v.Stamp(ver.Stamp), Hash: ver.Hash.String(), Adopted: len(ver.Signed) > 0, Statement: ver.Statement}
	for _, s := range ver.Signed {
		p.Signed = append(p.Signed, handout.Signer{Name: s.Name, Role: v.t(string(clinic.Prescriber)), At: s.At})
	}
	why := map[string][]Why{}
	for _, n := range ver.Changes {
		why[n.Item] = n.Why
	}
	p.Sections = v.sections(f, why)
	return p, nil
}

func (v Voice) fileTitle(f *File) string {
	t, _ := f.Item("title")
	return t.Node.Words().In(v.Lang)
}

func (v Voice) sections(f *File, why map[string][]Why) []handout.ProtocolSection {
	var out []handout.ProtocolSection
	for _, name := range f.Decided() {
		if name == "title" || name == "notice" {
			continue
		}
		s := handout.ProtocolSection{Name: v.Section(name)}
		for _, it := range f.In(name) {
			p := v.Printed(f, it)
			for _, w := range why[it.Name()] {
				p.Why = append(p.Why, v.Why(w))
			}
			s.Items = append(s.Items, p)
		}
		out = append(out, s)
	}
	return out
}

// basisKeys are said apart from what an item does.
var basisKeys = []string{"title", "sources", "dissent", "choice", "note"}

// Printed says an item for paper or to be read: what it does, key by key, and
// what it rests on.
func (v Voice) Printed(f *File, it Item) handout.ProtocolItem {
	p := handout.ProtocolItem{Name: v.Item(f, it), Choice: it.Node.Get("choice").Words().In(v.Lang), Note: it.Node.Get("note").Words().In(v.Lang),
		Sources: v.Sources(it.Node.Get("sources")), Dissent: v.Sources(it.Node.Get("dissent"))}
	if !it.Node.IsObject() {
		p.Fields = []handout.Field{{Label: v.Section(it.Section), Value: v.Value(f, it.Node, it.Section, it.Node)}}
		return p
	}
	for _, pair := range it.Node.Pairs {
		if slices.Contains(basisKeys, pair.Key) {
			continue
		}
		if !holdsObjects(pair.Value) {
			p.Fields = append(p.Fields, handout.Field{Label: v.Key(pair.Key), Value: v.Value(f, it.Node, pair.Key, pair.Value)})
			continue
		}
		for i, kid := range pair.Value.List {
			p.Fields = append(p.Fields, handout.Field{Label: v.Path([]Step{{pair.Key, i + 1}}), Value: v.Value(f, kid, pair.Key, kid)})
		}
	}
	return p
}

// Sources says a list of sources, one by one.
func (v Voice) Sources(n *Node) []string {
	if n == nil {
		return nil
	}
	var out []string
	for _, kid := range n.List {
		out = append(out, v.Source(kid))
	}
	return out
}
