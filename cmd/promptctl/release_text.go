package main

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// sayRelease tells of one release what will become of it, and why.
func (a *app) sayRelease(r *signoff.Release) {
	name, style := r.Look.Name, a.term.ErrStyle
	switch {
	case r.Already != "":
		a.talk("%s is %s already", name, r.Already)
	case r.Refused():
		a.reportText(fmt.Sprintf("%s at %s is not ready for %s, so it is not released", name, r.Look.Revision, r.Answer.Environment))
		for _, n := range r.Answer.Needs {
			if !n.Met {
				a.talk("  %s", term.OneLine(n.String()))
				a.sayHowToMeet(n, r.Look, r.Answer)
			}
		}
	default:
		a.talk("%s %s: %s", style.Bold(name), r.Version, term.OneLine(why(r)))
	}
}

// why says why a release has its number.
func why(r *signoff.Release) string {
	text := "the first release"
	switch {
	case r.Next.Last != "":
		text = fmt.Sprintf("since %s it is %s%s", r.Next.Last, stepWords(r), firstReason(r))
	case r.Above != "":
		return fmt.Sprintf("the first release that counts, above %s, which nobody signed whom the policy knows", r.Above)
	}
	if r.Above != "" {
		text += "; it is above " + r.Above
	}
	return text
}

func stepWords(r *signoff.Release) string {
	switch r.Next.Class.Step() {
	case "major":
		return "breaking"
	case "minor":
		return "another behaviour"
	default:
		return "the same behaviour"
	}
}

func firstReason(r *signoff.Release) string {
	if len(r.Next.Why) == 0 {
		return ""
	}
	text := ": " + r.Next.Why[0].Message
	if more := len(r.Next.Why) - 1; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// signAndPush signs what is to be released and pushes it. Where the remote has
// releases that are not here, the numbers would be wrong.
func (a *app) signAndPush(ctx context.Context, desk *signoff.Desk, f *releaseFlags, drafts []*signoff.Draft) error {
	r := desk.Project.Repo
	prompts := make([]string, len(drafts))
	for i, d := range drafts {
		prompts[i] = d.Looks[0].Name
	}
	if err := exchange.HasReleases(ctx, r, f.remote, prompts); err != nil {
		return err
	}
	f.shared = true
	if err := a.sign(ctx, desk, f.writeFlags, releaseQuestion(drafts), drafts...); err != nil {
		return err
	}
	return a.pushDrafts(ctx, desk, f.remote, drafts)
}

// pushDrafts pushes the tags of what was signed.
func (a *app) pushDrafts(ctx context.Context, desk *signoff.Desk, remote string, drafts []*signoff.Draft) error {
	tags := make([]string, len(drafts))
	for i, d := range drafts {
		tags[i] = d.Name
	}
	pushed, err := exchange.PushTags(ctx, desk.Project.Repo, remote, tags)
	if err == nil || len(pushed.Pushed) > 0 {
		a.talk("pushed to %s: %d of %d tags", term.OneLine(remote), len(pushed.Pushed), len(tags))
	}
	if err != nil && diag.Hint(err) == "" {
		err = diag.WithHint(err, "the tags are here all the same: promptctl sync pushes them")
	}
	return err
}
