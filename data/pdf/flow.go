package pdf

// piece is the smallest thing that goes onto a page in one: a line of text
// through all its columns, a picture, an empty stretch.
type piece struct {
	gap    float64 // empty space before it, except at the top of a page
	height float64
	keep   bool    // the next piece stands on the same page
	head   []piece // painted first when this piece opens a page
	paint  func(c *canvas, y float64)
}

// placed is a piece with its distance from the top of the page's body.
type placed struct {
	piece piece
	y     float64
}

// deal puts the pieces onto pages whose body has the height. Pieces that
// belong together go over to the next page together, unless no page could
// hold them.
func deal(pieces []piece, height float64) [][]placed {
	pages := [][]placed{nil}
	y := 0.0
	put := func(p piece) {
		last := len(pages) - 1
		if len(pages[last]) > 0 {
			y += p.gap
		}
		pages[last] = append(pages[last], placed{p, y})
		y += p.height
	}
	turn := func(head []piece) {
		pages = append(pages, nil)
		y = 0
		for _, h := range head {
			put(h)
		}
	}
	for i := 0; i < len(pieces); {
		n := chain(pieces[i:], height)
		if len(pages[len(pages)-1]) > 0 && y+tall(pieces[i:i+n]) > height+slack {
			turn(pieces[i].head)
		}
		for _, p := range pieces[i : i+n] {
			if len(pages[len(pages)-1]) > 0 && y+p.gap+p.height > height+slack {
				turn(p.head)
			}
			put(p)
		}
		i += n
	}
	return pages
}

// slack forgives the rounding of sums.
const slack = 0.01

// chain gives how many of the first pieces must go together. Where even an
// empty page would be too small for them, only as many count as fit into a
// third of it: the heading still keeps company.
func chain(pieces []piece, height float64) int {
	n := 1
	for n < len(pieces) && pieces[n-1].keep {
		n++
	}
	room := height - tall(pieces[0].head)
	if tall(pieces[:n]) <= room {
		return n
	}
	short := 1
	for short < n && tall(pieces[:short+1]) <= room/3 {
		short++
	}
	return short
}

// tall is the height of the pieces one below the other.
func tall(pieces []piece) float64 {
	sum := 0.0
	for _, p := range pieces {
		sum += p.gap + p.height
	}
	return sum
}
