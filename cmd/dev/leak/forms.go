package leak

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// form is one way in which a word may stand in a file.
type form struct {
	word, how string
	bytes     []byte
}

func (f form) key() string { return f.how + " " + f.word }

// formsOf are the ways in which a word may stand in a file. Each has at least
// 5 bytes.
func formsOf(word string) []form {
	plain := []byte(word)
	list := []form{
		{word, "UTF-8", plain},
		{word, "UTF-16LE", wide(word, false)},
		{word, "UTF-16BE", wide(word, true)},
		{word, "hex", []byte(hex.EncodeToString(plain))},
		{word, "HEX", []byte(strings.ToUpper(hex.EncodeToString(plain)))},
	}
	for shift := range 3 {
		how := "base64 after " + strconv.Itoa(shift) + " bytes"
		std := based(base64.RawStdEncoding, plain, shift)
		list = append(list, form{word, how, std})
		if u := based(base64.RawURLEncoding, plain, shift); string(u) != string(std) {
			list = append(list, form{word, how + " for addresses", u})
		}
	}
	escaped := strings.Trim(strconv.QuoteToASCII(word), `"`)
	for how, s := range map[string]string{"escapes of Go and JSON": escaped, "a path in an address": url.PathEscape(word), "a form in an address": url.QueryEscape(word)} {
		if s != word {
			list = append(list, form{word, how, []byte(s)})
		}
	}
	return list
}

// wide is the word in UTF-16.
func wide(word string, big bool) (b []byte) {
	for _, u := range utf16.Encode([]rune(word)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

// based is what of the base64 of a text is the same whatever stands around the
// word, which begins shift bytes after a multiple of three.
func based(enc *base64.Encoding, word []byte, shift int) []byte {
	all := enc.EncodeToString(append(make([]byte, shift), word...))
	first := (8*shift + 5) / 6
	last := 8 * (shift + len(word)) / 6
	return []byte(all[first:last])
}
