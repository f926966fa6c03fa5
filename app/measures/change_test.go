package measures

import (
	"math/big"
	"strings"
	"testing"
)

func TestChangeRefuses(t *testing.T) {
	for _, c := range []struct{ id, base, followup, want string }{
		{"c-ssrs-screener", "1", "0", "c-ssrs-screener has no total: its results are none, low, moderate, high"},
		{"asq", "1", "0", "asq has no total"},
		{"phq-9", "28", "4", "a total of phq-9 lies from 0 to 27"},
		{"phq-9", "20", "28", "a total of phq-9 lies from 0 to 27"},
		{"phq-9", "20", "4.5", "a total of phq-9 is a whole number"},
		{"peg", "10.1", "4", "a total of peg lies from 0 to 10"},
		{"bsi", "-1", "4", "a total of bsi is not below 0"},
	} {
		_, err := Change(instrument(t, c.id), total(t, c.base), total(t, c.followup))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s to %s: %v, want %q", c.id, c.base, c.followup, err, c.want)
		}
	}
	for _, s := range []string{"", "x", "1e1", "+3", "4,2", ".5", "5.", "1/2", " 5", "0x10", "00", "NaN", "Inf", "-0", "-1.5", "1.2345678"} {
		if x, err := ParseTotal(s); err == nil {
			t.Errorf("%q was read as %s", s, x)
		}
	}
}

func TestChange(t *testing.T) {
	for _, c := range []struct{ id, base, followup, improvement, response, remission, meaningful, reliable, worse string }{
		{"phq-9", "20", "10", "10", "yes", "no", "yes", "none", "no"},
		{"phq-9", "20", "11", "9", "no", "no", "yes", "none", "no"},
		{"phq-9", "9", "4", "5", "yes", "yes", "yes", "none", "no"},
		{"phq-9", "9", "5", "4", "no", "no", "no", "none", "no"},
		{"phq-9", "10", "5", "5", "yes", "no", "yes", "none", "no"},
		{"phq-9", "10", "14", "-4", "no", "no", "no", "none", "no"},
		{"phq-9", "10", "15", "-5", "no", "no", "no", "none", "yes"},
		{"phq-9", "0", "0", "0", "none", "yes", "no", "none", "no"},
		{"phq-9", "0", "7", "-7", "none", "no", "no", "none", "yes"},
		{"gad-7", "15", "7", "8", "yes", "no", "yes", "none", "no"},
		{"gad-7", "8", "4", "4", "yes", "yes", "yes", "none", "no"},
		{"gad-7", "8", "5", "3", "no", "no", "no", "none", "no"},
		{"pcl-5", "50", "33", "17", "none", "no", "yes", "yes", "no"},
		{"pcl-5", "42", "32", "10", "none", "yes", "yes", "yes", "no"},
		{"pcl-5", "42", "33", "9", "none", "no", "no", "yes", "no"},
		{"pcl-5", "42", "38", "4", "none", "no", "no", "no", "no"},
		{"qids-sr16", "16", "8", "8", "yes", "no", "none", "none", "none"},
		{"qids-sr16", "16", "9", "7", "no", "no", "none", "none", "none"},
		{"qids-sr16", "10", "5", "5", "yes", "yes", "none", "none", "none"},
		{"isi", "13", "7", "6", "none", "yes", "yes", "none", "no"},
		{"isi", "13", "8", "5", "none", "no", "no", "none", "no"},
		{"who-5", "40", "50", "10", "none", "none", "yes", "none", "no"},
		{"who-5", "40", "48", "8", "none", "none", "no", "none", "no"},
		{"peg", "7", "5", "2", "no", "none", "none", "none", "none"},
		{"audit", "20", "10", "10", "none", "none", "none", "none", "none"},
		{"ors", "20", "24.5", "9/2", "none", "none", "none", "none", "none"},
		{"meq-30", "20", "30", "none", "none", "none", "none", "none", "none"},
		{"rass", "-3", "0", "none", "none", "none", "none", "none", "none"},
	} {
		x := change(t, instrument(t, c.id), c.base, c.followup)
		got := []string{text(x.Improvement), yes(x.Response), yes(x.Remission), yes(x.Meaningful), yes(x.Reliable), yes(x.Worse)}
		want := []string{c.improvement, c.response, c.remission, c.meaningful, c.reliable, c.worse}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s %s to %s:\n got %v\nwant %v", c.id, c.base, c.followup, got, want)
		}
	}
}

// Response is compared without division: for every pair of totals it is the
// same as with whole numbers.
func TestResponseIsExactEverywhere(t *testing.T) {
	for _, in := range shelf(t).All() {
		if in.ChangeRules == nil || in.ChangeRules.Response == nil {
			continue
		}
		tenths := tenTo(in.Scoring.Decimals)
		top := int(new(big.Rat).Mul(rat(in.Scoring.Range[1]), tenths).Num().Int64())
		for base := 1; base <= top; base++ {
			for follow := 0; follow <= top; follow++ {
				c, err := Change(in, new(big.Rat).Quo(rat(base), tenths), new(big.Rat).Quo(rat(follow), tenths))
				if err != nil {
					t.Fatal(err)
				}
				if want := (base-follow)*100 >= in.ChangeRules.Response.Percent*base; *c.Response != want {
					t.Fatalf("%s: %d to %d (in steps): response %v", in.ID, base, follow, *c.Response)
				}
			}
		}
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		num, denom int64
		decimals   int
		want       string
	}{{9, 2, 0, "5"}, {17, 4, 1, "4.3"}, {85, 20, 1, "4.3"}, {13, 3, 1, "4.3"}, {14, 3, 1, "4.7"}, {-3, 2, 0, "-1"}, {-1, 4, 1, "-0.2"}, {0, 1, 2, "0"}, {120, 1, 0, "120"}, {100, 1, 2, "100"}, {2, 3, 2, "0.67"}} {
		if got := Decimal(big.NewRat(c.num, c.denom), c.decimals); got != c.want {
			t.Errorf("%d/%d with %d decimals: %s, want %s", c.num, c.denom, c.decimals, got, c.want)
		}
	}
}
