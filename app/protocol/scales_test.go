package protocol

import (
	"slices"
	"strings"
	"testing"
)

func TestScaleTimesAndOffersAreChecked(t *testing.T) {
	raw := string(shippedFile(t))
	for name, c := range map[string]struct{ old, new, says string }{
		"an unknown point":     {`"point": "24h"`, `"point": "25h"`, `point "25h"`},
		"a point twice":        {`"point": "24h"`, `"point": "1w"`, "twice"},
		"due before from":      {`"from": 120, "due": 168`, `"from": 169, "due": 168`, "must rise"},
		"late before due":      {`"due": 168, "late": 240`, `"due": 241, "late": 240`, "must rise"},
		"over before late":     {`"late": 240, "until": 504`, `"late": 505, "until": 504`, "must rise"},
		"longer than a year":   {`"until": 8760`, `"until": 8785`, "within a year"},
		"an unknown key":       {`"point": "24h"`, `"point": "24h", "sooner": 1`, "sooner"},
		"no points":            {`{"id": "phq-9", "points": ["baseline", "before", "1w", "4w", "12w"]`, `{"id": "phq-9", "points": []`, "no points"},
		"an offer of no point": {`{"id": "pcl-5", "points": ["baseline", "4w", "12w"]`, `{"id": "pcl-5", "points": ["6w"]`, `no point "6w"`},
		"an offer twice":       {`{"id": "pcl-5"`, `{"id": "phq-9"`, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.Count(raw, c.old) != 1 {
				t.Fatalf("%q stands there %d times", c.old, strings.Count(raw, c.old))
			}
			_, err := Parse([]byte(strings.Replace(raw, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Each point of a course has its time, and what counts for one week does not
// count for four.
func TestShippedScaleTimes(t *testing.T) {
	p := shipped(t)
	var points []string
	for _, s := range p.ScaleTimes {
		points = append(points, s.Point)
	}
	if !slices.Equal(points, ScalePoints) {
		t.Errorf("%v", points)
	}
	for i := 4; i < len(p.ScaleTimes); i++ {
		if p.ScaleTimes[i-1].Until > p.ScaleTimes[i].From {
			t.Errorf("%s reaches into %s", p.ScaleTimes[i-1].Point, p.ScaleTimes[i].Point)
		}
	}
}

// A protocol from before scales stood in it is still read.
func TestAProtocolWithoutScales(t *testing.T) {
	raw := string(shippedFile(t))
	at := strings.Index(raw, ",\n \"scale_times\"")
	if at < 0 {
		t.Fatal("scale_times is not where it was")
	}
	if p, err := Parse([]byte(raw[:at] + "}")); err != nil || len(p.ScaleTimes)+len(p.ScaleOffers) != 0 {
		t.Errorf("%v", err)
	}
}
