package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showLedgers shows what came of verifying ledgers; age is how old their newest
// entries may be.
func (a *app) showLedgers(inspected []*standing.Inspection, age string) error {
	var b strings.Builder
	for _, i := range inspected {
		showLedger(&b, a.term.OutStyle, i, age)
	}
	_, err := io.WriteString(a.term.Out, b.String())
	return err
}

func showLedger(b *strings.Builder, style term.Style, i *standing.Inspection, age string) {
	f, name := i.Force, style.Bold(i.Force.Name)
	switch {
	case i.Err != nil && i.Undecided():
		fmt.Fprintf(b, "%s %s: %s\n", style.Yellow("?"), name, term.OneLine(i.Told()))
	case i.Err != nil:
		fmt.Fprintf(b, "%s %s does NOT verify: %s\n", style.Red("✗"), name, term.OneLine(i.Told()))
	case f.State == nil && f.Ordinary:
		fmt.Fprintf(b, "- %s is open, and serves the branch %s as it is: there is nothing to verify\n", name, f.Branch)
	case f.State == nil && f.Open:
		fmt.Fprintf(b, "- %s is open, and there is no branch %s\n", name, f.Branch)
	case f.State == nil:
		fmt.Fprintf(b, "- %s has no ledger yet: promptctl env init %s\n", name, f.Name)
	default:
		showVerified(b, style, i, age)
	}
	if hint := diag.Hint(i.Err); hint != "" {
		fmt.Fprintf(b, "    %s\n", style.Dim("hint: "+term.OneLine(hint)))
	}
}

// showVerified shows a ledger that verifies, and what is to be known of it.
func showVerified(b *strings.Builder, style term.Style, i *standing.Inspection, age string) {
	s := i.Force.State
	mark, word := style.Green("✓"), "verifies"
	if !i.Good() {
		mark, word = style.Red("✗"), "verifies, and must not be served as it is"
		if len(i.NotServable) == 0 {
			word = "verifies, and is late"
		}
	}
	fmt.Fprintf(b, "%s %s %s: %s, %s served\n", mark, style.Bold(i.Force.Name), word, entries(s.Len()), counted(len(s.Served), "prompt"))
	fmt.Fprintf(b, "    root  %s\n    tip   %s\n    last  %s by %s, %s\n", s.Root, s.Tip, s.Action, signedBy(s.Signer.Person), s.When.UTC().Format(time.RFC3339))
	note := func(mark, format string, args ...any) {
		fmt.Fprintf(b, "    %s %s\n", mark, term.OneLine(fmt.Sprintf(format, args...)))
	}
	if i.Late {
		note(style.Red("✗"), "its newest entry is of %s, and so older than --max-age %s", s.When.UTC().Format(time.RFC3339), age)
	}
	for _, p := range i.NotServable {
		note(style.Red("✗"), "%s is NOT SERVABLE: %s", p.Name, p.Why)
	}
	for _, tag := range i.Unbound {
		note(style.Yellow("!"), "%s is not binding yet: promptctl revoke %s --env %s", tag, tag, i.Force.Name)
	}
	for _, r := range i.NotEnforced {
		note(style.Yellow("!"), "%s: %s", fewOf(r.Prompts), r.What)
	}
	for _, v := range i.Vouched {
		note(style.Dim("-"), "%s: %s checked when promoted, for which %s alone vouches", fewOf(v.Prompts), strings.Join(checkedWords(v.Checked), ", "), signedBy(v.By))
	}
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

// signedBy names who signed.
func signedBy(person string) string { return cmp.Or(person, "nobody (UNSIGNED)") }

// fewOf names a few prompts, or says how many there are.
func fewOf(names []string) string {
	if len(names) > 3 {
		return counted(len(names), "prompt") + ", such as " + names[0]
	}
	return strings.Join(names, ", ")
}

// checkedWords are what a promoter looked at.
func checkedWords(c ledger.Checked) []string {
	return slices.DeleteFunc(strings.Fields(c.String()), func(word string) bool { return strings.HasSuffix(word, "="+ledger.None) })
}
