package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"syscall"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// The exit statuses.
const (
	statusDone        = 0   // the answer is yes
	statusNo          = 1   // the answer is no: findings, a difference, an unmet demand
	statusUsage       = 2   // the command line, its values or the configuration are wrong
	statusFailed      = 3   // the work could not be done, or not be decided
	statusInterrupted = 130 // by Ctrl-C
)

// errNo is the answer no, which the command has already given in words.
var errNo = errors.New("no")

// noError is the answer no, which is told of as a failure is.
type noError struct{ error }

func (e noError) Unwrap() error { return e.error }

// errUndecided is that nobody can tell, which the command has already said.
var errUndecided = errors.New("undecided")

// said reports whether an error is but the sign of an answer that was given.
func said(err error) bool { return errors.Is(err, errNo) || errors.Is(err, errUndecided) }

// usageError is a command line that makes no sense.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// statusOf is the one table from error to exit status.
func statusOf(err error) int {
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return statusDone
	case is[usageError](err), is[*config.Error](err), is[*policy.Error](err), is[*catalog.ReferenceError](err),
		is[*prompt.InputError](err), is[*term.NoAnswerError](err), is[*provider.UnknownError](err):
		return statusUsage
	case errors.Is(err, errNo), is[noError](err), is[*diag.FindingsError](err):
		return statusNo
	case errors.Is(err, context.Canceled):
		return statusInterrupted
	default:
		return statusFailed
	}
}

// is reports whether err's chain has an error of type E.
func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// report tells of an error on standard error: as text, or as one JSON object
// where the answer would have been JSON.
func (a *app) report(err error) {
	if said(err) || errors.Is(err, syscall.EPIPE) {
		return
	}
	if a.inJSON() || a.output == "" && asksForJSON(a.args) {
		a.reportJSON(err)
		return
	}
	var findings *diag.FindingsError
	var input *prompt.InputError
	switch {
	case errors.As(err, &findings):
		a.showFindings(findings.Findings)
	case errors.As(err, &input):
		a.reportProblems(input.Problems)
	default:
		for _, one := range joined(err) {
			a.reportText(one.Error())
		}
	}
	if hint := diag.Hint(err); hint != "" {
		a.showHint(hint)
	}
}

// inJSON reports whether the answer is one for programs, who then get what is
// wrong as JSON too.
func (a *app) inJSON() bool {
	return a.output == "json" || a.output == "jsonl" || slices.Contains(model.Formats(), a.output)
}

// joined takes errors.Join apart.
func joined(err error) []error {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return several.Unwrap()
	}
	return []error{err}
}

func (a *app) reportText(text string) {
	fmt.Fprintln(a.term.Err, a.term.ErrStyle.Red("error:"), term.Sanitize(text))
}

// reportProblems tells of values that do not fit, each with its own hint.
func (a *app) reportProblems(problems []prompt.Problem) {
	for _, p := range problems {
		a.reportText(p.String())
		if p.Hint != "" {
			a.showHint(p.Hint)
		}
	}
}

// failure is an error as JSON.
type failure struct {
	Error struct {
		Message  string           `json:"message"`
		Hint     string           `json:"hint,omitempty"`
		Status   int              `json:"status"`
		Findings diag.List        `json:"findings"`
		Problems []prompt.Problem `json:"problems"`
	} `json:"error"`
}

func (a *app) reportJSON(err error) {
	var f failure
	f.Error.Message, f.Error.Hint, f.Error.Status = err.Error(), diag.Hint(err), statusOf(err)
	f.Error.Findings, f.Error.Problems = diag.List{}, []prompt.Problem{}
	var findings *diag.FindingsError
	if errors.As(err, &findings) {
		f.Error.Findings = findings.Findings
	}
	var input *prompt.InputError
	if errors.As(err, &input) {
		f.Error.Problems = input.Problems
	}
	encoder := json.NewEncoder(a.term.Err)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(f) // standard error is the last resort: there is nowhere to tell that it failed
}
