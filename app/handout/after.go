package handout

import (
	"fmt"
	"strings"
)

// AfterTexts are the words that a patient reads on the screen when an answer
// of theirs needs somebody to look at it.
const AfterTexts = "after-answers"

// AfterAnswers gives heading and lines for how soon somebody must look: the
// section's key, as "urgent-review". The values need phone and emergency;
// crisis may be empty.
func (t *Texts) AfterAnswers(severity string, v Values) (heading string, lines []string, err error) {
	for _, s := range t.Sections {
		if s.Key != severity {
			continue
		}
		v := keptInOneLine(v)
		if lines, err = s.fill("", v); err != nil {
			return "", nil, err
		}
		heading, err = v.Fill(s.Heading)
		return heading, lines, err
	}
	return "", nil, fmt.Errorf("handout texts %s.%s: no section %q", t.ID, t.Language, severity)
}

// keptInOneLine keeps a telephone number from being broken over two lines.
func keptInOneLine(v Values) Values {
	out := Values{}
	for name, value := range v {
		out[name] = strings.ReplaceAll(value, " ", "\u00a0")
	}
	return out
}
