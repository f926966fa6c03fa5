package measures

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"kapdesk/app/words"
)

// specFile is where the reference data of the scales lies beside the
// repository; testdata/wording.json keeps hashes of its words.
const specFile = "../../../shared/instruments/spec.json"

// spec is what the test reads of the reference data.
type spec struct {
	Instruments []struct {
		ID, Class, Instructions, Stem string
		Licence                       struct{ Attribution string }
		Items                         []struct {
			ID, Heading, Options string
			Text                 *string
			Min, Max             *int
			Loinc                *string
			Scored               bool
		}
		OptionSets map[string][]struct {
			Label string
			Value any
			Loinc *string `json:"loinc_answer"`
		} `json:"option_sets"`
		Variant *struct{ ID, Item, Text string } `json:"alternate_variant"`
	}
	Clinicians []struct {
		ID     string
		Values []struct {
			Value int
			Label string
		}
	} `json:"clinician_scales"`
}

// wordsOf writes down every word of a scale in the order in which it stands.
func wordsOf(in *Instrument) string {
	var b strings.Builder
	fmt.Fprintf(&b, "instructions %q\nstem %q\n", in.Instructions, in.Stem)
	for _, it := range in.Items {
		fmt.Fprintf(&b, "%s heading %q text %q scored %v code %q\n", it.ID, it.Heading, it.Text, !it.Unscored, it.LOINC)
		for _, o := range in.Options[it.Options] {
			value := o.ID
			if o.Value != nil {
				value = fmt.Sprint(*o.Value)
			}
			fmt.Fprintf(&b, "  %s = %q code %q\n", value, o.Label, o.LOINC)
		}
	}
	for _, v := range in.Variants {
		fmt.Fprintf(&b, "variant %s %s %q\n", v.ID, v.Item, v.Text)
	}
	fmt.Fprintf(&b, "notice %q\n", in.Licence.Notice)
	return b.String()
}

// specWords does the same from the reference data, for the scales whose words
// it holds.
func specWords(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	var s spec
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, in := range s.Instruments {
		if in.Class == string(Ask) {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "instructions %q\nstem %q\n", in.Instructions, in.Stem)
		for _, it := range in.Items {
			fmt.Fprintf(&b, "%s heading %q text %q scored %v code %q\n", it.ID, it.Heading, or(it.Text), it.Scored, or(it.Loinc))
			for _, o := range in.OptionSets[it.Options] {
				fmt.Fprintf(&b, "  %v = %q code %q\n", o.Value, o.Label, or(o.Loinc))
			}
		}
		if v := in.Variant; v != nil {
			fmt.Fprintf(&b, "variant %s %s %q\n", v.ID, v.Item, v.Text)
		}
		fmt.Fprintf(&b, "notice %q\n", in.Licence.Attribution)
		all[in.ID] = b.String()
	}
	if len(all) < 10 {
		t.Fatalf("only %d scales with words in the reference data", len(all))
	}
	return all
}

func or(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// The words that ship are those of the reference data, letter by letter;
// where that is not at hand, the hashes that were taken from it say so.
func TestWordingIsTheReference(t *testing.T) {
	raw, err := os.ReadFile("testdata/wording.json")
	if err != nil {
		t.Fatal(err)
	}
	var hashes map[string]string
	if err := json.Unmarshal(raw, &hashes); err != nil {
		t.Fatal(err)
	}
	reference := map[string]string{}
	if raw, err := os.ReadFile(specFile); err == nil {
		reference = specWords(t, raw)
		for id, said := range reference {
			if hashes[id] != hash(said) {
				t.Errorf("%s: the hash in testdata is not that of the reference data, %s", id, hash(said))
			}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if len(hashes) < 12 {
		t.Fatalf("only %d hashes", len(hashes))
	}
	for id, want := range hashes {
		in := instrument(t, id)
		ours := wordsOf(in)
		if said, ok := reference[id]; ok && said != ours {
			t.Errorf("%s:\n%s\nthe reference has\n%s", id, ours, said)
		}
		if hash(ours) != want {
			t.Errorf("%s: the words are not those of the reference data", id)
		}
	}
	for _, in := range shelf(t).All() {
		if _, ok := hashes[in.ID]; !ok && in.HasWords() && !in.OwnWords && in.ID != "rass" {
			t.Errorf("%s has words that nothing vouches for", in.ID)
		}
	}
}

func hash(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func TestNamesOfClinicianLevels(t *testing.T) {
	for id, want := range map[string]string{
		"rass":  "4 Combative, 3 Very agitated, 2 Agitated, 1 Restless, 0 Alert and calm, -1 Drowsy, -2 Light sedation, -3 Moderate sedation, -4 Deep sedation, -5 Unarousable",
		"moaas": "5 Responds readily to name in normal tone, 4 Lethargic response to name, 3 Responds only to loud or repeated name, 2 Responds only to mild prodding or shaking, 1 Responds only to painful trapezius squeeze, 0 No response to painful trapezius squeeze",
	} {
		var all []string
		for _, o := range instrument(t, id).Options["level"] {
			all = append(all, fmt.Sprint(*o.Value)+" "+o.Label)
		}
		if got := strings.Join(all, ", "); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}

// rights are the class and the rights of each instrument, written out.
var rights = map[string]string{
	"phq-9": "SHIP free", "phq-2": "SHIP free", "gad-7": "SHIP free", "pcl-5": "SHIP free", "pc-ptsd-5": "SHIP free", "asq": "SHIP free", "audit-c": "SHIP free", "peg": "SHIP free",
	"c-ssrs-screener": "SHIP-WITH-NOTICE attestation", "dast-10": "SHIP-WITH-NOTICE attestation non-commercial",
	"audit": "SHIP-WITH-NOTICE free non-commercial", "who-5": "SHIP-WITH-NOTICE free non-commercial",
	"rass": "SHIP-WITH-NOTICE free", "moaas": "SHIP-WITH-NOTICE free", "aldrete-modified": "SHIP-WITH-NOTICE free", "padss": "SHIP-WITH-NOTICE free",
	"qids-sr16": "ASK attestation", "meq-30": "ASK attestation", "ebi": "ASK attestation", "isi": "ASK attestation", "cadss-6": "ASK attestation",
	"5d-asc": "DON'T total_only", "bsi": "DON'T total_only", "ctq-sf": "DON'T total_only", "ors": "DON'T total_only", "srs": "DON'T total_only",
}

func TestRights(t *testing.T) {
	for _, in := range shelf(t).All() {
		got := string(in.Licence.Class) + " " + string(in.Rights)
		if in.Licence.NonCommercial {
			got += " non-commercial"
		}
		if got != rights[in.ID] {
			t.Errorf("%s: %s, want %s", in.ID, got, rights[in.ID])
		}
		ships := strings.HasPrefix(got, "SHIP")
		if in.HasWords() != ships || in.MayShow(true) != ships || in.MayShow(false) != (ships && in.Rights == Free) {
			t.Errorf("%s (%s): words %v, shown %v, with permission %v", in.ID, got, in.HasWords(), in.MayShow(false), in.MayShow(true))
		}
	}
	if n := len(shelf(t).All()); n != len(rights) {
		t.Errorf("%d instruments, %d written down", n, len(rights))
	}
	raw, err := os.ReadFile("../../assets/instruments/LICENCES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range shelf(t).All() {
		if !strings.Contains(string(raw), "`"+in.ID+".json`") {
			t.Errorf("LICENCES.md says nothing of %s.json", in.ID)
		}
	}
}

// ownSentences are the program's own English about a scale.
func ownSentences(in *Instrument) []string {
	all := []string{in.Title, in.Recall, in.Licence.Terms, in.VariantNote}
	for _, v := range in.Variants {
		all = append(all, v.Note)
	}
	for _, it := range in.Items {
		all = append(all, it.Label)
		if in.OwnWords {
			all = append(all, it.Text)
			for _, o := range in.Options[it.Options] {
				all = append(all, o.Label)
			}
		}
	}
	for _, s := range in.Subscales {
		all = append(all, s.Title)
	}
	for _, b := range in.Bands {
		all = append(all, b.Title)
	}
	for _, l := range in.Scoring.Levels {
		all = append(all, l.Title, l.Say)
	}
	if c := in.Scoring.Contradict; c != nil {
		all = append(all, c.Say)
	}
	for _, s := range in.Safety {
		all = append(all, s.Say)
	}
	for _, n := range slices.Concat(in.Algorithms, in.Notes) {
		all = append(all, n.Title)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

func TestOwnWordsHaveTheirSpanish(t *testing.T) {
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, in := range shelf(t).All() {
		for _, s := range ownSentences(in) {
			used[s] = true
			if !book.Has(words.Spanish, s) {
				t.Errorf("%s: no Spanish for %q", in.ID, s)
			}
		}
	}
	raw, err := os.ReadFile("../../assets/words/measures.es.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]string
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	for s := range entries {
		if !used[s] {
			t.Errorf("measures.es.json has %q, which nothing says", s)
		}
	}
}
