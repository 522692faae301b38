package suite

import "strings"

// checkPath says where and why a text is no JSONPath (RFC 9535); the problem is
// "" where it is one. Of a filter, only its brackets are looked at.
func checkPath(text string) (at int, problem string) {
	if !strings.HasPrefix(text, "$") {
		return 0, "it begins with $"
	}
	p := &pathScan{text: text, at: 1}
	for p.at < len(text) && p.problem == "" {
		if blank := p.at; p.over(isBlank) > 0 && p.at == len(text) {
			return blank, "it ends with white space"
		}
		p.segment()
	}
	return p.at, p.problem
}

// pathScan is a walk through a JSONPath. It ends with the first problem.
type pathScan struct {
	text    string
	at      int
	problem string
}

func (p *pathScan) fail(problem string) { p.problem = problem }

// take goes over a text, if that comes next.
func (p *pathScan) take(text string) bool {
	ok := strings.HasPrefix(p.text[p.at:], text)
	if ok {
		p.at += len(text)
	}
	return ok
}

// over goes over all bytes of a kind, and tells how many they were.
func (p *pathScan) over(is func(c byte) bool) int {
	start := p.at
	for p.at < len(p.text) && is(p.text[p.at]) {
		p.at++
	}
	return p.at - start
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

// segment is .name, .*, or a list of selectors in brackets, each also behind
// two dots.
func (p *pathScan) segment() {
	descends := p.take("..")
	switch {
	case (descends || p.text[p.at] != '.') && p.take("["):
		p.selectors()
	case !descends && !p.take("."):
		p.fail("a step begins with . or [")
	case p.take("*"):
	case p.at < len(p.text) && isDigit(p.text[p.at]):
		p.fail("a name that begins with a digit stands in quotes: ['1st']")
	case p.over(isNameByte) == 0:
		p.fail("a name or * follows the dot")
	case p.at < len(p.text) && p.text[p.at] == '-':
		p.fail("a name with - in it stands in quotes: ['a-b']")
	}
}

// selectors are what stands in brackets, with commas between.
func (p *pathScan) selectors() {
	for p.problem == "" {
		p.over(isBlank)
		p.selector()
		p.over(isBlank)
		switch {
		case p.problem != "" || p.take("]"):
			return
		case !p.take(","):
			p.fail("a ] is missing")
		}
	}
}

// selector is a name in quotes, *, an index, a slice or a filter.
func (p *pathScan) selector() {
	switch {
	case p.at == len(p.text):
		p.fail("a ] is missing")
	case p.text[p.at] == '\'', p.text[p.at] == '"':
		p.quoted()
	case p.take("*"):
	case p.take("?"):
		p.filter()
	default:
		p.slice()
	}
}

func (p *pathScan) quoted() {
	start, quote := p.at, p.text[p.at]
	for p.at++; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case quote:
			p.at++
			return
		case '\\':
			p.at++
		}
	}
	p.at = start
	p.fail("the quote does not end")
}

// slice is one whole number, or up to three with colons between.
func (p *pathScan) slice() {
	numbers, colons := 0, 0
	for {
		p.over(isBlank)
		p.take("-")
		numbers += min(1, p.over(isDigit))
		p.over(isBlank)
		if colons == 2 || !p.take(":") {
			break
		}
		colons++
	}
	if numbers+colons == 0 {
		p.fail("in brackets stand a name in quotes, an index, a slice, * or a filter")
	}
}

// filter goes to the bracket that ends it.
func (p *pathScan) filter() {
	start, open := p.at, 0
	for p.at < len(p.text) && p.problem == "" {
		switch p.text[p.at] {
		case '\'', '"':
			p.quoted()
			continue
		case '[', '(':
			open++
		case ']', ')', ',':
			if open == 0 && p.at == start {
				p.fail("the filter is empty")
			}
			if open == 0 {
				return
			}
			if p.text[p.at] != ',' {
				open--
			}
		}
		p.at++
	}
}
