package exchange

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Refusal is a ref that a remote did not take.
type Refusal struct {
	Kind   Kind       `json:"kind"`
	Ref    string     `json:"ref"`
	Cause  repo.Cause `json:"cause"`
	Reason string     `json:"reason"` // in git's or the remote's words
}

// Name is the ref as people say it.
func (r Refusal) Name() string { return nameOf(r.Ref) }

// RefusedError is a push that a remote refused, as a whole or in part.
type RefusedError struct {
	Remote  string
	Refused []Refusal // those that were refused for another's sake too
	Said    string    // what the remote said, in lines
}

// Error says what was refused and why, in our words and in the remote's.
func (e *RefusedError) Error() string {
	first := e.first()
	msg := fmt.Sprintf("%s refused %s: %s", e.Remote, first.Name(), inWords(first))
	if others := len(e.Refused) - 1; others > 0 {
		msg += fmt.Sprintf(" (%d more did not go either)", others)
	}
	if e.Said != "" {
		msg += "\n  " + strings.ReplaceAll(e.Said, "\n", "\n  ")
	}
	return msg
}

// first is a refusal that is not for another's sake.
func (e *RefusedError) first() Refusal {
	for _, r := range e.Refused {
		if r.Cause != repo.CauseOther {
			return r
		}
	}
	return e.Refused[0]
}

// explainRefusal makes a *RefusedError with a hint of git's refusal.
func explainRefusal(err error) error {
	var refused *repo.PushError
	if !errors.As(err, &refused) {
		return err
	}
	e := &RefusedError{Remote: refused.Remote, Said: refused.Said}
	for _, p := range refused.Refs {
		kind := kindOf(p.Ref)
		if strings.HasPrefix(p.Ref, headsPrefix) {
			kind = Ledger // no other branch is pushed
		}
		e.Refused = append(e.Refused, Refusal{kind, p.Ref, p.Cause, p.Reason})
	}
	return diag.WithHint(e, "%s", e.hint())
}

// joinRefused makes one error of several.
func joinRefused(errs []error) error {
	var kept []error
	for _, err := range errs {
		if err != nil {
			kept = append(kept, err)
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return errors.Join(kept...)
}

// inWords says why a ref was refused.
func inWords(r Refusal) string {
	switch r.Cause {
	case repo.CauseBehind:
		return "it was changed there meanwhile (" + r.Reason + ")"
	case repo.CauseExists:
		return "there is another tag of this name there"
	case repo.CauseHook:
		return "a hook or a rule there declined it (" + r.Reason + ")"
	case repo.CauseProtected:
		return "tags of such names are protected there (" + r.Reason + ")"
	case repo.CauseDeletion:
		return "nothing can be deleted there (" + r.Reason + ")"
	case repo.CauseStorage:
		return "it cannot write what it gets (" + r.Reason + ")"
	case repo.CauseShallow:
		return "it takes nothing from a clone whose history is cut off"
	default:
		return r.Reason
	}
}

// hint says what mends a refusal.
func (e *RefusedError) hint() string {
	switch e.first().Cause {
	case repo.CauseBehind, repo.CauseExists:
		return "run `promptctl sync` again: it fetches first, and names what is in conflict"
	case repo.CauseHook:
		return "see what it says, or ask who runs " + e.Remote + "; what is signed here stays, and can be pushed later"
	case repo.CauseProtected:
		return "ask for the right to push such tags, or have somebody run `promptctl sync` who has it"
	case repo.CauseStorage:
		return "have who runs " + e.Remote + " look at its disk and its permissions"
	case repo.CauseShallow:
		return "run `git fetch --unshallow`, then `promptctl sync`"
	default:
		return "`git push --porcelain " + e.Remote + " " + e.first().Ref + "` says what git knows"
	}
}
