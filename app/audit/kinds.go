package audit

import "slices"

// Group is what sort of thing an event tells of, as people look for it.
type Group string

// The groups, each as it is shown in English.
const (
	Openings Group = "Opened charts"
	Changes  Group = "Changes"
	Papers   Group = "Exports and prints"
	SignIns  Group = "Signing in and keys"
	Refusals Group = "Refused"
	Machine  Group = "Clock and backups"
)

// Groups lists the groups in the order in which they are offered.
var Groups = []Group{Openings, Changes, Papers, SignIns, Refusals, Machine}

// The kinds of event that this package records itself, each a fact; what is
// told of backups and drills, app/backups writes.
const (
	KindSignedIn       = "signin.succeeded"
	KindSignInFailed   = "signin.failed"
	KindLockedOut      = "signin.lockedout"
	KindUncounted      = "signin.uncounted"
	KindSecond         = "second.signedin"
	KindLocked         = "program.locked"
	KindExported       = "file.exported"
	KindPrinted        = "paper.printed"
	KindClockJumped    = "clock.jumped"
	KindBackupMade     = "backup.made"
	KindBackupFailed   = "backup.failed"
	KindBackupVerified = "backup.verified"
	KindDrillPassed    = "drill.passed"
	KindDrillFailed    = "drill.failed"
	KindRefused        = "action.refused"
)

// kindOpened is the fact that app/patients writes when a chart is opened.
const kindOpened = "chart.opened"

// kind is what the viewer knows of one kind of event.
type kind struct {
	group Group
	said  string // an English sentence; its verbs are filled by Line.Said
}

// kinds are all kinds of event that the program writes. What is said of them
// tells what was done and never what stood in it.
var kinds = map[string]kind{
	kindOpened: {Openings, "Opened the chart"},

	"emergency.opened":   {Openings, "Opened the chart in an emergency"},
	"emergency.reviewed": {Openings, "Looked at an opening in an emergency"},

	"patient.registered":     {Changes, "Registered the patient"},
	"patient.changed":        {Changes, "Changed the patient's details"},
	"body.measured":          {Changes, "Recorded weight or height"},
	"intake.answered":        {Changes, "Filled in the intake"},
	"intake.confirmed":       {Changes, "Confirmed the intake complete"},
	"screening.filled":       {Changes, "Filled in the eligibility checklist"},
	"screening.signed":       {Changes, "Signed the eligibility checklist"},
	"screening.withdrawn":    {Changes, "Withdrew an eligibility checklist"},
	"plan.changed":           {Changes, "Changed the plan"},
	"plan.signed":            {Changes, "Signed the plan"},
	"plan.withdrawn":         {Changes, "Withdrew the plan"},
	"consent.signed":         {Changes, "Recorded a signed consent"},
	"consent.withdrawn":      {Changes, "Recorded that a consent was withdrawn"},
	"expectations.explained": {Changes, "Recorded that the expectations were explained"},
	"document.added":         {Changes, "Added a document"},
	"document.moved":         {Changes, "Moved a document to the right chart"},
	"document.withdrawn":     {Changes, "Withdrew a document"},
	"session.booked":         {Changes, "Booked a visit"},
	"session.moved":          {Changes, "Moved a visit"},
	"session.cancelled":      {Changes, "Called a visit off"},
	"session.missed":         {Changes, "Recorded that nobody came to a visit"},
	"session.arrived":        {Changes, "Recorded an arrival"},
	"session.started":        {Changes, "Started a visit"},
	"session.advanced":       {Changes, "Took a session to its next stage"},
	"session.checked":        {Changes, "Recorded today's checks"},
	"session.noted":          {Changes, "Wrote a session note"},
	"session.signed":         {Changes, "Signed a session"},
	"gate.overridden":        {Changes, "Overrode a gate"},
	"dose.given":             {Changes, "Recorded a dose"},
	"vitals.taken":           {Changes, "Recorded vital signs"},
	"entry.written":          {Changes, "Wrote in the session log"},
	"entry.withdrawn":        {Changes, "Withdrew a line of the session log"},
	"adverse.noted":          {Changes, "Recorded an adverse event"},
	"room.set":               {Changes, "Recorded the room and who was there"},
	"presence.changed":       {Changes, "Recorded who came into the room or left"},
	"card.raised":            {Changes, "Opened a card in a session"},
	"card.answered":          {Changes, "Recorded what was done about a card"},
	"card.takenback":         {Changes, "Took a card back with its reading"},
	"followup.set":           {Changes, "Set a follow-up of an adverse event"},
	"followup.settled":       {Changes, "Ended the follow-up of an adverse event"},
	"moment.marked":          {Changes, "Marked a key moment"},
	"moment.unmarked":        {Changes, "Took the mark off a key moment"},
	"discharge.checked":      {Changes, "Recorded the discharge"},
	"note.signed":            {Changes, "Signed a session note"},
	"integration.drafted":    {Changes, "Wrote the integration plan"},
	"integration.signed":     {Changes, "Signed the integration plan"},
	"integration.followed":   {Changes, "Followed up a step of integration"},
	"psychnote.written":      {Changes, "Signed a psychotherapy note"},
	"psychnote.shared":       {Changes, "Let somebody else read a psychotherapy note"},
	"psychnote.returned":     {Changes, "Shared a psychotherapy note back to its author"},
	"psychnote.successor":    {Changes, "Named who follows in psychotherapy notes"},
	"lot.received":           {Changes, "Recorded a delivery of the register"},
	"vial.opened":            {Changes, "Recorded an opened vial"},
	"measure.taken":          {Changes, "Recorded a rating scale"},
	"scale.attested":         {Changes, "Put the permission for a scale on record"},
	"scale.unattested":       {Changes, "Took the permission for a scale back"},
	"scale.imported":         {Changes, "Imported the words of a scale"},
	"scale.removed":          {Changes, "Removed the imported words of a scale"},
	"scale.cut":              {Changes, "Chose the limit of a scale"},
	"alert.raised":           {Changes, "An answer raised an alert"},
	"alert.settled":          {Changes, "Recorded what was done about an alert"},
	"chase.tried":            {Changes, "Tried to reach a patient for a scale"},
	"register.drawn":         {Changes, "Recorded what was drawn from the register's stock"},
	"register.given":         {Changes, "Recorded a dose in the register"},
	"register.wasted":        {Changes, "Recorded waste in the register"},
	"register.destroyed":     {Changes, "Recorded destroyed stock in the register"},
	"register.returned":      {Changes, "Recorded a return in the register"},
	"register.counted":       {Changes, "Counted the register's stock"},
	"register.resolved":      {Changes, "Explained a difference in the register"},
	"register.corrected":     {Changes, "Took a line of the register back"},
	"protocol.changed":       {Changes, "Changed the protocol's working copy"},
	"protocol.begun":         {Changes, "Began a working copy of the protocol"},
	"protocol.adopted":       {Changes, "Adopted a version of the protocol"},
	"protocol.inuse":         {Changes, "Put a version of the protocol in use"},
	"clinic.setup":           {Changes, "Made the clinic"},
	"clinic.changed":         {Changes, "Changed the clinic's settings"},
	"person.added":           {Changes, "Added a person"},
	"person.changed":         {Changes, "Changed a person's name or roles"},

	KindExported: {Papers, "Exported: %s"},
	KindPrinted:  {Papers, "Printed: %s"},

	KindSignedIn:       {SignIns, "Signed in"},
	KindSignInFailed:   {SignIns, "Wrong passphrases for %s since the last sign-in: %d"},
	KindLockedOut:      {SignIns, "Sign-in for %s was locked for a while"},
	KindUncounted:      {SignIns, "The count of wrong passphrases had been damaged; it began anew"},
	KindSecond:         {SignIns, "Signed in as second person beside %s: %s"},
	KindLocked:         {SignIns, "Locked the program"},
	"access.given":     {SignIns, "Gave a person access"},
	"access.changed":   {SignIns, "Changed a passphrase"},
	"access.taken":     {SignIns, "Took a person's access away"},
	"access.pin":       {SignIns, "Set a PIN for a quick way back in"},
	"access.recovered": {SignIns, "Came in by the recovery sheet"},
	"keys.renewed":     {SignIns, "Wrote everything under a new key"},
	"recovery.made":    {SignIns, "Made a recovery sheet"},
	"recovery.proved":  {SignIns, "Proved that the recovery sheet is on paper"},

	KindRefused: {Refusals, "Was refused: %s"},

	KindClockJumped:    {Machine, "The clock moved from %s to %s"},
	KindBackupMade:     {Machine, "A backup was made"},
	KindBackupFailed:   {Machine, "A backup failed"},
	KindBackupVerified: {Machine, "A backup was read back and is whole"},
	KindDrillPassed:    {Machine, "A backup was restored to try it, and is whole"},
	KindDrillFailed:    {Machine, "A backup could not be restored when it was tried"},
	"backups.changed":  {Machine, "Changed how backups are made"},
}

// other stands for a kind that this version does not know: a later version
// wrote it.
var other = kind{Changes, "Changed something: %s"}

func kindOf(name string) kind {
	if k, ok := kinds[name]; ok {
		return k
	}
	return other
}

// KindsOf lists the kinds of a group, in order of their names.
func KindsOf(g Group) []string {
	var names []string
	for name, k := range kinds {
		if k.group == g {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Sentences lists every sentence about an event, and the groups: the keys of
// their translations.
func Sentences() []string {
	out := []string{other.said}
	for _, k := range kinds {
		out = append(out, k.said)
	}
	for _, g := range Groups {
		out = append(out, string(g))
	}
	slices.Sort(out)
	return out
}
