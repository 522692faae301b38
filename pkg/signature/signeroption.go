package signature

import (
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// options reads the options of a line where it has some: they stand before the
// type of the key, with commas and no spaces between them. Names are the same
// in either case (ssh-keygen(1), ALLOWED SIGNERS).
func (l *signerLine) options(e *AllowedSigner) bool {
	next := l.at
	e.OptionsAt = l.start + next
	if isKeyType(l.word()) || l.at == next {
		l.at = next
		return true
	}
	l.at = next
	for seen := map[string]bool{}; ; l.at++ { // over the comma
		if !l.option(e, seen) {
			return false
		}
		if l.rest() == "" || l.rest()[0] == ' ' || l.rest()[0] == '\t' {
			break
		}
		if l.rest()[0] != ',' {
			return l.wrong(l.at, "a comma is missing between options")
		}
	}
	if !e.ValidAfter.IsZero() && !e.ValidBefore.IsZero() && !e.ValidAfter.Before(e.ValidBefore) {
		return l.wrong(next, "valid-before is not later than valid-after")
	}
	l.blanks()
	return true
}

// option reads one option.
func (l *signerLine) option(e *AllowedSigner, seen map[string]bool) bool {
	from := l.at
	written := l.rest()
	if i := strings.IndexAny(written, "=, \t"); i >= 0 {
		written = written[:i]
	}
	l.at += len(written)
	name := strings.ToLower(written)
	switch {
	case name == "cert-authority":
		l.errorf(codeUnsupported, l.start+from, l.start+l.at, "certificate authorities are not supported").Hint =
			"write a line with each person's own public key"
		return false
	case name != "namespaces" && name != "valid-after" && name != "valid-before":
		return l.wrong(from, "%.40q is neither an option nor the type of a key%s", written,
			diag.DidYouMean(name, []string{"namespaces", "valid-after", "valid-before"}))
	case seen[name]:
		return l.wrong(from, "the option %s is there twice", name)
	}
	seen[name] = true
	value, ok := l.quoted(name, from)
	if !ok {
		return false
	}
	if name == "namespaces" {
		return l.namespaces(e, value, from)
	}
	return l.time(e, name, value, from)
}

// quoted reads ="VALUE", in which \" stands for a quote.
func (l *signerLine) quoted(name string, from int) (string, bool) {
	rest, ok := strings.CutPrefix(l.rest(), `="`)
	if !ok {
		return "", l.wrong(from, "the option %s has no value in quotes", name)
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '"':
			l.at += len(`="`) + i + 1
			return b.String(), true
		case rest[i] == '\\' && i+1 < len(rest) && rest[i+1] == '"':
			i++
		}
		b.WriteByte(rest[i])
	}
	l.at = len(l.text)
	return "", l.wrong(from, "the value of %s has no end", name)
}

func (l *signerLine) namespaces(e *AllowedSigner, value string, from int) bool {
	if value == "" {
		return l.wrong(from, "no namespaces")
	}
	e.Namespaces = value
	for p := range strings.SplitSeq(value, ",") {
		if len(p) > maxPattern {
			return l.wrong(from, "a pattern of %d bytes, and OpenSSH matches at most %d", len(p), maxPattern)
		}
	}
	return true
}

func (l *signerLine) time(e *AllowedSigner, name, value string, from int) bool {
	t, zoned, ok := parseStamp(value)
	if !ok {
		return l.wrong(from, "%s %.40q is not a time: write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, and Z", name, value)
	}
	if !zoned && len(l.found) < maxFindings {
		l.found.Add(diag.Finding{Code: codeZone, Severity: diag.Warning, Range: l.source.Range(l.start+from, l.start+l.at),
			Message: name + " has no Z: it is taken as UTC, and OpenSSH takes it for the local time of who reads it",
			Hint:    `write ` + name + `="` + value + `Z"`})
	}
	if name == "valid-after" {
		e.ValidAfter = t
	} else {
		e.ValidBefore = t
	}
	return true
}

// parseStamp reads a date or time of 8, 12 or 14 digits with or without a mark
// of UTC: Z, and UTC as newer versions of OpenSSH take it as well. Days that no
// calendar has, and the beginning of Unix time, are none.
func parseStamp(s string) (t time.Time, zoned, ok bool) {
	digits := s
	for _, mark := range []string{"Z", "z", "UTC", "utc"} {
		if d, cut := strings.CutSuffix(s, mark); cut {
			digits, zoned = d, true
			break
		}
	}
	layout := map[int]string{8: "20060102", 12: "200601021504", 14: "20060102150405"}[len(digits)]
	if layout == "" || strings.Trim(digits, "0123456789") != "" {
		return time.Time{}, false, false
	}
	t, err := time.ParseInLocation(layout, digits, time.UTC)
	return t, zoned, err == nil && t.Unix() > 0
}
