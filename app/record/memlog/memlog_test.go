package memlog_test

import (
	"testing"

	"kapdesk/app/record"
	"kapdesk/app/record/logtest"
	"kapdesk/app/record/memlog"
)

func TestConformance(t *testing.T) {
	logtest.Run(t, func(_ *testing.T, clock record.Clock) logtest.Subject { return memlog.New(clock) })
}
