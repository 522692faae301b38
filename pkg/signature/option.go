package signature

import (
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// options reads the options of a line, if it has some, and returns what follows
// them. Their names are matched whatever their case, as OpenSSH does.
func (p *signersParser) options(e *AllowedSigner, text string) (rest string, ok bool) {
	if word, _, _ := cutWord(text); isKeyType(word) {
		return text, true
	}
	seen := map[string]bool{}
	for {
		name, value, quoted, after, ok := cutOption(text)
		if !ok {
			p.problem(1, "P021", diag.Error, "the options of the line cannot be read", `write them without spaces, values in double quotes: namespaces="git",valid-before="20270101Z"`)
			return "", false
		}
		name = strings.ToLower(name)
		if seen[name] {
			p.problem(1, "P021", diag.Error, fmt.Sprintf("the option %s is there twice", name), "")
			return "", false
		}
		seen[name] = true
		if !p.option(e, name, value, quoted) {
			return "", false
		}
		if !strings.HasPrefix(after, ",") {
			return strings.TrimLeft(after, " \t"), strings.HasPrefix(after, " ") || strings.HasPrefix(after, "\t")
		}
		text = after[1:]
	}
}

// cutOption takes NAME or NAME="VALUE" off a text. A quote within a value is
// written \".
func cutOption(text string) (name, value string, quoted bool, rest string, ok bool) {
	end := strings.IndexAny(text, "=, \t")
	if end <= 0 {
		return "", "", false, "", false
	}
	name, rest = text[:end], text[end:]
	if rest[0] != '=' {
		return name, "", false, rest, true
	}
	if !strings.HasPrefix(rest, `="`) {
		return "", "", false, "", false
	}
	rest = rest[2:]
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest) && rest[i+1] == '"':
			b.WriteByte('"')
			i++
		case rest[i] == '"':
			return name, b.String(), true, rest[i+1:], true
		default:
			b.WriteByte(rest[i])
		}
	}
	return "", "", false, "", false
}

func (p *signersParser) option(e *AllowedSigner, name, value string, quoted bool) bool {
	var err error
	switch {
	case name == "cert-authority":
		p.problem(1, "P022", diag.Error, "certificate authorities are not supported", "write the key of each signer on a line of its own")
		return false
	case name == "namespaces" && quoted && value != "":
		e.Namespaces = value
	case name == "valid-after" && quoted:
		e.ValidAfter, err = p.time(value)
	case name == "valid-before" && quoted:
		e.ValidBefore, err = p.time(value)
	case name == "namespaces" || name == "valid-after" || name == "valid-before":
		err = fmt.Errorf(`the option %s needs a value: %s="…"`, name, name)
	default:
		err = fmt.Errorf("unknown option %q", name)
	}
	if err != nil {
		p.problem(1, "P021", diag.Error, err.Error(), "options are namespaces, valid-after and valid-before")
		return false
	}
	return true
}

// time reads YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z for UTC.
func (p *signersParser) time(value string) (time.Time, error) {
	digits, utc := strings.CutSuffix(value, "Z")
	layout, known := map[int]string{8: "20060102", 12: "200601021504", 14: "20060102150405"}[len(digits)]
	t, err := time.Parse(layout, digits)
	if !known || err != nil {
		return t, fmt.Errorf("%q is no time: write YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ", value)
	}
	if !utc {
		p.problem(1, "P023", diag.Warning, fmt.Sprintf("%q is a time without a zone, and is taken as UTC", value), "write "+value+"Z")
	}
	return t, nil
}
