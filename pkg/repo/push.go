package repo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// PushedRef is what became of one ref of a push.
type PushedRef struct {
	Ref     string  // there, in full
	Outcome Outcome // what was done
	Cause   Cause   // why it was refused
	Reason  string  // the same in git's or the remote's words
}

// Outcome is what a push did to a ref.
type Outcome string

// What a push can do to a ref.
const (
	Created   Outcome = "created"
	Moved     Outcome = "moved"
	Deleted   Outcome = "deleted"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused"
)

// PushError is a push of which refs were refused.
type PushError struct {
	Remote string
	Refs   []PushedRef // those that were refused
	Said   string      // what the remote said, in lines
}

// Error names the first ref that was refused for a reason of its own.
func (e *PushError) Error() string {
	first := e.First()
	msg := fmt.Sprintf("remote %s refused %s: %s", e.Remote, first.Ref, first.Reason)
	if more := len(e.Refs) - 1; more > 0 {
		msg += fmt.Sprintf(", and %d more", more)
	}
	return msg
}

// First returns the first ref that was refused for a reason of its own, and
// not because another was.
func (e *PushError) First() PushedRef {
	for _, p := range e.Refs {
		if p.Cause != CauseOther {
			return p
		}
	}
	return e.Refs[0]
}

// Push sends refs to a remote as refspecs say in full
// ("refs/tags/v1:refs/tags/v1"), and nothing else, whatever the configuration
// says. An atomic push is all or nothing; a remote that has none is an error
// that is ErrNoAtomic. Nothing is forced unless a refspec begins with a +. What became
// of each ref is returned also where some were refused and the error is a
// *PushError. The refspecs have to fit on a command line.
func (r *Repo) Push(ctx context.Context, remote string, refspecs []string, atomic bool) ([]PushedRef, error) {
	if len(refspecs) == 0 {
		return nil, nil
	}
	var options []string
	if atomic {
		options = append(options, "--atomic")
	}
	return r.push(ctx, remote, options, refspecs)
}

// PushDelete deletes refs at a remote, all at once or not at all, each only if
// it still leads to its ID there. It answers as Push does.
func (r *Repo) PushDelete(ctx context.Context, remote string, refs ...RemoteRef) ([]PushedRef, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	options, refspecs := []string{"--atomic"}, []string{}
	for _, ref := range refs {
		options = append(options, "--force-with-lease="+ref.Name+":"+string(ref.ID))
		refspecs = append(refspecs, ":"+ref.Name)
	}
	return r.push(ctx, remote, options, refspecs)
}

func (r *Repo) push(ctx context.Context, remote string, options, refspecs []string) ([]PushedRef, error) {
	args := append([]string{"push", "--porcelain", "--no-progress", "--no-follow-tags", "--recurse-submodules=no"}, options...)
	args = append(append(args, "--end-of-options", remote), refspecs...)
	out, said, err := r.remotely(ctx, remote, nil, args...)
	refs := parsePush(out)
	refused := &PushError{Remote: remote, Said: remoteWords(said)}
	for _, p := range refs {
		if p.Outcome == Refused {
			refused.Refs = append(refused.Refs, p)
		}
	}
	if len(refused.Refs) > 0 && ctx.Err() == nil {
		return refs, refused
	}
	return refs, err
}

// parsePush reads what git push --porcelain answers: lines of a sign,
// FROM:TO and [what was done] (reason), with tabs between them. A hook may have
// put lines of its own between them, which are passed over.
func parsePush(out []byte) []PushedRef {
	var refs []PushedRef
	for line := range bytes.Lines(out) {
		sign, rest, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "\t")
		spec, done, found := strings.Cut(rest, "\t")
		_, to, whole := strings.Cut(spec, ":")
		if !ok || !found || !whole || len(sign) != 1 {
			continue
		}
		if p := (PushedRef{Ref: to, Outcome: outcomeOf(sign)}); p.Outcome == Refused {
			p.Reason = refusalReason(done)
			p.Cause = causeOf(p.Reason)
			refs = append(refs, p)
		} else if p.Outcome != "" {
			refs = append(refs, p)
		}
	}
	return refs
}

// outcomeOf reads the sign of a line.
func outcomeOf(sign string) Outcome {
	switch sign {
	case "*":
		return Created
	case " ", "+":
		return Moved
	case "-":
		return Deleted
	case "=":
		return Unchanged
	case "!":
		return Refused
	}
	return ""
}

// refusalReason is what stands in parentheses: "[rejected] (fetch first)".
func refusalReason(done string) string {
	if _, reason, ok := strings.Cut(done, "] ("); ok {
		return strings.TrimSuffix(reason, ")")
	}
	return done
}
