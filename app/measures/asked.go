package measures

// Asked gives the items that a form asks after the answers given so far, in
// its order. An item that depends on another is asked once that answer calls
// for it, and one that an answer makes needless is left out; what may stay
// open is asked too. required counts those that are to be answered.
func (in *Instrument) Asked(answers Answers) (asked []Item, required int) {
	f := in.fill(answers)
	for _, it := range in.Items {
		must, _ := f.asked(it)
		if must {
			required++
		}
		if must || it.Optional {
			asked = append(asked, it)
		}
	}
	return asked, required
}

// In gives the instrument for a reader: one in the program's own words is said
// in their language, and the words of others stand as they are.
func (in *Instrument) In(say func(english string) string) *Instrument {
	if in.OwnWords {
		return in.said(say)
	}
	return in
}
