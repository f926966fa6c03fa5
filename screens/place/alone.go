package place

// Alone is a Screen before which a patient sits alone at the clinic's laptop.
// It has the whole window, and nothing else of the program can be reached from
// it: no rail, no search, no menu, no shortcut but those of its own Commands,
// no message and no badge.
type Alone interface {
	// Trouble is told that something could not be kept. The shell shows
	// nothing, because its words might be those of the chart.
	Trouble()
}
