package machine

// SameDisk reports whether two files or folders lie on the same physical disk,
// so that its end is the end of both; known is false where the system does not
// tell. A folder on another computer lies on another disk. Both must exist.
func SameDisk(a, b string) (same, known bool) {
	same, err := within(patience, func() (bool, error) { return sameDisk(a, b) })
	if err != nil {
		return false, false
	}
	return same, true
}
