package record

import "fmt"

// Follows refuses an event that cannot come next: known is what has been
// applied already, last the hash of the latest event of the same device among
// it (the zero Hash if there is none). Everything the author had seen must be
// known, because only then do all laptops come to the same state.
func (e Event) Follows(known Vector, last Hash) error {
	switch {
	case e.ID.Seq != known[e.ID.Device]+1:
		return fmt.Errorf("event %s: the latest known of its device is %d", e.ID, known[e.ID.Device])
	case e.Prev != last:
		return fmt.Errorf("event %s does not follow from the one before it", e.ID)
	case e.Seen[e.ID.Device] != e.ID.Seq:
		return fmt.Errorf("event %s has not seen itself", e.ID)
	case e.Sum() != e.Hash:
		return fmt.Errorf("event %s: its content does not fit its hash", e.ID)
	}
	for d, seq := range e.Seen {
		if d != e.ID.Device && seq > known[d] {
			return fmt.Errorf("event %s needs %s:%d, which is not known", e.ID, d, seq)
		}
	}
	return nil
}
