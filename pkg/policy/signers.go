package policy

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/signature"
)

// sshKeyForm is a public key as OpenSSH writes it.
var sshKeyForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^((?:ssh|ecdsa|sk)-[a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]{32,}={0,2})(?:[ \t]|$)`)
})

// signer is the line by which plain git takes what a key signs.
func signer(principal, key string) string { return principal + ` namespaces="git" ` + key + "\n" }

// eachSigner returns allowed_signers with the lines of a key as edit makes them.
func eachSigner(src []byte, key Key, edit func(e signature.AllowedSigner, line string) string) []byte {
	signers, _ := signature.ParseAllowedSigners(AllowedSigners, src)
	var out []byte
	at := 0
	for _, e := range signers.Entries() {
		if Key(e.Fingerprint) == key {
			out = append(append(out, src[at:e.Start]...), edit(e, string(src[e.Start:e.End]))...)
			at = e.End
		}
	}
	return append(out, src[at:]...)
}

// withoutSigner returns allowed_signers without a key.
func withoutSigner(src []byte, key Key) []byte {
	return eachSigner(src, key, func(signature.AllowedSigner, string) string { return "" })
}

// expiredSigner returns allowed_signers in which a key ends at a time, where it
// has not ended before. A line by which it was yet to begin goes: nothing can be
// signed between its beginning and its end.
func expiredSigner(src []byte, key Key, end time.Time) []byte {
	end = end.UTC().Truncate(time.Second) // as it is written
	return eachSigner(src, key, func(e signature.AllowedSigner, line string) string {
		switch {
		case !e.ValidBefore.IsZero() && !e.ValidBefore.After(end):
			return line
		case !e.ValidAfter.IsZero() && !e.ValidAfter.Before(end):
			return ""
		}
		principals, options, rest := cutSigner(e, line)
		return principals + ended(options, end) + rest
	})
}

// cutSigner takes a line apart: principals with the blanks after them, options
// with the blanks after them, and the key.
func cutSigner(e signature.AllowedSigner, line string) (principals, options, key string) {
	optionsAt, keyAt := e.OptionsAt-e.Start, e.KeyAt-e.Start
	return line[:optionsAt], line[optionsAt:keyAt], line[keyAt:]
}

var endForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)(^|,)valid-before="[^"]*"`) })

// ended puts an end into the options of a line.
func ended(options string, end time.Time) string {
	option := `valid-before="` + end.Format("20060102150405") + `Z"`
	written := strings.TrimRight(options, " \t")
	switch {
	case written == "":
		return option + " "
	case endForm().MatchString(written):
		return endForm().ReplaceAllString(written, "${1}"+option) + options[len(written):]
	}
	return written + "," + option + options[len(written):]
}
