package day

import (
	"testing"
	"time"
)

func TestTheClinicStandsWhereItIsDay(t *testing.T) {
	for _, month := range []time.Month{time.January, time.July} {
		for hour := range 24 {
			now := time.Date(2026, month, 15, hour, 30, 0, 0, time.UTC)
			z, err := time.LoadLocation(middayZone(now))
			if err != nil {
				t.Fatal(err)
			}
			if h := now.In(z).Hour(); h < 8 || h >= 15 {
				t.Errorf("%s: it is %d o'clock in %s", now, h, z)
			}
		}
	}
}
