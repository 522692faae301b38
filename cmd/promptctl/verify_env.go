package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// verifiedLedger is what came of verifying the ledger of an environment.
type verifiedLedger struct {
	*standing.Force
	Age     error             // it is older than it may be
	Unbound []standing.Untold // what was taken back, and is not binding yet
}

// good reports whether the ledger verifies, and all that it serves may be served.
func (v verifiedLedger) good() bool {
	return v.Err == nil && v.Age == nil && (v.State == nil || len(v.State.NotServable()) == 0)
}

// surveyLedgers verifies the ledgers of environments; of all where none is named.
func (a *app) surveyLedgers(ctx context.Context, f *verifyFlags) (*standing.Register, []verifiedLedger, error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, nil, err
	}
	ledgers := a.ledgers(project.Repo)
	if f.root != "" {
		root, err := project.Repo.Resolve(ctx, f.root)
		if err != nil {
			return nil, nil, err
		}
		ledgers.Root = string(root)
	}
	r, err := standing.Survey(ctx, project, ledgers)
	if err != nil {
		return nil, nil, err
	}
	forces := r.Forces
	if len(f.env) > 0 {
		if forces, err = r.Named(f.env); err != nil {
			return nil, nil, err
		}
	}
	var all []verifiedLedger
	for _, force := range forces {
		v := verifiedLedger{Force: force}
		if v.Err == nil && force.State == nil && len(f.env) > 0 && !force.Ordinary {
			v.Err = fmt.Errorf("%w: %s has no ledger here: `git fetch`, or promptctl env init %s", ledger.ErrIncomplete, force.Name, force.Name)
		}
		if force.State != nil {
			v.Age = tooOld(force.State, f.maxAge, a.now())
			if v.Unbound, err = r.Unbound(ctx, force); err != nil {
				return nil, nil, err
			}
		}
		all = append(all, v)
	}
	return r, all, nil
}

// tooOld says that the newest entry of a ledger is older than it may be: what is
// seen may be a copy that somebody keeps from going on.
func tooOld(s *ledger.State, most time.Duration, now time.Time) error {
	age := now.Sub(s.When)
	if most == 0 || age <= most {
		return nil
	}
	return fmt.Errorf("its newest entry is of %s, and so older than --max-age %s", s.When.UTC().Format(time.RFC3339), most)
}

// runVerifyLedgers verifies the ledgers of environments.
func (a *app) runVerifyLedgers(ctx context.Context, f *verifyFlags) error {
	_, all, err := a.surveyLedgers(ctx, f)
	if err != nil {
		return err
	}
	if a.output == "json" {
		out := verifyAnswer{Environments: []environmentNeed{}, Statements: []verdictAnswer{}}
		out.Ledgers = newLedgerVerdicts(all)
		out.Good = judgeLedgers(all) == nil
		if err := a.printJSON(out); err != nil {
			return err
		}
		return judgeLedgers(all)
	}
	for _, v := range all {
		showLedger(a.term.Out, a.term.OutStyle, v)
	}
	return judgeLedgers(all)
}

// judgeLedgers is the answer no where a ledger does not verify or serves what it must
// not, and a failure where nobody can tell.
func judgeLedgers(all []verifiedLedger) error {
	bad := false
	var incomplete error
	for _, v := range all {
		switch {
		case v.good():
		case errors.Is(v.Err, ledger.ErrIncomplete) || errors.Is(v.Err, standing.ErrIncomplete):
			incomplete = errors.Join(incomplete, v.Err)
		default:
			bad = true
		}
	}
	if bad {
		return errNo
	}
	return incomplete
}

// showLedger shows what came of verifying a ledger.
func showLedger(w io.Writer, style term.Style, v verifiedLedger) {
	switch {
	case v.Err != nil:
		fmt.Fprintf(w, "%s %s does NOT verify: %s\n", style.Red("✗"), style.Bold(v.Name), term.OneLine(v.Err.Error()))
		return
	case v.State == nil && v.Ordinary:
		fmt.Fprintf(w, "- %s is open, and serves the branch %s as it is: there is nothing to verify\n", style.Bold(v.Name), v.Branch)
		return
	case v.State == nil:
		fmt.Fprintf(w, "- %s has no ledger yet: promptctl env init %s\n", style.Bold(v.Name), v.Name)
		return
	}
	s := v.State
	mark, word := style.Green("✓"), "verifies"
	if !v.good() {
		mark, word = style.Red("✗"), "verifies, and must not be served as it is"
	}
	fmt.Fprintf(w, "%s %s %s: %s from the root %s to %s of %s, which serves %s\n", mark, style.Bold(v.Name), word, entries(s.Len()),
		repo.Hash(s.Root).Short(), repo.Hash(s.Tip).Short(), s.When.UTC().Format(time.RFC3339), counted(len(s.Served), "prompt"))
	for _, note := range ledgerNotes(v) {
		sign := style.Yellow("!")
		if note.bad {
			sign = style.Red("✗")
		}
		fmt.Fprintf(w, "    %s %s\n", sign, term.OneLine(note.text))
	}
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

// ledgerNote is something that a reader of a ledger should know.
type ledgerNote struct {
	bad  bool
	text string
}

func ledgerNotes(v verifiedLedger) (notes []ledgerNote) {
	if v.Age != nil {
		notes = append(notes, ledgerNote{true, v.Age.Error()})
	}
	for _, p := range v.State.NotServable() {
		notes = append(notes, ledgerNote{true, p.Name + " is NOT SERVABLE: " + p.Why})
	}
	if vouched := vouchedFor(v.Force); vouched != "" {
		notes = append(notes, ledgerNote{false, vouched + " was only looked at when a version was promoted: the promoter vouches for it"})
	}
	for _, text := range notEnforced(v.State) {
		notes = append(notes, ledgerNote{false, text})
	}
	for _, u := range v.Unbound {
		notes = append(notes, ledgerNote{false, fmt.Sprintf("%s is not binding yet: promptctl revoke %s --env %s", u.Tag, u.Tag, v.Name)})
	}
	return notes
}

// vouchedFor names what the policy asks for that nobody can verify later.
func vouchedFor(f *standing.Force) string {
	var what []string
	requires := f.Requires
	for _, rule := range f.Rules {
		requires.Threads = requires.Threads || rule.Requires.Threads
		requires.Lint, requires.Soak = max(requires.Lint, rule.Requires.Lint), max(requires.Soak, rule.Requires.Soak)
	}
	for _, one := range []struct {
		name  string
		asked bool
	}{{"lint", requires.Lint > 0}, {"soak", requires.Soak > 0}, {"threads", requires.Threads}, {"from", f.From != ""}} {
		if one.asked {
			what = append(what, one.name)
		}
	}
	return strings.Join(what, ", ")
}

// notEnforced says of what is served which demands were only warned of.
func notEnforced(s *ledger.State) (all []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Served)) {
		v := s.Served[name]
		for _, w := range v.Warnings {
			all = append(all, name+": "+w)
		}
		if v.Signer.Key == "" {
			all = append(all, name+" is UNSIGNED")
		}
	}
	return all
}

// ledgerVerdict is an environment's ledger in the answer of verify.
type ledgerVerdict struct {
	Environment string          `json:"environment"`
	Branch      string          `json:"branch"`
	Verified    bool            `json:"verified"`
	Error       string          `json:"error,omitempty"`
	Entries     int             `json:"entries"`
	Root        string          `json:"root,omitempty"`
	Tip         string          `json:"tip,omitempty"`
	Date        string          `json:"date,omitempty"` // of the tip
	Served      int             `json:"served"`
	NotServable []problemAnswer `json:"notServable"`
	Vouched     string          `json:"vouched,omitempty"`
	NotEnforced []string        `json:"notEnforced"`
	Unbound     []string        `json:"unbound"`
}

type problemAnswer struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

func newLedgerVerdicts(all []verifiedLedger) []ledgerVerdict {
	out := []ledgerVerdict{}
	for _, v := range all {
		one := ledgerVerdict{Environment: v.Name, Branch: v.Branch, Verified: v.Err == nil && v.State != nil && v.Age == nil, NotServable: []problemAnswer{}, NotEnforced: []string{}, Unbound: []string{}}
		if err := errors.Join(v.Err, v.Age); err != nil { // never both
			one.Error = err.Error()
		}
		if s := v.State; s != nil {
			one.Entries, one.Root, one.Tip, one.Date, one.Served = s.Len(), s.Root, s.Tip, s.When.UTC().Format(time.RFC3339), len(s.Served)
			for _, p := range s.NotServable() {
				one.NotServable = append(one.NotServable, problemAnswer(p))
			}
			one.Vouched, one.NotEnforced = vouchedFor(v.Force), append(one.NotEnforced, notEnforced(s)...)
			for _, u := range v.Unbound {
				one.Unbound = append(one.Unbound, u.Tag)
			}
		}
		out = append(out, one)
	}
	return out
}
