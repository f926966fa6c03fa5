package handout

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

const (
	maxColumns = 10   // more would leave no room for a word
	maxDepth   = 4    // of Keep in Keep
	maxQR      = 1000 // bytes; denser codes do not read from paper
	maxPanels  = 4
	maxMarks   = 12
	maxDates   = 12
	maxLabel   = 40  // characters of a label in a chart
	maxValue   = 1e6 // of a chart's scale
	minSpan    = 1e-3
)

// checkBlocks checks each block; the errors name its place and never its words.
func checkBlocks(blocks []Block, depth int) error {
	var errs []error
	for i, b := range blocks {
		if err := checkBlock(b, depth); err != nil {
			errs = append(errs, fmt.Errorf("handout: block %d (%T): %w", i, b, err))
		}
	}
	return errors.Join(errs...)
}

func checkBlock(b Block, depth int) error {
	switch b := b.(type) {
	case nil:
		return errors.New("is nil")
	case Title, Heading, Paragraph, Checklist, Bullets, Notice, Signatures:
		return nil
	case Fields:
		if b.Columns < 1 || b.Columns > 3 {
			return fmt.Errorf("%d columns, not 1 to 3", b.Columns)
		}
		return nil
	case Table:
		return b.check()
	case Chart:
		return b.check()
	case QR:
		if n := len(b.Content); n == 0 || n > maxQR {
			return fmt.Errorf("content of %d bytes, not 1 to %d", n, maxQR)
		}
		return nil
	case Space:
		if !(b.Lines >= 0 && b.Lines <= 100) {
			return fmt.Errorf("%v lines, not 0 to 100", b.Lines)
		}
		return nil
	case Keep:
		if depth >= maxDepth {
			return errors.New("nested too deep")
		}
		return checkBlocks(b.Blocks, depth+1)
	}
	return errors.New("not a block of this package (is it a pointer?)")
}

func (t Table) check() error {
	if n := len(t.Columns); n == 0 || n > maxColumns {
		return fmt.Errorf("%d columns, not 1 to %d", n, maxColumns)
	}
	widest := 0.0
	for i, c := range t.Columns {
		if !finite(c.Share) || c.Share <= 0 {
			return fmt.Errorf("column %d has the share %v", i, c.Share)
		}
		widest = math.Max(widest, c.Share)
	}
	for i, c := range t.Columns {
		if c.Share < widest/20 {
			return fmt.Errorf("column %d is less than a twentieth of the widest", i)
		}
	}
	for i, r := range t.Rows {
		if len(r.Cells) > len(t.Columns) {
			return fmt.Errorf("row %d has %d cells for %d columns", i, len(r.Cells), len(t.Columns))
		}
	}
	return nil
}

func (c Chart) check() error {
	if !c.From.Before(c.To) {
		return errors.New("ends no later than it begins")
	}
	if n := len(c.Panels); n == 0 || n > maxPanels {
		return fmt.Errorf("%d panels, not 1 to %d", n, maxPanels)
	}
	if n := len(c.Marks); n > maxMarks {
		return fmt.Errorf("%d marks, more than %d", n, maxMarks)
	}
	for i, m := range c.Marks {
		if long(m.Label) {
			return fmt.Errorf("the label of mark %d is longer than %d characters", i, maxLabel)
		}
	}
	if n := len(c.Dates); n > maxDates {
		return fmt.Errorf("%d dates, more than %d", n, maxDates)
	}
	for i, d := range c.Dates {
		if long(d.Label) || d.At.Before(c.From) || d.At.After(c.To) {
			return fmt.Errorf("date %d is too long, or outside the axis", i)
		}
	}
	for i, p := range c.Panels {
		if err := p.check(); err != nil {
			return fmt.Errorf("panel %d %w", i, err)
		}
	}
	return nil
}

func (p Panel) check() error {
	if !sane(p.Low) || !sane(p.High) || p.High-p.Low < minSpan {
		return fmt.Errorf("goes from %v to %v", p.Low, p.High)
	}
	tooLong := long(p.Name)
	for _, l := range p.Lines {
		tooLong = tooLong || long(l.Name)
		for k, pt := range l.Points {
			if !sane(pt.Value) {
				return fmt.Errorf("has the value %v", pt.Value)
			}
			if k > 0 && pt.At.Before(l.Points[k-1].At) {
				return errors.New("has points out of order")
			}
		}
	}
	for _, l := range p.Limits {
		tooLong = tooLong || long(l.Label)
		if !sane(l.Value) {
			return fmt.Errorf("has the limit %v", l.Value)
		}
	}
	if tooLong {
		return fmt.Errorf("has a label longer than %d characters", maxLabel)
	}
	return nil
}

func long(label string) bool { return utf8.RuneCountInString(label) > maxLabel }

// sane tells a number that a scale can show.
func sane(v float64) bool { return math.Abs(v) <= maxValue }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
