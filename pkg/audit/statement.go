package audit

import (
	"cmp"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Statement is a signed statement that an entry of a ledger has in it.
type Statement struct {
	ID      string // of the tag object
	Kind    statement.Kind
	Role    string
	Person  string // "" where nobody's key signed that the policy knows
	Key     string
	When    time.Time // as the signer says
	Version string    // of a release
	Target  string    // of a revocation: a statement's object id, or a digest
	Prompts []string  // of what an entry made binding: the prompts that it is about here
	Says    string    // the reason of a revocation or a rejection, or how an evaluation came out
}

// newStatement is a statement with what a ledger found of it.
func newStatement(v statement.Verdict) Statement {
	s := Statement{ID: v.ID, Kind: v.Kind, Role: v.Role, Person: v.Person, Key: v.Key, When: v.Tag.Tagger.When,
		Version: v.Version, Target: v.Target, Says: v.Statement.Reason}
	if v.Kind == statement.Evaluation {
		s.Says = v.Outcome()
	}
	return s
}

// compare puts statements of one kind and role together.
func compare(a, b Statement) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Person, b.Person), cmp.Compare(a.ID, b.ID))
}

// Short is what it is and who says so, for a line that has little room.
func (s Statement) Short() string {
	what := string(s.Kind)
	if s.Kind == statement.Approval {
		what = s.Role
	}
	return what + " " + s.who()
}

func (s Statement) who() string { return cmp.Or(s.Person, unsigned) }

// String is all that there is to say of it.
func (s Statement) String() string {
	words := []string{string(s.Kind)}
	if s.Version != "" {
		words = append(words, s.Version)
	}
	if s.Target != "" {
		words = append(words, "of "+s.Target)
	}
	words = append(words, "as", s.Role, "by", s.who())
	if s.Key != "" {
		words = append(words, "with "+s.Key)
	}
	words = append(words, "on "+stamp(s.When), "in "+s.ID)
	text := strings.Join(words, " ")
	if s.Says != "" {
		text += ": " + s.Says
	}
	return text
}

// stamp is a time as reports have it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
