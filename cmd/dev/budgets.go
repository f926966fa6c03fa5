package main

// budget is a limit that a measurement must stay under: the ratio of two
// benchmarks of one run where base is set, else a value of one benchmark.
type budget struct {
	what     string
	pkg      string // of both benchmarks, below the module
	measured string // benchmark, with its sub-benchmark, without "Benchmark"
	base     string
	metric   string // "ns/op", or what the benchmark reports itself
	max      float64
}

// budgets are the promises about speed. One whose benchmarks do not exist yet
// is listed as not measured; one of a pair without the other is an error.
var budgets = []budget{
	{"cold start against a bare window", "cmd/kapdesk", "Start/program", "Start/bare", "ms", 1.3},
	{"memory at the first screen, same", "cmd/kapdesk", "Memory/program", "Memory/bare", "MB", 1.5},
	{"the program, stripped", "cmd/kapdesk", "Size/stripped", "", "MB", 45},
	{"search, each key, 100,000 patients, p99", "data/store", "Search/100000", "", "p99-µs/key", 8000},
	{"search, 100,000 patients against 1,000", "data/store", "Search/100000", "Search/1000", "p99-µs/key", 3},
	{"open a chart with 500 sessions, p99", "data/store", "OpenChart", "", "p99-µs", 50_000},
	{"Today, 10,000 patients, p99", "cmd/kapdesk", "Today", "", "p99-ms", 100},
	{"sign-in to Today, 1,000 patients, p99", "data/store", "SignIn/1000", "", "p99-ms", 100},
	{"sign-in to Today, 10,000 patients, p99", "data/store", "SignIn/10000", "", "p99-ms", 100},
	{"sign-in to Today, 100,000 patients, p99", "data/store", "SignIn/100000", "", "p99-ms", 100},
	{"lock, 10,000 patients, p99", "data/store", "SignIn/10000", "", "lock-p99-ms", 100},
	{"encrypted against plain, mixed work", "data/crypt", "Mixed/encrypted", "Mixed/plain", "ns/op", 1.25},
	{"save a vital sign against a bare commit", "data/store", "SaveVital", "", "ratio-p50", 2},
	{"a key in a field of a long form", "screens/kit", "TypingInALongForm", "", "ns/op", 16e6},
	{"a key in a 20,000-character note, p99", "screens/kit", "NotesKey/20000-ordinary", "", "p99-ms", 16},
	{"a key in one 8,000-character paragraph, p99", "screens/kit", "NotesKey/8000-one-paragraph", "", "p99-ms", 16},
	{"a two-page PDF, p99", "data/pdf", "TwoPages", "", "p99-ms", 25},
	{"1,000 handouts in one go", "data/pdf", "ThousandHandouts", "", "s", 15},
}
