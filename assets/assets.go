// Package assets holds what is embedded in the program and is not code:
// words, forms, protocols, consent and handout texts, icons. Each sub-folder
// is one kind of thing.
package assets

import "embed"

// FS holds every file of the sub-folders, by its path from here
// ("words/shell.es.json").
//
//go:embed */*
var FS embed.FS
