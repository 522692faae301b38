package diffview

import (
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/term"
)

//go:embed html.tmpl
var pageTemplate string

//go:embed html.css
var pageStyle string

// HTML writes a comparison as one page that needs nothing besides itself: no
// script, no picture, no font. Its policy forbids the browser to fetch or run
// anything, whatever a prompt says.
func HTML(w io.Writer, c *comparison.Comparison, o Options) error {
	t, err := template.New("page").Parse(strings.Replace(pageTemplate, "<style>", "<style>"+pageStyle, 1))
	if err != nil {
		return err
	}
	return t.Execute(w, newPage(c, o))
}

// mostLines is how many lines of a text the page shows. With more of them no
// browser would be of use.
const mostLines = 5000

// page is what the template shows. All texts of prompts in it are sanitised.
type page struct {
	Policy                 string
	Verdict, Class, Mark   string
	Before, After, Command string
	Calls                  int
	Columns                bool // the prose stands side by side at first
	Classes                []pageClass
	Prompts                []pagePrompt
}

// pageClass is a class that prompts of the page have.
type pageClass struct {
	Class, Mark string
	Count       int
}

type pagePrompt struct {
	ID, Title, Class, Mark, Word string
	Verdict, Asked               string
	Words, Tokens, USD           string
	Costs, Broken                []string
	Changes                      []pageChange
	Texts                        []pageText
	Raw                          []pageLine
}

type pageChange struct{ Class, Mark, Message, Detail, Why string }

// pageText is a text with what changed in it, in both ways in which it can be
// shown.
type pageText struct {
	ID, Head, Words string
	Folds           []pageFold
	More            string // what is left out at its end
}

type pageFold struct {
	Closed bool
	Count  string
	Lines  []pageLine
	Pairs  []pagePair
}

// pageLine is a line, and its kind.
type pageLine struct {
	Kind   string
	Pieces []pagePiece
}

// pagePair is a line beside another; a line that is not there is of kind "no".
type pagePair struct{ Old, Now pageLine }

// pagePiece is a stretch of text: Op is "del", "ins" or "". Where a move begins
// or ends there is a link to its other end.
type pagePiece struct {
	Op, Text     string
	Move         int
	Gone         bool // it is where a move begins
	ID, Link, To string
}

func newPage(c *comparison.Comparison, o Options) page {
	t := tallyOf(c)
	sum := sha256.Sum256([]byte(pageStyle))
	p := page{
		Policy:  "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
		Verdict: t.verdict(), Class: c.Class().String(), Mark: marks[c.Class()],
		Before: term.OneLine(c.From()), After: term.OneLine(c.After), Command: term.OneLine(o.Command),
		Calls: comparison.Calls, Columns: o.SideBySide,
	}
	for class := change.Breaking; class >= change.None; class-- {
		n := [...]int{t.none, t.behaviour, t.breaking + t.unreadable}[class]
		if n > 0 {
			p.Classes = append(p.Classes, pageClass{class.String(), marks[class], n})
		}
	}
	for i, prompt := range gravestFirst(c) {
		p.Prompts = append(p.Prompts, newPagePrompt(fmt.Sprintf("p%d", i+1), prompt, o.Strict))
	}
	return p
}

func newPagePrompt(id string, p *comparison.Prompt, strict bool) pagePrompt {
	texts := textsOf(p, strict)
	shown := pagePrompt{
		ID: id, Title: term.OneLine(titleOf(p)), Class: p.Class().String(), Mark: marks[p.Class()], Word: classOf(p),
		Verdict: sentence(p), Asked: askedFor(p), Words: wordsOf(p, texts), Tokens: tokensOf(p), USD: usdOf(p),
	}
	if len(p.Broken) > 0 {
		for _, f := range p.Broken {
			shown.Broken = append(shown.Broken, term.OneLine(f.String()))
		}
		shown.Raw = rawLines(p)
		return shown
	}
	for _, cost := range costText(p.Costs) {
		shown.Costs = append(shown.Costs, term.OneLine(cost))
	}
	for _, c := range changesOf(p) {
		shown.Changes = append(shown.Changes, pageChange{c.Class.String(), marks[c.Class], term.OneLine(c.Message), term.OneLine(strings.Trim(detail(c), " ()")), c.Why})
	}
	for i, t := range texts {
		shown.Texts = append(shown.Texts, newPageText(fmt.Sprintf("%s-t%d", id, i+1), t, strict))
	}
	return shown
}

// rawLines are the lines of the files of a prompt that cannot be read as one.
func rawLines(p *comparison.Prompt) []pageLine {
	var lines []pageLine
	for _, f := range filesOf(p) {
		inHunk := false
		for l := range strings.Lines(f.shown()) {
			inHunk = inHunk || l[0] == '@'
			lines = append(lines, rawLine(strings.TrimRight(l, "\r\n"), inHunk))
		}
	}
	return lines
}

func rawLine(l string, inHunk bool) pageLine {
	kind := keptLine
	if inHunk {
		switch l[0] {
		case '+':
			kind, l = newLine, l[1:]
		case '-':
			kind, l = goneLine, l[1:]
		case ' ':
			l = l[1:]
		}
	}
	return pageLine{string(kind), []pagePiece{{Text: term.Sanitize(l)}}}
}

func newPageText(id string, t shownText, strict bool) pageText {
	text := pageText{ID: id, Head: term.OneLine(t.Head), Words: fmt.Sprintf("+%d −%d words", t.diff.Words.Inserted, t.diff.Words.Deleted)}
	unified, columns := newPieceWriter(id+"u"), newPieceWriter(id+"s")
	lines := linesOf(t.diff, strict)
	if rest := len(lines) - mostLines; rest > 0 {
		lines, text.More = lines[:mostLines], fmt.Sprintf("%d lines more", rest)
	}
	for _, f := range foldsOf(lines) {
		shown := pageFold{Closed: f.closed, Count: unchanged(f.texts)}
		for _, l := range f.lines {
			shown.Lines = append(shown.Lines, unified.line(&l))
		}
		for _, p := range pairsOf(f.lines) {
			shown.Pairs = append(shown.Pairs, pagePair{columns.line(p.old), columns.line(p.now)})
		}
		text.Folds = append(text.Folds, shown)
	}
	return text
}

// pieceWriter turns pieces into those of the page, with anchors where moves
// begin.
type pieceWriter struct {
	id    string
	begun map[string]bool
}

func newPieceWriter(id string) pieceWriter { return pieceWriter{id, map[string]bool{}} }

func (w pieceWriter) line(l *line) pageLine {
	if l == nil {
		return pageLine{Kind: "no"}
	}
	shown := pageLine{Kind: string(l.kind())}
	for _, p := range l.pieces {
		piece := pagePiece{Text: term.Sanitize(p.text), Move: p.move, Gone: p.gone}
		switch p.op {
		case prose.Delete:
			piece.Op = "del"
		case prose.Insert:
			piece.Op = "ins"
		}
		w.move(p, &piece)
		shown.Pieces = append(shown.Pieces, piece)
	}
	return shown
}

// move puts an anchor where an end of a move begins, with a link to the other.
func (w pieceWriter) move(p piece, shown *pagePiece) {
	if p.move == 0 || strings.TrimSpace(p.text) == "" {
		return
	}
	here, there := fmt.Sprintf("%s-m%d", w.id, p.move), fmt.Sprintf("%s-m%d-was", w.id, p.move)
	shown.To = "from"
	if p.gone {
		here, there, shown.To = there, here, "to"
	}
	if !w.begun[here] {
		w.begun[here] = true
		shown.ID, shown.Link = here, there
	}
}
