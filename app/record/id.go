package record

import "strconv"

// ID names a record, a person or a device: a UUIDv7 in its canonical text
// form. The zero ID names nothing.
type ID string

// EventID names one event: the device that wrote it and its place in that
// device's contiguous sequence. Facts are referred to by their EventID.
type EventID struct {
	Device ID     `json:"device"`
	Seq    uint64 `json:"seq"`
}

// IsZero reports whether id names no event.
func (id EventID) IsZero() bool { return id == EventID{} }

// String gives "device:seq", for use as a key.
func (id EventID) String() string {
	return string(id.Device) + ":" + strconv.FormatUint(id.Seq, 10)
}

// Ref names one record and says what it is, for example {"patient", id}.
type Ref struct {
	Type string `json:"type"`
	ID   ID     `json:"id"`
}

// Vector is a version vector: for each device the highest sequence number
// that was known when an event was written.
type Vector map[ID]uint64

// Covers reports whether the event id was known at v.
func (v Vector) Covers(id EventID) bool { return v[id.Device] >= id.Seq }
