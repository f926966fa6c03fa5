package adoption

import (
	"cmp"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Why is one reason for which an item was changed.
type Why struct {
	Person record.ID `json:"person"`
	Name   string    `json:"name"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Noted is one item that an adopted version changed, with the reasons.
type Noted struct {
	Item string `json:"item"`
	Why  []Why  `json:"why"`
}

// Version is one version of the protocol, whole.
type Version struct {
	Stamp
	Status    protocol.Status
	Title     words.Text
	Base      Stamp              // what its working copy began from; zero for the draft that ships
	Changes   []Noted            // what was changed since the base, with the reasons
	Signed    []clinic.Signature // more than one when two people signed the same bytes at once
	Statement string
	Raw       []byte // the file: its SHA-256 is the Hash
}

// adoptedBody is the fact of an adoption. The file stands in it as text, so
// that its bytes, and with them its hash, come back exactly.
type adoptedBody struct {
	Stamp
	Title     words.Text       `json:"title"`
	Base      Stamp            `json:"base"`
	Changes   []Noted          `json:"changes,omitempty"`
	File      string           `json:"file"`
	Statement string           `json:"statement"`
	Signature clinic.Signature `json:"signature"`
}

// shippedVersion is the draft that the program brought, as a version.
func (l *Library) shippedVersion() Version {
	p := l.shipped
	return Version{Stamp: Stamp{p.ID, p.Version, p.Hash}, Status: p.Status, Title: p.Title, Raw: l.raw}
}

// versionOf reads one adopted version. Code NotFound if there is none.
func versionOf(r record.Reader, h record.Hash) (Version, error) {
	facts, err := r.Facts(record.Filter{Record: versionRef(h), Kinds: []string{kindAdopted}})
	if err != nil {
		return Version{}, err
	}
	vs, err := versionsOf(facts)
	if err != nil {
		return Version{}, err
	}
	if len(vs) == 0 {
		return Version{}, &record.Problem{Code: record.NotFound, Text: "This version of the protocol is not here.", Next: "Choose another from the list."}
	}
	return vs[0], nil
}

// history gives every adopted version, the latest first.
func history(r record.Reader) ([]Version, error) {
	facts, err := r.Facts(record.Filter{Kinds: []string{kindAdopted}})
	if err != nil {
		return nil, err
	}
	return versionsOf(facts)
}

func versionsOf(facts []record.Fact) ([]Version, error) {
	var out []Version
	for _, f := range facts {
		var b adoptedBody
		if err := f.Read(&b); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(out, func(v Version) bool { return v.Hash == b.Hash }); i >= 0 {
			out[i].Signed = append(out[i].Signed, b.Signature)
			continue
		}
		out = append(out, Version{Stamp: b.Stamp, Status: protocol.Adopted, Title: b.Title, Statement: b.Statement, Base: b.Base, Changes: b.Changes,
			Signed: []clinic.Signature{b.Signature}, Raw: []byte(b.File)})
	}
	for _, v := range out {
		slices.SortFunc(v.Signed, func(a, b clinic.Signature) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Person, b.Person)) })
	}
	slices.SortStableFunc(out, func(a, b Version) int {
		return cmp.Or(cmp.Compare(b.Version, a.Version), b.Signed[0].At.Compare(a.Signed[0].At), slices.Compare(a.Hash[:], b.Hash[:]))
	})
	return out, nil
}

// Version gives back the version that a screening or a session names by the
// id and number of its protocol, with the same Hash. Where two laptops gave
// the same number, the one in use comes first. Code NotFound if there is none.
func (l *Library) Version(r record.Reader, id string, version int) (Version, error) {
	stamps, err := adopted(r)
	if err != nil {
		return Version{}, err
	}
	for _, s := range stamps {
		if s.ID == id && s.Version == version {
			return versionOf(r, s.Hash)
		}
	}
	all, err := l.versions(r)
	if err != nil {
		return Version{}, err
	}
	i := slices.IndexFunc(all, func(v Version) bool { return v.ID == id && v.Version == version })
	if i < 0 {
		return versionOf(r, record.Hash{})
	}
	return all[i], nil
}

// versions gives every version there is: the adopted ones, the latest first,
// and the draft that ships.
func (l *Library) versions(r record.Reader) ([]Version, error) {
	all, err := history(r)
	return append(all, l.shippedVersion()), err
}

// byHash gives the version of a hash, the draft that ships included.
func (l *Library) byHash(r record.Reader, h record.Hash) (Version, error) {
	if h == l.shipped.Hash {
		return l.shippedVersion(), nil
	}
	return versionOf(r, h)
}
