package pdf

import "encoding/binary"

// glyphs reads from a TrueType file which characters of the basic plane it
// can draw: the cmap table in its format 4, which every such font has. A
// broken table makes it panic; prepare turns that into an error.
func glyphs(file []byte) []bool {
	can := make([]bool, 0x10000)
	be := binary.BigEndian
	var cmap []byte
	for i := range int(be.Uint16(file[4:])) {
		if entry := file[12+16*i:]; string(entry[:4]) == "cmap" {
			cmap = file[be.Uint32(entry[8:]):]
		}
	}
	for i := range int(be.Uint16(cmap[2:])) {
		entry := cmap[4+8*i:]
		platform, encoding := be.Uint16(entry), be.Uint16(entry[2:])
		table := cmap[be.Uint32(entry[4:]):]
		if (platform == 0 || platform == 3 && encoding == 1) && be.Uint16(table) == 4 {
			markSegments(can, table)
		}
	}
	return can
}

// markSegments goes through the segments of a format 4 table.
func markSegments(can []bool, table []byte) {
	be := binary.BigEndian
	twice := int(be.Uint16(table[6:])) // segments × 2
	ends, starts := table[14:], table[16+twice:]
	deltas, offsets := table[16+2*twice:], table[16+3*twice:]
	for k := 0; k < twice; k += 2 {
		start, end := int(be.Uint16(starts[k:])), int(be.Uint16(ends[k:]))
		delta, offset := be.Uint16(deltas[k:]), int(be.Uint16(offsets[k:]))
		for r := start; r <= end && r < 0xFFFF; r++ {
			glyph := uint16(r) + delta
			if offset != 0 {
				if glyph = be.Uint16(offsets[k+offset+2*(r-start):]); glyph != 0 {
					glyph += delta
				}
			}
			can[r] = can[r] || glyph != 0
		}
	}
}
