package diffview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
)

// gravestFirst are the prompts of a comparison, those that matter most first.
func gravestFirst(c *comparison.Comparison) []*comparison.Prompt {
	return slices.SortedStableFunc(slices.Values(c.Prompts), func(a, b *comparison.Prompt) int { return cmp.Compare(b.Class(), a.Class()) })
}

// changesOf are the changes of a prompt, those that matter most first.
func changesOf(p *comparison.Prompt) []change.Change {
	return slices.SortedStableFunc(slices.Values(p.Changes), func(a, b change.Change) int { return cmp.Compare(b.Class, a.Class) })
}

// tally counts prompts.
type tally struct{ all, breaking, unreadable, behaviour, none int }

func tallyOf(c *comparison.Comparison) tally {
	t := tally{all: len(c.Prompts)}
	for _, p := range c.Prompts {
		switch class := p.Class(); {
		case len(p.Broken) > 0:
			t.unreadable++
		case class == change.Breaking:
			t.breaking++
		case class == change.Behaviour:
			t.behaviour++
		default:
			t.none++
		}
	}
	return t
}

// verdict says in a line what matters most of all prompts.
func (t tally) verdict() string {
	of := func(n int, one, many string) string {
		switch {
		case t.all == 1:
			return "1 prompt " + one
		case n == 1:
			return fmt.Sprintf("1 of %d prompts %s", t.all, one)
		default:
			return fmt.Sprintf("%d of %d prompts %s", n, t.all, many)
		}
	}
	switch {
	case t.all == 0:
		return "No prompt differs"
	case t.breaking > 0:
		return of(t.breaking, "breaks callers, and asks for a major version", "break callers, and ask for a major version")
	case t.unreadable > 0:
		return of(t.unreadable, "cannot be read, and may break callers", "cannot be read, and may break callers")
	case t.behaviour > 0:
		return of(t.behaviour, "changes behaviour, and asks for a minor version", "change behaviour, and ask for a minor version")
	default:
		return of(t.none, "changed, and not in behaviour: a patch version will do", "changed, and none in behaviour: a patch version will do")
	}
}

// counts says how many prompts there are of each class.
func (t tally) counts() string {
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	add(t.breaking, "breaking")
	add(t.unreadable, "unreadable")
	add(t.behaviour, "behaviour")
	add(t.none, "without effect")
	return strings.Join(parts, ", ")
}

// classOf is the class of a prompt in a word.
func classOf(p *comparison.Prompt) string {
	if len(p.Broken) > 0 {
		return "unreadable"
	}
	return p.Class().String()
}

// sentence is a verdict that does not shout.
func sentence(p *comparison.Prompt) string {
	matters, version := verdictOf(p)
	return matters + version
}

// askedFor is the version that a prompt asks for, or which number of it.
func askedFor(p *comparison.Prompt) string {
	switch {
	case len(p.Broken) > 0 || p.Rendered || p.Status == change.Added:
		return ""
	case p.Next == nil:
		return p.Class().Step()
	case p.Next.Version == "":
		return "is " + p.Next.Last
	default:
		return p.Next.Version
	}
}

// wordsOf is how many words were inserted and deleted, "" where nobody can tell.
func wordsOf(p *comparison.Prompt, texts []shownText) string {
	if len(p.Broken) > 0 {
		return ""
	}
	inserted, deleted := 0, 0
	for _, t := range texts {
		inserted, deleted = inserted+t.diff.Words.Inserted, deleted+t.diff.Words.Deleted
	}
	return fmt.Sprintf("+%d −%d", inserted, deleted)
}

// tokensOf are the tokens of a prompt's own text for the model that it has now,
// with how many more they are.
func tokensOf(p *comparison.Prompt) string {
	if len(p.Costs) == 0 || len(p.Broken) > 0 {
		return ""
	}
	c := p.Costs[len(p.Costs)-1]
	text := fmt.Sprintf("%d (%+d)", c.After, c.After-c.Before)
	if c.After == c.Before {
		text = fmt.Sprint(c.After)
	}
	if !c.Exact {
		text = "≈ " + text
	}
	return text
}

// usdOf are the US dollars for comparison.Calls calls before and after, with the
// model of each side.
func usdOf(p *comparison.Prompt) string {
	if len(p.Costs) == 0 || len(p.Broken) > 0 {
		return ""
	}
	before, after := p.Costs[0].USDBefore, p.Costs[len(p.Costs)-1].USDAfter
	switch {
	case before == nil || after == nil:
		return ""
	case usd(*before) == usd(*after):
		return usd(*after)
	default:
		return usd(*before) + " → " + usd(*after)
	}
}

// shownText is a text of which it is shown what changed in it.
type shownText struct {
	Head string
	diff *prose.Diff
}

// textsOf are the texts of a prompt that changed, and all of one that is new or
// gone.
func textsOf(p *comparison.Prompt, strict bool) []shownText {
	switch {
	case len(p.Broken) > 0:
		return nil
	case p.Status == change.Added:
		return wholeTexts(p.After, func(text string) *prose.Diff { return prose.Compare("", text) })
	case p.Status == change.Removed:
		return wholeTexts(p.Before, func(text string) *prose.Diff { return prose.Compare(text, "") })
	}
	var all []shownText
	for _, c := range p.Changes {
		if c.Text != nil && (strict || !c.Text.Same()) {
			all = append(all, shownText{headOf(c), c.Text})
		}
	}
	return all
}

func wholeTexts(c *prompt.Closure, compare func(string) *prose.Diff) []shownText {
	var all []shownText
	for _, p := range c.Pieces() {
		head := "section " + sectionID(p)
		if p.Message != nil {
			head = cmp.Or(p.Message.Role.Value+" message", "history")
		}
		if strings.TrimSpace(p.Text) != "" {
			all = append(all, shownText{head, compare(p.Text)})
		}
	}
	return all
}

func sectionID(p prompt.Piece) string {
	if p.Section == nil {
		return ""
	}
	return p.Section.ID
}

// lineKind is what became of a line as a whole.
type lineKind string

// The kinds of lines.
const (
	keptLine  lineKind = "kept"
	mixedLine lineKind = "mixed"
	newLine   lineKind = "new"
	goneLine  lineKind = "gone"
	cameLine  lineKind = "came" // from elsewhere in the text
	wentLine  lineKind = "went" // elsewhere
)

// kind tells what became of a line.
func (l line) kind() lineKind {
	kind := lineKind("")
	for _, p := range l.pieces {
		if strings.TrimSpace(p.text) == "" && p.op == prose.Equal {
			continue
		}
		if of := p.kind(); kind == "" {
			kind = of
		} else if kind != of {
			return mixedLine
		}
	}
	return cmp.Or(kind, keptLine)
}

func (p piece) kind() lineKind {
	switch {
	case p.move > 0 && p.gone:
		return wentLine
	case p.move > 0:
		return cameLine
	case p.op == prose.Delete:
		return goneLine
	case p.op == prose.Insert:
		return newLine
	default:
		return keptLine
	}
}
