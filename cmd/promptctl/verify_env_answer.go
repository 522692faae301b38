package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// ledgerVerdict is an environment's ledger in the answer of verify.
type ledgerVerdict struct {
	Environment string          `json:"environment"`
	Branch      string          `json:"branch"`
	Open        bool            `json:"open"`
	Verdict     string          `json:"verdict"`
	Error       string          `json:"error,omitempty"`
	Hint        string          `json:"hint,omitempty"`
	Late        bool            `json:"late"`
	Entries     int             `json:"entries"`
	Root        string          `json:"root,omitempty"`
	Last        *entryMade      `json:"last,omitempty"`
	Served      int             `json:"served"`
	NotServable []problemAnswer `json:"notServable"`
	Vouched     []vouchedAnswer `json:"vouched"`
	NotEnforced []remarkAnswer  `json:"notEnforced"`
	Unbound     []string        `json:"unbound"`
}

// entryMade is an entry of a ledger.
type entryMade struct {
	Commit string        `json:"commit"`
	Action ledger.Action `json:"action"`
	Date   string        `json:"date"`
	By     string        `json:"by,omitempty"` // absent where it is UNSIGNED
}

// newEntryMade is the newest entry of a ledger; nil where there is none.
func newEntryMade(s *ledger.State) *entryMade {
	if s == nil {
		return nil
	}
	return &entryMade{s.Tip, s.Action, s.When.UTC().Format(time.RFC3339), s.Signer.Person}
}

type problemAnswer struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

type vouchedAnswer struct {
	Checked []string `json:"checked"`
	By      string   `json:"by,omitempty"`
	Prompts []string `json:"prompts"`
}

type remarkAnswer struct {
	What    string   `json:"what"`
	Prompts []string `json:"prompts"`
}

func newLedgerVerdicts(inspected []*standing.Inspection) []ledgerVerdict {
	out := []ledgerVerdict{}
	for _, i := range inspected {
		out = append(out, newLedgerVerdict(i))
	}
	return out
}

func newLedgerVerdict(i *standing.Inspection) ledgerVerdict {
	f := i.Force
	out := ledgerVerdict{Environment: f.Name, Branch: f.Branch, Open: f.Open, Verdict: verdictOf(i), Hint: diag.Hint(i.Err), Late: i.Late, Last: newEntryMade(f.State),
		NotServable: []problemAnswer{}, Vouched: []vouchedAnswer{}, NotEnforced: []remarkAnswer{}, Unbound: append([]string{}, i.Unbound...)}
	if i.Err != nil {
		out.Error = i.Err.Error()
	}
	if s := f.State; s != nil {
		out.Entries, out.Root, out.Served = s.Len(), s.Root, len(s.Served)
	}
	for _, p := range i.NotServable {
		out.NotServable = append(out.NotServable, problemAnswer(p))
	}
	for _, v := range i.Vouched {
		out.Vouched = append(out.Vouched, vouchedAnswer{checkedWords(v.Checked), v.By, v.Prompts})
	}
	for _, r := range i.NotEnforced {
		out.NotEnforced = append(out.NotEnforced, remarkAnswer(r))
	}
	return out
}

// verdictOf is what came of verifying a ledger, in a word.
func verdictOf(i *standing.Inspection) string {
	switch {
	case i.Err != nil && i.Undecided():
		return "undecided"
	case i.Err != nil:
		return "refused"
	case i.Force.State == nil:
		return "none"
	default:
		return "verified"
	}
}
