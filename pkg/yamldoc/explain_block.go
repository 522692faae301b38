package yamldoc

import (
	"bytes"
	"fmt"
	"strings"
)

func (t token) quoted() bool {
	return t.kind == tokScalar && (t.style == SingleQuoted || t.style == DoubleQuoted)
}

func (t token) block() bool {
	return t.kind == tokScalar && (t.style == Literal || t.style == Folded)
}

// longQuote finds a quote that was closed by another one lines later.
func (c *site) longQuote() *fault {
	b := c.before
	if !b.quoted() || c.sameLine(b.start, b.end) || !c.sameLine(b.end, c.fault.at) {
		return nil
	}
	return failAt(b.start, faultFinal, fmt.Sprintf("this quote is closed only in line %d", c.number(b.end)),
		"close it where the text ends")
}

// afterQuote finds text behind a closing quote.
func (c *site) afterQuote() *fault {
	b := c.before
	if !b.quoted() || !c.sameLine(b.end, c.fault.at) || c.fault.kind == faultValue {
		return nil
	}
	hint := `write \" for a quote inside the text, or put all of it into the quotes`
	if b.style == SingleQuoted {
		hint = "write '' for a quote inside the text, or put all of it into the quotes"
	}
	return failAt(c.fault.at, faultFinal, "text after the closing quote", hint)
}

// shortBlock finds a line that was meant to belong to the block scalar above it.
func (c *site) shortBlock() *fault {
	b, at := c.before, c.fault.at
	start, _ := c.line(at)
	if !b.block() || c.text.spaces(start) != at || at-start >= b.indent {
		return nil
	}
	return failAt(at, faultFinal, fmt.Sprintf("this line is indented by %d, less than the text above it (%d)", at-start, b.indent),
		fmt.Sprintf("indent it by %d if it belongs to that text", b.indent))
}

// noSpace finds "key:value" and "-item".
func (c *site) noSpace() *fault {
	t := c.here
	if c.fault.kind == faultValue {
		t = c.before
	}
	if c.fault.kind != faultNoColon && c.fault.kind != faultValue || t.kind != tokScalar || t.style != Plain {
		return nil
	}
	if c.fault.kind == faultNoColon && c.text[t.start] == '-' {
		return failAt(t.start, faultFinal, `no space after "-"`, "write a list's items as: - item")
	}
	_, lineEnd := c.line(t.start)
	first := c.text[t.start:min(t.end, lineEnd)]
	colon := bytes.IndexByte(first, ':')
	if colon <= 0 || bytes.HasPrefix(first[colon:], []byte("://")) || bytes.ContainsAny(first[:colon], " \t") ||
		c.fault.kind == faultValue && c.sameLine(t.start, t.end) {
		return nil
	}
	return failAt(t.start+colon, faultFinal, `no space after ":"`, "write it as: "+string(first[:colon])+": "+string(first[colon+1:]))
}

// continuation finds a line that was meant to be an entry but continues the text
// above it.
func (c *site) continuation() *fault {
	b, at := c.before, c.fault.at
	if c.fault.kind != faultValue || b.kind != tokScalar || b.style != Plain || c.sameLine(b.start, b.end) {
		return nil
	}
	start, _ := c.line(at)
	start = c.text.spaces(start)
	if previous := c.tokenBefore(b.start); previous.kind == tokValue || previous.kind == tokBlockEntry {
		return failAt(start, faultFinal, "this line is indented deeper than its neighbours, so it belongs to the text above",
			"align it with the other keys; or quote the text, if it is text")
	}
	return failAt(b.start, faultFinal, `this line is no "key: value"`, `add the ":"`)
}

// tokenBefore returns the last token that ends at or before i.
func (c *site) tokenBefore(i int) token {
	var last token
	for _, t := range c.tokens {
		if t.end > i {
			break
		}
		if t.end > t.start {
			last = t
		}
	}
	return last
}

// colon finds ": " inside text that is not quoted.
func (c *site) colon() *fault {
	b, at := c.before, c.fault.at
	switch {
	case c.fault.kind != faultValue:
		return nil
	case b.kind == tokScalar && b.style == Plain:
		if at-b.start > maxKey && c.tokenBefore(b.start).kind != tokValue {
			return failAt(b.start, faultFinal, fmt.Sprintf("a key of more than %d characters", maxKey), "quote it if it is text")
		}
		return failAt(at, faultFinal, `": " inside text that is not quoted`, c.quoteHint(b.start))
	}
	return failAt(at, faultFinal, `":" cannot stand here`, "put the mapping on lines of its own, or quote the value if it is text")
}

// noColon says what to do about a line of a mapping that has no colon.
func (c *site) noColon() *fault {
	if c.fault.kind != faultNoColon {
		return nil
	}
	return failAt(c.fault.at, faultFinal, `this line is no "key: value"`,
		"add the \":\", or indent the line if it belongs to the text above it")
}

// column finds a line whose indentation fits none of the lines above it.
func (c *site) column() *fault {
	at := c.fault.at
	start, _ := c.line(at)
	if c.fault.kind != faultUnexpected || c.text.spaces(start) != at || c.before.kind == tokNone {
		return nil
	}
	levels := c.levels()
	if levels[at-start] || len(levels) == 0 {
		return c.mixed(at)
	}
	return failAt(at, faultFinal, fmt.Sprintf("this line is indented by %d, and the lines above it by %s", at-start, listed(levels)),
		"align it with the lines that it belongs to")
}

// levels returns the columns of the block collections that are open at the
// fault or were closed just before it.
func (c *site) levels() map[int]bool {
	var stack []int
	levels := map[int]bool{}
	for _, t := range c.tokens {
		if t.start >= c.fault.at && t.kind != tokBlockEnd {
			break
		}
		switch t.kind {
		case tokBlockSeq, tokBlockMap:
			start, _ := c.line(t.start)
			stack = append(stack, t.start-start)
		case tokBlockEnd:
			if n := len(stack); n > 0 {
				if t.start == c.fault.at {
					levels[stack[n-1]] = true
				}
				stack = stack[:n-1]
			}
		}
	}
	for _, column := range stack {
		levels[column] = true
	}
	return levels
}

// listed writes "0", "0 or 2", "0, 2 or 4".
func listed(levels map[int]bool) string {
	var names []string
	for column := 0; len(names) < len(levels); column++ {
		if levels[column] {
			names = append(names, fmt.Sprint(column))
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// mixed finds an item of a list among the keys of a mapping, or the reverse.
func (c *site) mixed(at int) *fault {
	switch c.here.kind {
	case tokBlockEntry:
		return failAt(at, faultFinal, "a list's item among the keys of a mapping", "indent it below its key, or make it a key")
	case tokScalar, tokKey:
		return failAt(at, faultFinal, "a mapping's key among the items of a list", `start it with "- ", or align it with the mapping that it belongs to`)
	}
	return c.stray()
}

// stray finds a colon without a key, and brackets and commas without a
// beginning.
func (c *site) stray() *fault {
	at := c.fault.at
	switch c.here.kind {
	case tokValue:
		return failAt(at, faultFinal, `no key before this ":"`, "quote the value if it is text")
	case tokFlowEntry:
		return failAt(at, faultFinal, `no value before this ","`, "remove it, or quote the value if it is text")
	case tokFlowSeqEnd, tokFlowMapEnd:
		return failAt(at, faultFinal, fmt.Sprintf(`this "%c" has no beginning`, c.text[at]), "remove it, or quote the value if it is text")
	}
	return nil
}

// leftOver finds text behind a value that is already whole.
func (c *site) leftOver() *fault {
	if c.fault.kind != faultUnexpected {
		return nil
	}
	if !c.sameLine(c.before.end, c.fault.at) {
		return c.stray()
	}
	switch c.before.kind {
	case tokFlowSeqEnd, tokFlowMapEnd:
		return failAt(c.fault.at, faultFinal, "text after the closing bracket", c.quoteHint(c.closed))
	case tokAlias:
		return failAt(c.fault.at, faultFinal, "text after an alias", c.quoteHint(c.before.start))
	}
	return c.stray()
}
