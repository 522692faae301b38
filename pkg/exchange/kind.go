package exchange

import (
	"path"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Kind is what a ref holds.
type Kind string

// What is exchanged.
const (
	Approval   Kind = "approval"
	Rejection  Kind = "rejection"
	Evaluation Kind = "evaluation"
	Revocation Kind = "revocation"
	Policy     Kind = "policy"
	Release    Kind = "release"
	Comment    Kind = "comment"
	Result     Kind = "result"
	Ledger     Kind = "ledger" // the branch of an environment
)

const (
	tagsPrefix  = "refs/tags/"
	headsPrefix = "refs/heads/"
	notesPrefix = "refs/notes/promptctl/"
)

// Kinds returns all kinds, in the order in which they are shown.
func Kinds() []Kind {
	return []Kind{Approval, Rejection, Evaluation, Revocation, Policy, Release, Comment, Result, Ledger}
}

// IsStatement reports whether refs of this kind are tags of statements other
// than releases: those that a ledger can embed.
func (k Kind) IsStatement() bool { return k.folder() != "" }

// IsNotes reports whether refs of this kind are notes.
func (k Kind) IsNotes() bool { return k == Comment || k == Result }

// folder is the first segment of the names of a statement's tags, "" for all
// else.
func (k Kind) folder() string {
	if k.IsNotes() || k == Ledger {
		return ""
	}
	return statement.Kind(k).Root()
}

// notesRefs are the refs of notes that are exchanged, by their kinds.
func notesRefs() map[string]Kind {
	return map[string]Kind{notesPrefix + "comments": Comment, notesPrefix + "results": Result}
}

// kindOf returns what a ref of this full name holds, "" where it is none of
// ours. A name from a remote may be anything: only plain ones are ours, which
// mean nothing to git's refspecs or to a terminal.
func kindOf(ref string) Kind {
	if kind, ok := notesRefs()[ref]; ok {
		return kind
	}
	name, ok := strings.CutPrefix(ref, tagsPrefix)
	if !ok {
		return ""
	}
	first, rest, _ := strings.Cut(name, "/")
	for _, k := range Kinds() {
		if k.folder() == first {
			if k.IsStatement() && prompt.CheckPartialName(rest) == "" {
				return k
			}
			break
		}
	}
	if prompt.CheckName(promptOf(ref)) == "" && catalog.IsVersion(path.Base(name)) {
		return Release
	}
	return ""
}

// promptOf is the name of the prompt that a release is of.
func promptOf(ref string) string { return path.Dir(strings.TrimPrefix(ref, tagsPrefix)) }
