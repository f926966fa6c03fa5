package document

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxBytes is the largest file a chart takes. It bounds what one file can do
// to the size of the store and of each backup; a scanned page is far smaller.
const MaxBytes = 25 << 20

// The types of content a chart takes: what any computer can still open in
// twenty years, and nothing that can run.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	GIF  = "image/gif"
	TIFF = "image/tiff"
	WebP = "image/webp"
	HEIC = "image/heic"
	Text = "text/plain"
)

// signatures are the first bytes of each type.
var signatures = []struct {
	mime, head string
}{
	{PDF, "%PDF-"},
	{PNG, "\x89PNG\r\n\x1a\n"},
	{JPEG, "\xff\xd8\xff"},
	{GIF, "GIF87a"}, {GIF, "GIF89a"},
	{TIFF, "II*\x00"}, {TIFF, "MM\x00*"},
}

// Sniff tells the type of a file from its content, never from its name; ""
// for a type the chart does not take.
func Sniff(content []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(content, []byte(s.head)) {
			return s.mime
		}
	}
	if len(content) >= 12 {
		switch {
		case string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
			return WebP
		case string(content[4:8]) == "ftyp" && heicBrand(string(content[8:12])):
			return HEIC
		}
	}
	if plain(content) {
		return Text
	}
	return ""
}

// endings are how the names of files of each type end; the first is the
// usual one.
var endings = map[string][]string{
	PDF: {".pdf"}, PNG: {".png"}, JPEG: {".jpg", ".jpeg"}, GIF: {".gif"}, TIFF: {".tif", ".tiff"}, WebP: {".webp"}, HEIC: {".heic", ".heif"},
	Text: {".txt", ".csv", ".md"},
}

// ended gives the name an ending that tells its type truly, so that a viewer
// takes it.
func ended(name, mime string) string {
	all := endings[mime]
	if name == "" || len(all) == 0 || slices.Contains(all, strings.ToLower(path.Ext(name))) {
		return name
	}
	return name + all[0]
}

func heicBrand(brand string) bool {
	switch brand {
	case "heic", "heix", "heim", "heis", "mif1", "msf1":
		return true
	}
	return false
}

// plain reports whether the content is text that people can read: valid
// UTF-8 without control characters, and no script that a system would run.
func plain(content []byte) bool {
	if len(content) == 0 || !utf8.Valid(content) || bytes.HasPrefix(content, []byte("#!")) {
		return false
	}
	for _, b := range content {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' || b == 0x7f {
			return false
		}
	}
	return true
}
