package protocol

import "slices"

// Trial is what a protocol says of a case as a whole.
type Trial struct {
	State State // the worst of the lines, and never better than Best
	Best  State // review while the protocol is a draft: nobody answers for its clear
	Lines []Tried
}

// Tried is one criterion over its fact.
type Tried struct {
	Criterion Criterion
	Type      FactType
	Fact      Fact
	Result    Result
	Why       Why // no rule decided for this reason; "" when one did
}

// Why says what a rule would have needed to know.
type Why string

// The reasons.
const (
	NotGiven      Why = "not given"      // the case says nothing of the fact
	DontKnow      Why = "don't know"     // asked, and not known
	NoKind        Why = "no kind"        // a yes without its kind
	NoDate        Why = "no date"        // a yes without its date
	RoughDate     Why = "rough date"     // the edge lies within what is known of the date
	NotRecognised Why = "not recognised" // a medicine that no list holds
)

// worst lists the states from the worst. A stop stands whatever else is not
// known.
var worst = []State{Stop, Unknown, Review, Clear}

// Try applies every criterion to a case, in the order of the file.
func (p *Protocol) Try(c Case) Trial {
	t := Trial{Best: Clear}
	if p.IsDraft() {
		t.Best = Review
	}
	t.State = t.Best
	for _, cr := range p.Criteria {
		ft, _ := p.FactType(cr.Fact)
		l := Tried{Criterion: cr, Type: ft, Fact: c.Facts[cr.Fact], Result: p.Evaluate(cr, c.Facts, c.On)}
		if l.Result.Rule < 0 {
			l.Why = p.why(cr, ft, c.Facts)
		}
		t.Lines = append(t.Lines, l)
		if slices.Index(worst, l.Result.State) < slices.Index(worst, t.State) {
			t.State = l.Result.State
		}
	}
	return t
}

func (p *Protocol) why(c Criterion, ft FactType, facts Facts) Why {
	f, given := facts[c.Fact]
	switch {
	case !given:
		return NotGiven
	case !f.Known:
		return DontKnow
	case ft.Type == TypeMedicines:
		return NotRecognised
	case ft.Type == TypeAnswer && f.Kind == "" && len(ft.Kinds) > 0:
		return NoKind
	case f.From.IsZero():
		return NoDate
	}
	return RoughDate
}
