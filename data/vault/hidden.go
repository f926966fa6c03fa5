package vault

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden, embedded in a type that holds a secret, keeps it out of every kind
// of text: fmt with any verb, JSON, and the log. Where fmt does not ask us, as
// inside a field of another package's struct, it follows pointers for a verb
// that does not fit; so the secrets themselves stand behind a function.
type hidden struct{}

// behind gives the function that a secret stands behind.
func behind[T any](v *T) func() *T { return func() *T { return v } }

const hiddenText = "(hidden)"

// Format writes "(hidden)" for every verb.
func (hidden) Format(f fmt.State, _ rune) { io.WriteString(f, hiddenText) }

// String gives "(hidden)".
func (hidden) String() string { return hiddenText }

// GoString gives "(hidden)".
func (hidden) GoString() string { return hiddenText }

// MarshalJSON gives "(hidden)".
func (hidden) MarshalJSON() ([]byte, error) { return []byte(`"` + hiddenText + `"`), nil }

// LogValue gives "(hidden)".
func (hidden) LogValue() slog.Value { return slog.StringValue(hiddenText) }
