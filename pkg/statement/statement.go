// Package statement is signed statements about prompts: what they say, how
// they are written into annotated git tags and read from them, which of them
// count under a policy, and what is still missing.
//
// It works on bytes and on a policy, and asks nothing else: no git, no network,
// no clock, no configuration. Every statement gets a verdict with its reason,
// and what is in doubt does not count.
package statement

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Kind is what a statement says.
type Kind string

// The kinds.
const (
	Approval   Kind = "approval"   // these bytes may be served there
	Rejection  Kind = "rejection"  // these bytes may not be served there
	Evaluation Kind = "evaluation" // so many test cases of these bytes passed
	Release    Kind = "release"    // these bytes are this version
	Revocation Kind = "revocation" // a statement or a digest is good no longer
	Policy     Kind = "policy"     // the policy may become this one
)

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{Approval, Rejection, Evaluation, Release, Revocation, Policy}
}

// The modes of an evaluation.
const (
	Live   = "live"   // a model answered
	Replay = "replay" // recorded answers were used
)

// Statement is what one says of prompts, or of a policy.
type Statement struct {
	Title string // one line, for people; it decides nothing
	Body  string // more for people, "" for nothing

	Kind       Kind
	Repository string    // the policy's id of the repository
	Subjects   []Subject // sorted and unique
	Target     string    // of a revocation: a statement's object id, or a digest
	From, To   string    // of a policy: digests of the policy's folder, None for none
	For        []For     // sorted and unique
	Role       string    // the one in which the signer speaks
	Version    string    // of a release: v1.2.3
	Suite      string    // the digest of the test suite that the signer saw, or None
	Cases      int       // of an evaluation
	Passed     int
	Model      string
	Mode       string // Live or Replay
	Reason     string // one line
	Expires    time.Time
	Nonce      string // 32 hex digits, which make the tag unique and mean nothing
}

// None stands for what is not there: a suite, the tip of a ledger, a policy.
const None = "none"

// Subject is one prompt as a statement speaks of it.
type Subject struct {
	Digest string // of the prompt's closure: "sha256:" and 64 hex digits
	Name   string
	Path   string // of the prompt's file, from the top of the repository
}

func (s Subject) String() string { return s.Digest + " " + s.Name + " " + s.Path }

// For is an environment, and what the signer saw there.
type For struct {
	Environment string
	Tip         string // the commit at the tip of its ledger, None where there was none
}

func (f For) String() string { return f.Environment + " " + f.Tip }

// Speaks reports whether a statement speaks of a digest.
func (s *Statement) Speaks(digest string) bool {
	for _, subject := range s.Subjects {
		if subject.Digest == digest {
			return true
		}
	}
	return false
}

// Tip returns the tip that the signer saw of an environment's ledger; there is
// none where the statement is not for the environment.
func (s *Statement) Tip(environment string) (tip string, there bool) {
	for _, f := range s.For {
		if f.Environment == environment {
			return f.Tip, true
		}
	}
	return "", false
}

// outcome is what an evaluation found; nothing of all else.
type outcome struct {
	cases, passed int
	model, mode   string
}

func (s *Statement) outcome() outcome { return outcome{s.Cases, s.Passed, s.Model, s.Mode} }

// Outcome says how an evaluation came out, "" of all else: "19 of 20 cases passed,
// live, with openai/gpt-4o-mini".
func (s *Statement) Outcome() string {
	if s.Kind != Evaluation {
		return ""
	}
	return fmt.Sprintf("%d of %d cases passed, %s, with %s", s.Passed, s.Cases, s.Mode, s.Model)
}

// Root returns the first segment of the names of tags that hold statements of a
// kind, which no prompt's name may have. It is "" for releases.
func (k Kind) Root() string {
	switch k {
	case Policy:
		return "policies"
	case Release:
		return ""
	default:
		return string(k) + "s"
	}
}

// Roots returns the first segments of the names of all tags that hold
// statements other than releases.
func Roots() []string {
	roots := []string{}
	for _, k := range Kinds() {
		if k != Release {
			roots = append(roots, k.Root())
		}
	}
	return roots
}

var roots = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, root := range Roots() {
		all[root] = true
	}
	return all
})

// IsRoot reports whether the names of tags that hold statements begin with a segment.
func IsRoot(segment string) bool { return roots()[segment] }

// TagName returns the name of the tag that holds a statement: NAME/VERSION for
// a release, and one that no other statement has for the rest.
func (s *Statement) TagName() string {
	what, about := s.Target, ""
	switch {
	case s.Kind == Release && len(s.Subjects) > 0:
		return s.Subjects[0].Name + "/" + s.Version
	case len(s.Subjects) > 0:
		what, about = s.Subjects[0].Digest, s.Subjects[0].Name+"/"
	case s.Kind == Policy:
		what = s.To
	}
	return s.Kind.Root() + "/" + about + short(what) + "/" + s.Role + "/" + s.Nonce[:min(8, len(s.Nonce))]
}

// short is the first 12 digits of a digest or an object id.
func short(id string) string {
	id = strings.TrimPrefix(id, digestPrefix)
	return id[:min(12, len(id))]
}
