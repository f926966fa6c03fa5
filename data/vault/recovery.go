package vault

import (
	"fmt"
	"strings"
	"unicode"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

// Recovery is a recovery sheet: an age identity to be printed and kept out of
// the house. It opens the key file, and backups also with the stock age tool
// from version 1.3 on. It never shows itself in text but where it is asked to.
type Recovery struct {
	hidden
	identity func() *age.HybridIdentity
}

// Identity gives the secret as one line of 77 capitals, digits and hyphens,
// which is also what stands in the QR code.
func (r *Recovery) Identity() string { return r.identity().String() }

// Recipient gives the public key that backups are sealed to.
func (r *Recovery) Recipient() string { return r.identity().Recipient().String() }

// Groups gives the secret for reading aloud: the beginning, which is the same
// on every sheet, then fifteen groups of four (the last of two).
func (r *Recovery) Groups() []string {
	body := strings.TrimPrefix(r.Identity(), sheetPrefix)
	groups := []string{sheetPrefix}
	for len(body) > groupLen {
		groups, body = append(groups, body[:groupLen]), body[groupLen:]
	}
	return append(groups, body)
}

const (
	sheetPrefix = "AGE-SECRET-KEY-PQ-1"
	bodyLen     = 58
	groupLen    = 4
	// bech32 is the alphabet of what follows the prefix: no 1, B, I and O.
	bech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
)

// readIdentity reads what was typed or scanned from a recovery sheet, with any
// spaces and hyphens, small or capital letters, with or without the beginning.
// It says where the first impossible character is; a wrong one among the
// possible is found by the checksum, which cannot say where.
func readIdentity(typed string) (*age.HybridIdentity, error) {
	if len(typed) > 1000 {
		return nil, typo("This is far longer than a recovery key.", "Type only the groups of the recovery key.")
	}
	body := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(typed))
	body = strings.TrimPrefix(body, strings.ReplaceAll(sheetPrefix, "-", ""))
	for i, r := range []rune(body) {
		if !strings.ContainsRune(bech32, r) {
			return nil, typo("Group %d of the recovery key holds %s, which never occurs in one.",
				"Compare this group with the sheet. There is no 1, B, I or O after the beginning.", i/groupLen+1, fmt.Sprintf("%q", r))
		}
	}
	if len(body) != bodyLen {
		return nil, typo("The recovery key has %d letters and digits after its beginning, not %d.",
			"Compare it with the sheet group by group.", len(body), bodyLen)
	}
	id, err := age.ParseHybridIdentity(sheetPrefix + body)
	if err != nil {
		return nil, typo("A letter or digit of the recovery key is not as on the sheet.",
			"Compare it with the sheet group by group, or scan the square code.")
	}
	return id, nil
}
