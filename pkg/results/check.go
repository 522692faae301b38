package results

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// check checks a file of which all has been read.
func (r *reader) check(to *Results) error {
	for _, key := range []string{"version", "prompt", "path", "digest", "suite", "mode", "started", "summary", "cases"} {
		if !r.seen[key] {
			if r.seen["runs"] {
				return diag.WithHint(fmt.Errorf("%s: has several runs, and a results file has one", r.name), "write a file for each: promptctl test … --report json=FOLDER/")
			}
			return fmt.Errorf("%s: %q is missing", r.name, key)
		}
	}
	if wrong := to.wrong(r.sum.Summary(), r.live); wrong != "" {
		return fmt.Errorf("%s: %s", r.name, wrong)
	}
	to.Summary.Duration = time.Duration(to.Summary.DurationMS * float64(time.Millisecond))
	return nil
}

// wrong says what is wrong with a file less its cases, given their sums.
func (to *Results) wrong(sum Summary, live bool) string {
	said := to.Summary
	switch {
	case to.Head.Prompt == "":
		return "the prompt has no name"
	case to.Head.Digest == "":
		return "the prompt has no digest"
	case to.Head.Mode != Live && to.Head.Mode != Replay:
		return fmt.Sprintf("mode %q is neither %s nor %s", to.Head.Mode, Live, Replay)
	case to.Head.Mode == Live && !live:
		return "the mode is " + Live + ", but an answer was recorded before"
	case said.Cases != sum.Cases || said.Passed != sum.Passed || said.Failed != sum.Failed || said.Errored != sum.Errored:
		return fmt.Sprintf("the summary has %s, but the cases are %s", counted(said), counted(sum))
	case math.Abs(said.Score-sum.Score) > 1e-6:
		return fmt.Sprintf("the summary has a score of %v, but that of the cases is %v", said.Score, sum.Score)
	case said.NotRun < 0:
		return "fewer than no cases were not run"
	}
	return ""
}

func counted(s Summary) string {
	return fmt.Sprintf("%d (%d passed, %d failed, %d errored)", s.Cases, s.Passed, s.Failed, s.Errored)
}

// wrongIn says what is wrong with a case.
func wrongIn(c *Case) string {
	switch {
	case c.ID == "":
		return "has no id"
	case c.Repeat < 1:
		return fmt.Sprintf("repeat %d is below 1", c.Repeat)
	case !slices.Contains([]Status{Passed, Failed, Errored}, c.Status):
		return fmt.Sprintf("status %q is none of passed, failed, errored", c.Status)
	case c.Score < 0 || c.Score > 1:
		return fmt.Sprintf("score %v is not between 0 and 1", c.Score)
	case c.Status != Errored && !c.Answered():
		return fmt.Sprintf("is %s, but has no answer", c.Status)
	case slices.ContainsFunc(c.Assertions, func(a Assertion) bool { return a.Passed && a.Error != "" }):
		// A case may pass all the same, where it does not hang on that assertion.
		return "has an assertion that holds, and that could not be judged"
	case c.Tokens.Input < 0 || c.Tokens.Output < 0:
		return "has fewer than no tokens"
	case c.CostUSD != nil && *c.CostUSD < 0 || c.JudgeUSD < 0:
		return "has cost less than nothing"
	case c.LatencyMS < 0:
		return "took less than no time"
	case c.LatencyMS > mostOf || c.JudgeUSD > mostOf || c.CostUSD != nil && *c.CostUSD > mostOf || max(c.Tokens.Input, c.Tokens.Output) > mostOf:
		return "took or cost more than can be reckoned with"
	}
	return ""
}

// mostOf is more than any case takes of time, tokens or money, and few enough that sums
// of them are numbers.
const mostOf = 1e13

// errTooLong is the error of a value that is longer than any may be.
var errTooLong = errors.New("a value is too long")

// lineReader counts lines, and refuses to read far behind a limit.
type lineReader struct {
	r     io.Reader
	read  int64 // bytes
	limit int64
	// ends are the places of the line feeds behind the last place that was asked
	// for, and before is how many are before it.
	ends   []int64
	before int
}

func (l *lineReader) Read(p []byte) (int, error) {
	if l.limit > 0 && l.read > l.limit {
		return 0, errTooLong
	}
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// line is the line, from 1, of a place. No place before it may be asked for
// afterwards.
func (l *lineReader) line(at int64) int {
	passed, _ := slices.BinarySearch(l.ends, at)
	l.before += passed
	l.ends = l.ends[passed:]
	return l.before + 1
}
