package prompt

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// document writes the whole file.
func (l *layout) document(s *shape) {
	root := l.doc.Root
	begin := l.before(root.Start)
	end := l.rootEnd()
	head, blank := l.gap(begin, root.Start)
	tail, _ := l.gap(root.End, end)
	if !isBlock(root) {
		l.notes(head, 0)
		l.line(0)
		l.leaf(root, place{}, s)
		l.notes(l.inline(tail), 0)
	} else {
		top := headerLen(head, blank)
		l.notes(head[:top], 0)
		l.block(root, 0, s, head[top:], blank, tail)
	}
	l.marks(string(l.src[end:]))
}

// before writes what precedes the content: directives, the mark --- and the
// comments up to there. It returns where the rest begins.
func (l *layout) before(root int) int {
	stop, at := 0, 0
	for line := range strings.SplitAfterSeq(string(l.src[:root]), "\n") {
		if t := strings.TrimSpace(line); t != "" && t != "?" && t[0] != '#' {
			stop = at + len(strings.TrimRight(line, "\n"))
		}
		at += len(line)
	}
	l.marks(string(l.src[:stop]))
	return stop
}

// rootEnd is where the mark that ends the document stands, or the file's end.
func (l *layout) rootEnd() int {
	for i := l.doc.Root.End; i < len(l.src); i++ {
		if c, ok := l.commentAt(i); ok {
			i = c.End - 1
		} else if bytes.HasPrefix(l.src[i:], []byte("...")) {
			return i
		}
	}
	return len(l.src)
}

// marks writes lines as they are, without needless white space.
func (l *layout) marks(text string) {
	blank := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			blank = true
			continue
		}
		if blank {
			l.blank()
		}
		l.line(0)
		l.text(line)
		blank = false
	}
}

var (
	modeline = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^#+\s*(yaml-language-server:|vim?:|-\*-|yamllint |prettier-|cspell:|promptctl-ignore-file\b)`)
	})
	licence = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(copyright|licen[cs]ed?|spdx-license-identifier)\b|\(c\)`)
	})
)

// headerLen is how many of the comments above the first key are about the file
// and not about the key: those that a blank line sets apart, those that speak
// to an editor or a tool, and a licence. blank says that a blank line follows.
func headerLen(notes []note, blank bool) int {
	if blank {
		return len(notes)
	}
	last := 0 // the block right above the key
	for i, n := range notes {
		if n.blank {
			last = i
		}
	}
	top := last
	for i, n := range notes[last:] {
		if licence().MatchString(n.text) {
			return len(notes)
		}
		if modeline().MatchString(n.text) {
			top = last + i + 1
		}
	}
	return top
}
