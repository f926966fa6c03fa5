package integration

import "kapdesk/app/record"

// IsSigned reports whether a session's plan has been signed in any version.
func IsSigned(r record.Reader, session record.ID) (bool, error) {
	versions, err := versionsOf(r, session)
	return len(versions) > 0, err
}
