package kit

import "testing"

// Names at the ends of lines that lie close together do not run into one
// another.
func TestNamesAtTheEndsKeepApart(t *testing.T) {
	var taken []float32
	for _, y := range []float32{100, 102, 101, 99, 140} {
		at := free(taken, y, 10)
		for _, other := range taken {
			if d := at - other; d < 10 && d > -10 {
				t.Errorf("a name at %v beside one at %v", at, other)
			}
		}
		taken = append(taken, at)
	}
}
