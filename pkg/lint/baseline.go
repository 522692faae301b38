package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// baselineVersion is the version of the form of a baseline.
const baselineVersion = 1

// Baseline is the problems that a project had when it began to be linted, and
// puts up with until they are mended.
//
// It is a text with a line of JSON for each problem, below one that says what
// it is. The lines are in the order of their bytes and none counts anything, so
// that two branches can be merged by taking the lines of both.
type Baseline struct {
	file    string
	entries []baselined
}

// baselined is one problem of a baseline. Exactly one of the first four is
// set.
type baselined struct {
	File        string `json:"file,omitempty"` // of settings, and what is in no prompt folder
	Partial     string `json:"partial,omitempty"`
	Prompt      string `json:"prompt,omitempty"`
	Tests       string `json:"tests,omitempty"` // the prompt that the test cases are of
	Code        string `json:"code"`
	Rule        string `json:"rule"` // for those who read the file
	Field       string `json:"field,omitempty"`
	Text        string `json:"text,omitempty"` // a hash of what the problem is about, which may be a secret
	Fingerprint string `json:"fingerprint"`

	at diag.Range // its line in the file
}

// place is what the problem is about.
func (b *baselined) place() place {
	switch {
	case b.Prompt != "":
		return place{"prompt", b.Prompt}
	case b.Partial != "":
		return place{"partial", b.Partial}
	case b.Tests != "":
		return place{"tests", b.Tests}
	}
	return place{"file", b.File}
}

// baselineOf makes a problem an entry of a baseline.
func baselineOf(p Problem) baselined {
	b := baselined{Code: p.Code, Rule: p.Rule.Name, Field: p.Field, Text: textHash(p), Fingerprint: p.Fingerprint}
	switch p.place.kind {
	case "prompt":
		b.Prompt = p.place.name
	case "partial":
		b.Partial = p.place.name
	case "tests":
		b.Tests = p.place.name
	default:
		b.File = p.place.name
	}
	return b
}

// textHash tells what a problem is about without saying it.
func textHash(p Problem) string {
	if p.text == "" {
		return ""
	}
	return hash(p.text, 8)
}

// ReadBaseline reads a baseline; no data is an empty one. An error says in which
// line of the file something is wrong.
func ReadBaseline(file string, data []byte) (*Baseline, error) {
	b := &Baseline{file: file}
	seen := map[string]bool{}
	source := diag.NewSource(file, data)
	offset, headed := 0, false
	for line := range bytes.Lines(data) {
		at := source.Range(offset, offset+len(bytes.TrimRight(line, "\r\n")))
		offset += len(line)
		switch text := bytes.TrimSpace(line); {
		case len(text) == 0 || seen[string(text)]: // what a merge has taken from both sides
		case !headed:
			if err := checkHeader(text); err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			headed = true
			seen[string(text)] = true
		default:
			entry, err := parseBaselined(text)
			if err != nil {
				return nil, diag.WithHint(fmt.Errorf("%s: %w", at, err), "%s", cmp.Or(diag.Hint(err), deleteHint(file)))
			}
			seen[string(text)] = true
			entry.at = at
			b.entries = append(b.entries, entry)
		}
	}
	return b, nil
}

// checkHeader reads the first line of a baseline.
func checkHeader(line []byte) error {
	var h struct {
		Baseline int `json:"baseline"`
	}
	err := json.Unmarshal(line, &h)
	switch {
	case isConflict(line):
		return errConflict()
	case err != nil || h.Baseline == 0:
		return diag.WithHint(fmt.Errorf("this is no baseline"), "`promptctl lint --baseline FILE --update-baseline` writes one")
	case h.Baseline > baselineVersion:
		return diag.WithHint(fmt.Errorf("the baseline has version %d; this promptctl reads version %d", h.Baseline, baselineVersion), "install a newer promptctl")
	}
	return nil
}

// deleteHint says how a baseline gets rid of a line that says nothing.
func deleteHint(file string) string {
	return fmt.Sprintf("delete the line; `promptctl lint --baseline %s --update-baseline` then adds what is missing", file)
}

func isConflict(line []byte) bool {
	return slices.ContainsFunc([]string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"}, func(mark string) bool { return bytes.HasPrefix(line, []byte(mark)) })
}

func errConflict() error {
	return diag.WithHint(fmt.Errorf("a merge has left its conflict here"), "keep the lines of both sides and delete the marks")
}

var (
	fingerprintForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{32}$`) })
	codeForm        = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Z][0-9]{3}$`) })
)

func parseBaselined(line []byte) (baselined, error) {
	var b baselined
	if isConflict(line) {
		return b, errConflict()
	}
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(line, &b); {
	case errors.As(err, &wrong) && wrong.Field != "":
		return b, fmt.Errorf("%q must be a text, and is a %s", wrong.Field, wrong.Value)
	case err != nil:
		return b, fmt.Errorf("the line is no JSON object, as each line of a baseline is")
	}
	names := 0
	for _, name := range []string{b.File, b.Partial, b.Prompt, b.Tests} {
		names += min(len(name), 1)
	}
	switch {
	case names != 1:
		return b, fmt.Errorf("an entry must name one prompt, one partial, one prompt's tests or one file")
	case !codeForm().MatchString(b.Code):
		return b, fmt.Errorf("%q is not the code of a rule", b.Code)
	case !fingerprintForm().MatchString(b.Fingerprint):
		return b, fmt.Errorf("%q is no fingerprint", b.Fingerprint)
	}
	return b, nil
}

// record is what a baseline is made of.
type record struct {
	whole    bool      // all that there is to lint was linted
	problems []Problem // all of them, however many are listed
	looked   map[place]bool
	broken   map[place]bool         // what could not be read as a whole, so that problems of it are not known
	judges   func(code string) bool // whether it can be told that a rule finds nothing
}

// Update returns the text of the baseline with all problems of a result in it
// that are not suppressed otherwise, errors too, and how many entries are added
// and pruned by that. Where only some files were linted, what is about others
// stays as it is, and so does what is about a file that cannot be read, or by a
// rule that needs to know more than this run did.
func (b *Baseline) Update(r *Result) (data []byte, added, pruned int) {
	was, is := map[string]bool{}, map[string]bool{}
	for _, e := range b.entries {
		was[e.line()] = true
		if place := e.place(); r.record.broken[place] || !r.record.whole && !r.record.looked[place] || !r.record.judges(e.Code) {
			is[e.line()] = true
		}
	}
	for _, p := range r.record.problems {
		if suppressible(p.Code) && (p.Suppressed == nil || p.Suppressed.Kind == "baseline") {
			e := baselineOf(p)
			is[e.line()] = true
		}
	}
	lines := make([]string, 0, len(is))
	for line := range is {
		lines = append(lines, line)
		if !was[line] {
			added++
		}
	}
	slices.Sort(lines)
	header := fmt.Sprintf(`{"baseline":%d,"of":"promptctl lint"}`, baselineVersion)
	return []byte(strings.Join(append([]string{header}, lines...), "\n") + "\n"), added, len(was) + added - len(is)
}

// line is the entry as a line of a baseline.
func (b *baselined) line() string {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(b); err != nil {
		return "" // which cannot be: strings can always be written
	}
	return strings.TrimSuffix(text.String(), "\n")
}
