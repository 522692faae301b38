package lint

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// untrustedUndelimited is S005: a value from outside that runs into the text of
// a user's message.
func untrustedUndelimited(p *Pass) {
	for _, v := range p.userValues() {
		if v.named || v.mark != "" || !p.room() {
			continue
		}
		name := delimiterName(v.use)
		f := p.Report(v.use.text.Range(v.use.tag.NameSpan), "%s is not set off from the text around it%s",
			untrustedName(v.use.tag.Name, v.use.means()), p.way(v.where(), v.use.via))
		if f.Hint = tagsHint(name); v.flow.inText(v.use.at) {
			f.Fix = p.delimit(v.use, name)
		} else {
			f.Hint = "give it a place of its own, between <" + name + "> and </" + name + ">"
		}
	}
}

// forgeableDelimiter is S006: a value from outside that stands between signs
// which it may hold itself.
func forgeableDelimiter(p *Pass) {
	for _, v := range p.userValues() {
		if v.named || v.mark == "" || !p.room() {
			continue
		}
		p.Report(v.use.text.Range(v.use.tag.NameSpan), "%s stands between %s, which its value can hold too%s",
			untrustedName(v.use.tag.Name, v.use.means()), v.mark, p.way(v.where(), v.use.via)).Hint = tagsHint(delimiterName(v.use))
	}
}

func tagsHint(name string) string { return "put it between <" + name + "> and </" + name + ">" }

// userValue is an untrusted value in a message of role user.
type userValue struct {
	delimiter
	use     *flowUse
	message int // from 0
	flow    *flow
}

func (v *userValue) where() string { return fmt.Sprintf("messages[%d]", v.message) }

// userValues are the untrusted values in the messages of role user, once for
// each tag.
func (s *Subject) userValues() []userValue {
	if s.values != nil || !untrusted(s.Prompt) {
		return s.values
	}
	s.values = []userValue{}
	seen := map[*template.Variable]bool{}
	flows := flowsOf(s.Closure)
	for i, m := range s.Prompt.Messages {
		if m.Role.Value != model.User {
			continue
		}
		f := flows.of(textParts(m))
		for j, d := range f.delimiters() {
			if use := &f.uses[j]; !seen[use.tag] {
				seen[use.tag] = true
				s.values = append(s.values, userValue{d, use, i, f})
			}
		}
	}
	return s.values
}

// delimiterName is what a pair of tags around a value is called: as the last
// level of its name or, for {{.}}, as the variable.
func delimiterName(use *flowUse) string {
	name, means := use.tag.Name, use.means()
	switch {
	case name != ".":
		return name[strings.LastIndexByte(name, '.')+1:]
	case means.Variable != nil && means.Variable.Name == "":
		return "item" // of a list
	default:
		return means.Untrusted
	}
}

// delimit is the fix that puts a value between tags: on lines of their own
// where its tag stands alone on a line of a block.
func (p *Pass) delimit(use *flowUse, name string) *diag.Fix {
	if len(use.via) > 0 {
		return nil // the partial may be right where others include it
	}
	at := use.text.Range(use.tag.Span)
	start, end := at.Start.Offset, at.End.Offset
	text := use.text.Template.Text[use.tag.Span.Start:use.tag.Span.End]
	if at.File != p.File || string(p.Src[start:end]) != text {
		return nil // an alias, or written with escapes
	}
	before, behind := "<"+name+">", "</"+name+">"
	if indent, lineEnd, alone := p.aloneOnLine(start, end); alone {
		before, behind = before+lineEnd+indent, lineEnd+indent+behind
	}
	return &diag.Fix{Title: "put it between tags", Unsafe: true, Edits: []diag.Edit{
		{Start: start, End: start, New: before}, {Start: end, End: end, New: behind},
	}}
}

// aloneOnLine reports whether nothing else is on the line of the file that a
// stretch is on, and returns what the line begins and ends with.
func (p *Pass) aloneOnLine(start, end int) (indent, lineEnd string, alone bool) {
	from, to := start, end
	for from > 0 && (p.Src[from-1] == ' ' || p.Src[from-1] == '\t') {
		from--
	}
	for to < len(p.Src) && (p.Src[to] == ' ' || p.Src[to] == '\t') {
		to++
	}
	lineEnd = "\n"
	if strings.HasPrefix(string(p.Src[to:min(to+2, len(p.Src))]), "\r\n") {
		lineEnd = "\r\n"
	}
	atStart := from > 0 && p.Src[from-1] == '\n'
	atEnd := to < len(p.Src) && (p.Src[to] == '\n' || p.Src[to] == '\r')
	return string(p.Src[from:start]), lineEnd, atStart && atEnd
}
