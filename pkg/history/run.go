// Package history is what came of the runs of prompts' test cases that somebody
// kept, in git notes: each line of a note is a run in JSON, so that notes merge by
// joining their lines and plain git shows them.
//
// A line has what was run, its sums, in which ways answers failed, and how each
// case ended, bounded in size. It has no answers of models: those may hold what
// customers wrote, and notes are shared. Lines are not signed and decide nothing:
// what an environment asks for is an evaluation, which `promptctl attest` signs.
package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/results"
)

// Ref is the ref of notes that holds the runs. A note is on a commit that has the
// prompt as it was run; which version that is, the digest says.
const Ref = "refs/notes/promptctl/results"

// Format is the version of the format that this package writes.
const Format = 1

// How much of a run is kept. Of more cases, those that did not pass come first.
const (
	maxCases    = 250
	maxModes    = 10
	maxExamples = 5       // ids of cases that failed in one way
	maxText     = 1 << 10 // bytes of a name, a path, a model
	maxLine     = 1 << 16 // bytes of a run as it is written
)

// maxNumber is more than any run counts.
const maxNumber = 1_000_000_000

// Run is one line of a note. Written, its keys have this order, so that the same
// run is the same line.
type Run struct {
	Version int             `json:"v"`
	ID      string          `json:"id"`
	Head    results.Head    `json:"head"`
	Summary results.Summary `json:"summary"`
	Modes   []Mode          `json:"modes"` // in which ways answers failed, the largest first
	Cases   []Case          `json:"cases"` // in the order in which they were run
	Left    int             `json:"left"`  // cases of which there is no more than the sums
	By      Author          `json:"by"`
}

// Mode is a way in which answers failed.
type Mode struct {
	Assertion string   `json:"assertion"`
	Name      string   `json:"name,omitempty"`
	Place     string   `json:"place,omitempty"` // file:line:col
	Count     int      `json:"count"`
	Cases     []string `json:"cases"` // ids of the first of them
}

// Case is how one case ended, run once.
type Case struct {
	ID     string         `json:"id"`
	Repeat int            `json:"repeat"`
	Status results.Status `json:"status"`
	Score  float64        `json:"score"`
}

// Author is who somebody says they are, in git.
type Author struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Encode returns the run as a line of a note.
func (r *Run) Encode() ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(r)
	return line.Bytes(), err
}

// named gives a run the id that its content gives it.
func (r *Run) named() error {
	r.ID = ""
	line, err := r.Encode()
	sum := sha256.Sum256(line)
	r.ID = hex.EncodeToString(sum[:8])
	return err
}

// decode reads a line of a note. Keys that are unknown are passed over.
func decode(line []byte) (*Run, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("is longer than %d bytes", maxLine)
	}
	r := &Run{}
	if err := json.Unmarshal(line, r); err != nil {
		return nil, fmt.Errorf("is no run: %w", err)
	}
	r.Head.Started = r.Head.Started.UTC()
	r.settle()
	return r, r.check()
}

// settle has no list be null.
func (r *Run) settle() {
	if r.Modes == nil {
		r.Modes = []Mode{}
	}
	if r.Cases == nil {
		r.Cases = []Case{}
	}
	for i := range r.Modes {
		if r.Modes[i].Cases == nil {
			r.Modes[i].Cases = []string{}
		}
	}
}

func form(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var (
	idForm         = form(`^[0-9a-f]{16}$`)
	commitForm     = form(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	digestForm     = form(`^sha256:[0-9a-f]{64}$`)
	suiteForm      = form(`^(sha256:[0-9a-f]{64}|none)$`)
	repositoryForm = form(`^[0-9a-f]{0,64}$`)
)

// check returns why a line cannot be a run.
func (r *Run) check() error {
	switch {
	case r.Version != Format:
		return fmt.Errorf("is of version %d of the format, which this promptctl does not know", r.Version)
	case !idForm().MatchString(r.ID):
		return errors.New("has no id")
	case len(r.By.Name) > maxText || len(r.By.Email) > maxText:
		return errors.New("says at too great length who kept it")
	case len(r.Modes) > maxModes || len(r.Cases) > maxCases || r.Left < 0 || r.Left > maxNumber:
		return errors.New("has more in it than a run may have")
	}
	for _, check := range []func() error{r.checkHead, r.checkSummary, r.checkModes, r.checkCases} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Run) checkHead() error {
	h := r.Head
	long := false
	for _, text := range []string{h.Prompt, h.Path, h.Reference, h.Model, h.Tool} {
		long = long || len(text) > maxText
	}
	switch {
	case h.Prompt == "" || h.Path == "" || h.Model == "" || long:
		return errors.New("names no prompt or no model, or something that is too long")
	case !commitForm().MatchString(h.Commit) || !digestForm().MatchString(h.Digest) || !suiteForm().MatchString(h.Suite):
		return errors.New("has a commit or a digest that cannot be")
	case !repositoryForm().MatchString(h.Repository):
		return errors.New("has a repository that cannot be")
	case h.Mode != results.Live && h.Mode != results.Replay:
		return fmt.Errorf("is neither %s nor %s", results.Live, results.Replay)
	case h.Started.Year() < 1970 || h.Started.Year() > 9998:
		return errors.New("has no time that can be")
	}
	return nil
}

func (r *Run) checkSummary() error {
	s := r.Summary
	for _, n := range []int{s.Cases, s.Passed, s.Failed, s.Errored, s.NotRun, s.Unpriced, s.Tokens.Input, s.Tokens.Output} {
		if n < 0 || n > maxNumber*1000 {
			return errors.New("has a number that cannot be")
		}
	}
	for _, x := range []float64{s.DurationMS, s.CostUSD, s.Latency.Median, s.Latency.P95, s.Latency.Max} {
		if !(x >= 0 && x < math.MaxInt64) {
			return errors.New("has a number that cannot be")
		}
	}
	switch {
	case s.Cases == 0 || s.Cases > maxNumber || s.Passed+s.Failed+s.Errored != s.Cases:
		return errors.New("has sums that do not fit together")
	case !isShare(s.Score) || len(s.Stopped) > maxText:
		return errors.New("has a score, or a reason why it ended, that cannot be")
	}
	return nil
}

func (r *Run) checkModes() error {
	for _, m := range r.Modes {
		if m.Assertion == "" || m.Count < 1 || m.Count > r.Summary.Cases*maxModes || len(m.Cases) > maxExamples || len(m.Assertion)+len(m.Name)+len(m.Place) > 3*maxText {
			return errors.New("has a way to fail that cannot be")
		}
	}
	return nil
}

func (r *Run) checkCases() error {
	for _, c := range r.Cases {
		known := c.Status == results.Passed || c.Status == results.Failed || c.Status == results.Errored
		if c.ID == "" || len(c.ID) > maxText || c.Repeat < 1 || c.Repeat > maxNumber || !known || !isShare(c.Score) {
			return errors.New("has a case that cannot be")
		}
	}
	return nil
}

// isShare is false of NaN too.
func isShare(x float64) bool { return x >= 0 && x <= 1 }

// Object is the commit that the note of a run is on.
func (r *Run) Object() repo.Hash { return repo.Hash(r.Head.Commit) }

// valid is a text as it is kept: UTF-8, and not too long.
func valid(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "")
}
