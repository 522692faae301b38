package lint

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// lineOf returns the line of a text that holds an offset, without its line
// break.
func lineOf[T string | []byte](text T, offset int) template.Span {
	line := template.Span{Start: offset, End: offset}
	for line.Start > 0 && text[line.Start-1] != '\n' {
		line.Start--
	}
	for line.End < len(text) && text[line.End] != '\n' {
		line.End++
	}
	return line
}

// lineBelow returns the line below another one; it is empty at the end of the
// text.
func lineBelow(text string, line template.Span) template.Span {
	if line.End == len(text) {
		return template.Span{Start: line.End, End: line.End}
	}
	return lineOf(text, line.End+1)
}

// standsAlone reports whether nothing but white space is beside a stretch on its
// lines.
func standsAlone(text string, at template.Span) bool {
	isBlank := func(r rune) bool { return r != '\n' && unicode.IsSpace(r) }
	before := strings.TrimRightFunc(text[:at.Start], isBlank)
	behind := strings.TrimLeftFunc(text[at.End:], isBlank)
	return (before == "" || before[len(before)-1] == '\n') && (behind == "" || behind[0] == '\n')
}

// sourceLineOf is lineOf for the bytes of a YAML file, in which a carriage return
// ends a line too.
func sourceLineOf(src []byte, offset int) template.Span {
	line := template.Span{Start: bytes.LastIndexAny(src[:offset], "\r\n") + 1, End: len(src)}
	if n := bytes.IndexAny(src[offset:], "\r\n"); n >= 0 {
		line.End = offset + n
	}
	return line
}
