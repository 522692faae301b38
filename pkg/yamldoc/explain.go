package yamldoc

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// site is a fault with what stands around it.
type site struct {
	*scanner
	fault  *fault
	before token // the last token that has text before the fault
	here   token // the token at the fault, if there is one
	open   []int // offsets of the brackets that are open there
	closed int   // offset of the outermost bracket that was closed last, or -1
	braces int   // offset of the {{ that was closed last, or -1
}

// newSite looks up what stands around a fault.
func newSite(s *scanner, f *fault) *site {
	c := &site{scanner: s, fault: f, closed: -1, braces: -1}
	for _, t := range s.tokens {
		if t.start >= f.at {
			if t.end > t.start {
				c.here = t
				break
			}
			continue
		}
		if t.end > t.start {
			c.before = t
		}
		switch t.kind {
		case tokFlowSeq, tokFlowMap:
			c.open = append(c.open, t.start)
		case tokFlowSeqEnd, tokFlowMapEnd:
			if n := len(c.open); n > 0 {
				if c.opensTemplate(c.open[n-1], '{') {
					c.braces = c.open[n-1]
				}
				c.closed = c.open[0]
				c.open = c.open[:n-1]
			}
		}
	}
	return c
}

// explain says what a fault most likely comes from, and moves it there. The
// fault itself is often only where a mistake was noticed: a quote that was never
// closed shows lines later.
func explain(s *scanner, f *fault) *fault {
	if f.kind == faultFinal {
		return f
	}
	c := newSite(s, f)
	for _, try := range []func() *fault{
		c.conflict, c.template, c.bracket, c.comma, c.wideSpace, c.longQuote, c.afterQuote, c.shortBlock,
		c.noSpace, c.continuation, c.colon, c.noColon, c.column, c.leftOver,
	} {
		if better := try(); better != nil {
			return better
		}
	}
	switch {
	case f.kind == faultStart && len(c.open) == 0:
		f.hint = c.quoteHint(f.at)
	case f.hint == "":
		f.hint = "quote the value if it is text"
	}
	return f
}

// line returns the offsets of the first byte and of the end of the line of i.
func (c *site) line(i int) (start, end int) {
	start = bytes.LastIndexByte(c.text[:i], '\n') + 1
	return start, c.text.lineEnd(i)
}

// number returns the number of the line of i.
func (c *site) number(i int) int { return 1 + bytes.Count(c.text[:i], []byte{'\n'}) }

// sameLine reports whether no line break stands between two offsets.
func (c *site) sameLine(i, j int) bool { return bytes.IndexByte(c.text[i:max(i, j)], '\n') < 0 }

// indentAt returns the column of the first character on the line of i, which
// may be a dash.
func (c *site) indentAt(i int) int {
	start, _ := c.line(i)
	return c.text.spaces(start) - start
}

// quoteHint advises to quote the text from i to the end of its line.
func (c *site) quoteHint(i int) string {
	_, end := c.line(i)
	if comment := bytes.Index(c.text[i:end], []byte(" #")); comment > 0 {
		end = i + comment
	}
	return quoteHint(string(bytes.TrimSpace(c.text[i:end])))
}

// quoteHint advises to quote a text.
func quoteHint(text string) string {
	if len(text) > 60 {
		return "quote the whole value"
	}
	return "quote it: " + Quote(text, Place{Inline: true})
}

// conflict finds what git leaves of a merge that is not resolved.
func (c *site) conflict() *fault {
	text := append([]byte{'\n'}, c.text...) // so that each line has a break before it
	start := bytes.Index(text, []byte("\n<<<<<<< "))
	if start < 0 || !bytes.Contains(text[start:], []byte("\n=======")) || !bytes.Contains(text[start:], []byte("\n>>>>>>> ")) {
		return nil
	}
	return &fault{at: start, end: c.text.lineEnd(start), code: "Y001", msg: "a merge was not resolved here",
		hint: "keep what is right of the two sides, and remove the lines of <<<<<<<, ======= and >>>>>>>"}
}

// wideSpace finds a space that is none to YAML at the start of a line, or a line
// break that is none to most editors, as word processors and web pages put
// there.
func (c *site) wideSpace() *fault {
	start, _ := c.line(c.fault.at)
	start = c.text.spaces(start)
	switch r, size := utf8.DecodeRune(c.text[start:]); r {
	case '\u00A0', '\u2003', '\u2009', '\u202F', '\u3000':
		return &fault{at: start, end: start + size, code: "Y001",
			msg: fmt.Sprintf("a special space (%U) cannot indent", r), hint: "indent with ordinary spaces"}
	}
	if i := bytes.IndexAny(c.text[start:c.fault.at], "\u2028\u2029"); i >= 0 {
		r, size := utf8.DecodeRune(c.text[start+i:])
		return &fault{at: start + i, end: start + i + size, code: "Y001",
			msg: fmt.Sprintf("a line separator (%U) ends the line here", r), hint: "remove it, or put a line break in its place"}
	}
	return nil
}

// bracket finds a bracket that is not closed: the file ends, another bracket
// closes, or the next line is no part of it any more.
func (c *site) bracket() *fault {
	n := len(c.open)
	if n == 0 {
		return nil
	}
	at, opening := c.open[n-1], c.text[c.open[n-1]]
	closing := map[byte]byte{'[': ']', '{': '}'}[opening]
	here := c.text.at(c.fault.at)
	switch {
	case (here == ']' || here == '}') && here != closing:
		return failAt(at, faultFinal, fmt.Sprintf(`this "%c" is not closed before the "%c" in line %d`, opening, here, c.number(c.fault.at)),
			fmt.Sprintf(`add a "%c"`, closing))
	case here == 0, !c.sameLine(at, c.fault.at) && here != closing && c.indentAt(c.fault.at) <= c.indentAt(at):
		return failAt(at, faultFinal, fmt.Sprintf(`this "%c" is never closed`, opening),
			fmt.Sprintf(`add a "%c", or quote the value if it is text`, closing))
	}
	return nil
}

// comma finds a comma that is missing in a flow collection.
func (c *site) comma() *fault {
	if len(c.open) == 0 {
		return nil
	}
	at := c.fault.at
	if c.here.kind == tokKey && c.text.at(at) == '?' && c.before.end == at {
		return failAt(at, faultFinal, `"?" inside brackets`, "quote the text")
	}
	if c.fault.kind != faultFlow {
		return nil
	}
	if c.before.kind == tokScalar && !c.sameLine(c.before.start, at) {
		at = c.text.lineEnd(c.before.start)
	}
	return failAt(at, faultFinal, c.fault.msg, `put a "," between the two, or quote the text`)
}
