package yamldoc

import (
	"bytes"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

const unquotedTemplate = "a value that starts with {{ is a YAML mapping unless it is quoted"

// template finds {{…}} or {%…%} at the start of a value that is not quoted.
func (c *site) template() *fault {
	at := c.templateStart()
	if at < 0 || !c.begins(at) {
		return nil
	}
	if c.text.at(at+1) == '%' {
		return &fault{at: at, end: at + 2, code: "Y001", msg: "a value that starts with {% must be quoted",
			hint: "quote it; and templates are Mustache here: {{#name}}…{{/name}}, not {% if name %}"}
	}
	f := &fault{at: at, end: at + 2, code: "Y006", msg: unquotedTemplate}
	end, sure := c.templateEnd(at)
	text := string(bytes.TrimSpace(c.text[at:end]))
	if f.hint = quoteHint(text); sure && printable(text, "") {
		f.fix = quoteFix(at, at+len(text), text)
	}
	return f
}

// quoteFix puts a text into quotes where it stands.
func quoteFix(start, end int, text string) *diag.Fix {
	return diag.SafeFix("quote it", diag.Edit{Start: start, End: end, New: Quote(text, Place{Inline: true})})
}

// templateStart returns where a template begins that is open at the fault, or
// that ends just before it; -1 where there is none.
func (c *site) templateStart() int {
	for _, at := range c.open {
		if c.opensTemplate(at, '{') || c.opensTemplate(at, '%') {
			return at
		}
	}
	if c.braces >= 0 && c.sameLine(c.braces, c.fault.at) && (len(c.open) == 0 || c.before.kind == tokFlowMapEnd) {
		return c.braces
	}
	return -1
}

// begins reports whether a value can begin at an offset: behind a key, a dash,
// a bracket, a comma or an anchor, or on a line of its own.
func (c *site) begins(at int) bool {
	start, _ := c.line(at)
	before := bytes.TrimSpace(c.text[start:at])
	if len(before) == 0 || strings.IndexByte(":-?[{,", before[len(before)-1]) >= 0 {
		return true
	}
	word := before[bytes.LastIndexAny(before, " \t")+1:]
	return word[0] == '&' || word[0] == '!'
}

// opensTemplate reports whether { and another character stand at i.
func (c *site) opensTemplate(i int, second byte) bool {
	return c.text.at(i) == '{' && c.text.at(i+1) == second
}

// templateEnd returns where the text ends that begins with the template at an
// offset, and whether nothing else can be meant.
func (c *site) templateEnd(at int) (end int, sure bool) {
	for i := len(c.open) - 1; i >= 0; i-- {
		if c.open[i] < at {
			return c.templateEndInFlow(at, c.text[c.open[i]])
		}
	}
	_, end = c.line(at)
	stop := c.outside(at, end, func(i int) bool { return c.text[i] == '#' && c.text.blank(i-1) })
	isComment := stop < end
	return stop, !c.goesOn(at, end) && !(isComment && bytes.Contains(c.text[stop:end], []byte("{{")))
}

// templateEndInFlow is templateEnd in a collection with brackets.
func (c *site) templateEndInFlow(at int, bracket byte) (end int, sure bool) {
	_, lineEnd := c.line(at)
	end = c.outside(at, lineEnd, func(i int) bool { return strings.IndexByte(",[]{}#", c.text[i]) >= 0 })
	switch c.text.at(end) {
	case ']', '}':
		return end, end < lineEnd
	case ',':
		return end, bracket == '[' || c.entryFollows(end+1, lineEnd)
	}
	return lineEnd, false
}

// entryFollows reports whether "key:" stands in a stretch.
func (c *site) entryFollows(i, end int) bool {
	key, _, found := bytes.Cut(c.text[i:end], []byte{':'})
	key = bytes.TrimSpace(key)
	return found && len(key) > 0 && !bytes.ContainsAny(key, " ,[]{}")
}

// outside returns the first place from i on, outside of {{…}}, that is wanted;
// end where none is.
func (c *site) outside(i, end int, wanted func(i int) bool) int {
	for i < end {
		braces := 0
		for c.text.at(i+braces) == '{' {
			braces++
		}
		switch {
		case braces >= 2:
			close := bytes.Index(c.text[i:end], bytes.Repeat([]byte{'}'}, braces))
			if close < 0 {
				return end
			}
			i += close + braces
		case wanted(i):
			return i
		default:
			i++
		}
	}
	return end
}

// goesOn reports whether the text of a value that begins at an offset may go on
// below its line, which ends at end.
func (c *site) goesOn(at, end int) bool {
	next := end + c.text.breakLen(end)
	for next < len(c.text) && c.text.breakLen(c.text.spaces(next)) > 0 {
		next = c.text.spaces(next)
		next += c.text.breakLen(next)
	}
	first := c.text.spaces(next)
	return first < len(c.text) && c.text[first] != '#' && first-next > c.owner(at)
}

// owner returns the column of the key or of the dash that has the value at an
// offset. Where that is not on the value's line, it is left of the value.
func (c *site) owner(at int) int {
	start, _ := c.line(at)
	i, dash := c.text.spaces(start), -1
	for c.text.at(i) == '-' && c.text.blank(i+1) {
		dash = i - start
		i = c.text.spaces(i + 1)
	}
	switch {
	case i < at:
		return i - start
	case dash >= 0:
		return dash
	}
	return at - start - 1
}
