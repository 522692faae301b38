package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// address is the address of something on another machine.
type address struct {
	template.Span
	host        string
	path, query int // where they begin; query is End where there is none
}

// maxLink is how long an address is at most.
const maxLink = 2 << 10

// eachAddress visits the addresses of the text that name a machine.
func (t *prose) eachAddress(visit func(address)) {
	text := t.text()
	for at := 0; ; {
		i := strings.Index(text[at:], "//")
		if i < 0 {
			return
		}
		slashes := at + i
		at = slashes + 2
		a := address{Span: template.Span{Start: slashes, End: addressEnd(text, at)}}
		if strings.HasSuffix(text[:slashes], ":") {
			a.Start--
			for a.Start > 0 && isWordByte(text[a.Start-1]) {
				a.Start--
			}
			if scheme := strings.ToLower(text[a.Start:slashes]); scheme != "http:" && scheme != "https:" {
				continue
			}
		}
		a.path, a.query = partAt(text, at, a.End, "/?#"), partAt(text, at, a.End, "?")
		a.host = text[at:a.path]
		if at = max(at, a.End); a.host != "" && !isThisMachine(a.host) {
			visit(a)
		}
	}
}

// addressEnd returns where the address ends that goes on at an offset. What
// stands in a tag does not end it.
func addressEnd(text string, at int) int {
	near := text[:min(len(text), at+maxLink)]
	for at < len(near) {
		switch {
		case strings.HasPrefix(near[at:], "{{"):
			end := strings.Index(near[at:], "}}")
			if end < 0 {
				return at
			}
			at += end + 2
		case strings.IndexByte(" \t\r\n\"'`<>)]|\\", near[at]) >= 0:
			return at
		default:
			at++
		}
	}
	return at
}

// partAt returns the first of some characters in an address, outside of tags.
func partAt(text string, at, end int, chars string) int {
	for ; at < end; at++ {
		if strings.HasPrefix(text[at:end], "{{") {
			at += max(strings.Index(text[at:end], "}}"), 0) + 1
		} else if strings.IndexByte(chars, text[at]) >= 0 {
			return at
		}
	}
	return end
}

func isThisMachine(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	return name == "localhost" || strings.HasPrefix(name, "127.")
}
