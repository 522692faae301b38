package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxSuppressions is how many suppressions of one file count. With more of them
// a hostile file could make every finding dear.
const maxSuppressions = 200

// maxFaults is how much that is wrong with the suppressions of one file is
// noted.
const maxFaults = 1000

// manyFindings is how many findings of a rule are looked at in a file where
// some may be suppressed: what is suppressed must not crowd out the rest.
const manyFindings = 10_000

// suppression is a comment, or an entry of lint.ignore, that puts up with
// findings.
type suppression struct {
	Suppression
	rules  []suppressedRule
	unread bool // it names more than these: rules that there are not, say
	at     diag.Range

	whole      bool   // it covers all that is found in the file, or by looking at it
	start, end int    // otherwise: the bytes of the file in which what it covers begins
	match      string // a text that stands on the lines of what it covers; "" for any
	// remove is the fix that takes some of the rules out, by their indexes, or
	// all of it where these are all; nil where a person has to. entries is how many
	// entries of its lint.ignore are to go as a whole, itself among them.
	remove func(rules []int, entries int) *diag.Fix
}

// suppressedRule is a rule that a suppression names.
type suppressedRule struct {
	code string
	at   diag.Range
	used bool // it has covered something
}

// covers reports whether a problem is put up with, which one of the rules has
// found. lines are those that it stands on.
func (s *suppression) covers(p *Problem, here bool, lines func() string) bool {
	switch {
	case s.whole:
	case !here || p.Range.Start.Line == 0 || p.Range.Start.Offset < s.start || p.Range.Start.Offset > s.end:
		return false
	}
	return s.match == "" || strings.Contains(lines(), s.match)
}

// suppressions are those of one file, the narrowest first, and what is wrong
// with them.
type suppressions struct {
	subject *Subject
	list    []*suppression
	found   diag.List
}

// suppressionsOf reads the suppressions of a file; nil where it has none.
func suppressionsOf(s *Subject) *suppressions {
	r := &suppressionReader{Subject: s}
	r.comments()
	r.texts()
	r.entries()
	if len(r.list)+len(r.found) == 0 {
		return nil
	}
	for _, one := range r.list {
		if r.full {
			one.remove = nil // what comes after it would be the next to be removed, and so on
		}
	}
	slices.SortStableFunc(r.list, func(a, b *suppression) int { return a.breadth() - b.breadth() })
	return &suppressions{subject: s, list: r.list, found: r.found}
}

// breadth orders suppressions: of those that cover a finding, the narrowest
// does.
func (s *suppression) breadth() int {
	switch {
	case !s.whole:
		return s.end - s.start
	case s.Kind == "comment":
		return 1 << 30
	}
	return 1<<30 + 1
}

// suppressionReader reads the suppressions of a file.
type suppressionReader struct {
	*Subject
	list  []*suppression
	full  bool // nothing more is read
	found diag.List
}

// wrong notes what is wrong with a suppression: an error where it names no rule
// that there is, and a warning otherwise.
func (r *suppressionReader) wrong(code string, at diag.Range, hint, format string, args ...any) {
	r.found.Errorf(code, at, format, args...)
	r.full = r.full || len(r.found) == maxFaults
	f := &r.found[len(r.found)-1]
	if f.Hint = hint; code == "X002" {
		f.Severity = diag.Warning
	}
}

// add takes a suppression that says what it should.
func (r *suppressionReader) add(s *suppression) {
	if len(r.list) < maxSuppressions {
		r.list = append(r.list, s)
	} else {
		r.full = true
		r.wrong("X002", s.at, "", "no more than %d suppressions of a file count: this one and those after it do nothing", maxSuppressions)
	}
}

// suppress marks the problems that are put up with: those that a file has
// brought up, in itself and in what it includes.
func (r *run) suppress(s *Subject, own *suppressions, problems []Problem) {
	for i := range problems {
		p := &problems[i]
		if !suppressible(p.Code) {
			continue
		}
		here := own
		if p.Range.File != s.File {
			here = r.suppressionsIn(s, p.Range.File)
		}
		lines := linesOf(s, p)
		r.mutex.Lock()
		_ = r.suppressedBy(p, here, true, lines) || here != own && r.suppressedBy(p, own, false, lines) || r.suppressedByConfig(p)
		r.mutex.Unlock()
	}
}

// suppressible reports whether findings of a rule can be put up with: what is
// wrong with suppressions cannot.
func suppressible(code string) bool { return !strings.HasPrefix(code, "X") }

// suppressedBy marks a problem if one of a file's suppressions covers it. here
// says that it stands in that file.
func (r *run) suppressedBy(p *Problem, all *suppressions, here bool, lines func() string) bool {
	if all == nil {
		return false
	}
	for _, s := range all.list {
		i := slices.IndexFunc(s.rules, func(rule suppressedRule) bool { return rule.code == p.Code })
		if i >= 0 && s.covers(p, here, lines) {
			s.rules[i].used = true
			p.Suppressed = &s.Suppression
			return true
		}
	}
	return false
}

// suppressionsOf are those of a file that is looked at. A file's suppressions
// are read once, so that what they cover is known when all has been looked at.
func (r *run) suppressionsOf(s *Subject) *suppressions {
	if r.unusable {
		return nil // whoever asks must learn why there is no answer
	}
	return r.remembered(s.File, suppressionsOf(s))
}

// faults is what is wrong with the suppressions of a file.
func (r *run) faults(s *Subject, own *suppressions) diag.List {
	var found diag.List
	if own != nil {
		found = own.found
	}
	if s.File == config.File {
		found = append(found, r.misconfigured()...)
	}
	return r.linter.settled(found)
}

// limit is how many findings of a rule are listed for a file with these
// suppressions.
func (r *run) limit(own *suppressions) int {
	if r.linter.limit > 0 && (len(r.configured) > 0 || r.Baseline != nil || own != nil) {
		return manyFindings
	}
	return r.linter.limit
}

// breaks notes the files that reading has shown to be broken: those in which
// something is wrong, and the one that includes them. Test cases that cannot be
// held against their prompt are as good as broken.
func (r *run) breaks(s *Subject, found diag.List) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, f := range found {
		if unread(f) {
			r.broken[s.File], r.broken[f.Range.File] = true, true
		}
	}
	if s.Suite != nil && s.Tested == nil {
		r.broken[s.File] = true
	}
}

func (r *run) remembered(file string, s *suppressions) *suppressions {
	if s == nil {
		return nil
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if known := r.suppressions[file]; known != nil {
		return known
	}
	r.suppressions[file] = s
	return s
}

// suppressionsIn are those of a partial that a file includes.
func (r *run) suppressionsIn(s *Subject, file string) *suppressions {
	p := s.partial(file)
	if p == nil {
		return nil
	}
	r.mutex.Lock()
	known := r.suppressions[file]
	r.mutex.Unlock()
	if known != nil {
		return known
	}
	return r.remembered(file, suppressionsOf(ofPartial(r.selection.name(file), p)))
}

// linesOf returns a function that tells the lines on which a problem stands,
// with white space made even. Of a long line it is what is near.
func linesOf(s *Subject, p *Problem) func() string {
	const near = 500
	text, known := "", false
	return func() string {
		source := s.sourceOf(p.Range.File)
		if known || source == nil || p.Range.Start.Line == 0 {
			return text
		}
		known = true
		start := max(source.LineStart(p.Range.Start.Line), p.Range.Start.Offset-near)
		end := min(p.Range.End.Offset, p.Range.Start.Offset+8*near)
		end += len(source.Line(source.Pos(end).Line)) - (end - source.LineStart(source.Pos(end).Line))
		text = even(string(source.Text[start:max(start, min(end, p.Range.End.Offset+near))]))
		return text
	}
}

// even makes white space even: a single blank between words.
func even(text string) string { return strings.Join(strings.Fields(text), " ") }
