package ledger

import (
	"bytes"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// State is what is known of a ledger that was verified from its root to its tip.
// It can be kept, and the verifying of a longer ledger begun from it.
type State struct {
	Environment string
	Branch      string // below refs/heads/
	Repository  string // the policy's id of it
	Root, Tip   string
	When        time.Time // of the tip, as its committer says
	Action      Action    // of the tip
	Signer      Signer    // of the tip
	Policy      string    // the digest of the policy's folder at the tip
	Served      map[string]Version
	Bound       []Bound

	Commits  []byte         // the ids of all commits in binary, the oldest first
	Dropped  map[string]int // the last place at which a digest was given up
	PolicyAt int            // the last place at which the policy became another one

	top    tops                 // of the tip's tree
	inside *policy.Policy       // at the tip
	past   map[string][]Version // what was ever served, the oldest first; nil where the walk did not begin at the root
}

// Version is a version of a prompt that an environment serves or served.
type Version struct {
	Name    string
	Digest  string
	Path    string // of the prompt's file
	Version string // None where it has no release
	Source  string // the commit that has its files; "" where a root took it over
	Tree    string // the id of the folder that holds them

	Entry    string // the commit of the ledger by which it is served
	Place    int    // of the commit, the root's being 0
	When     time.Time
	Signer   Signer
	Approved string   // the commit that has its evidence: Entry, or the promotion that was rolled back to
	Promoter string   // who signed that; "" where it is UNSIGNED
	Checked  Checked  // what was looked at then, for which the promoter alone vouches
	Rests    []Rest   // what it rests on
	Warnings []string // what is not enforced
}

// Signer is who signed a commit of a ledger. It is zero where that is UNSIGNED.
type Signer struct{ Person, Key string }

// Rest is a signature that a version rests on.
type Rest struct {
	ID     string // of a statement's tag object; "" of the signature of a commit
	Sum    string // of the statement
	Kind   statement.Kind
	Role   string
	Person string
	Key    string
	When   time.Time // as its signer says
}

// Bound is a revocation or a rejection that the ledger made binding.
type Bound struct {
	ID      string
	Raw     []byte
	Of      string // the sum of the statement that it revokes; "" where that is a digest, or was not in the commit
	Person  string
	Key     string
	Entry   string // the commit
	Place   int    // of the commit, the root's being 0
	Revoked bool   // by another one
}

// signed returns the statement with its verdict.
func (b Bound) verdict() statement.Verdict {
	v := statement.Verdict{Signed: statement.Read(b.ID, "", b.Raw), Reason: statement.Counted, Person: b.Person, Key: b.Key, Proven: true}
	if b.Revoked {
		v.Reason, v.Why = statement.Revoked, "it was revoked"
	}
	return v
}

// Recall tells a judge of the statements that were revoked here.
func (s *State) Recall(j *statement.Judge) {
	if s == nil {
		return
	}
	for _, b := range s.Bound {
		if b.Of != "" {
			j.Recall(b.verdict().Target, b.Of)
		}
	}
}

// revokes reports whether it revokes a statement, by its object id or, however its
// signature is written, by its sum.
func (b Bound) revokes(id, sum string) bool {
	said := b.verdict()
	return said.Kind == statement.Revocation && (said.Target == id || b.Of != "" && b.Of == sum)
}

// Binding returns the revocations and rejections that the ledger made binding, as
// they were judged then.
func (s *State) Binding() []statement.Verdict {
	if s == nil {
		return nil
	}
	all := make([]statement.Verdict, len(s.Bound))
	for i, b := range s.Bound {
		all[i] = b.verdict()
	}
	return all
}

// Len returns how many commits there are.
func (s *State) Len() int {
	if s == nil || s.Tip == "" {
		return 0
	}
	return len(s.Commits) / (len(s.Tip) / 2)
}

// At returns the commit at a place, the root's being 0.
func (s *State) At(place int) string {
	size := len(s.Tip) / 2
	return hex.EncodeToString(s.Commits[place*size : (place+1)*size])
}

// ids returns all commits, the oldest first.
func (s *State) ids() []string {
	ids := make([]string, s.Len())
	for place := range ids {
		ids[place] = s.At(place)
	}
	return ids
}

// Has reports whether a commit is in the ledger.
func (s *State) Has(id string) bool {
	if s == nil {
		return false
	}
	want, size := binary(id), len(s.Tip)/2
	for commit := range slices.Chunk(s.Commits, max(size, 1)) {
		if bytes.Equal(commit, want) {
			return true
		}
	}
	return false
}

// Freshness returns what a judge of statements asks of the ledger.
func (s *State) Freshness() *statement.Ledger {
	if s == nil {
		return nil
	}
	return statement.Resume(s.Len(), s.At, s.Dropped, s.PolicyAt)
}

// InForce returns the policy at the tip.
func (s *State) InForce() *policy.Policy { return s.inside }

// Tree returns the id of the tree of what is served; "" where nothing is.
func (s *State) Tree() string { return s.top.served }

// Past returns the versions of a prompt that were ever served, the oldest first.
// Whole is false where the ledger was not walked from its root, and nobody knows.
func (s *State) Past(name string) (versions []Version, whole bool) {
	return s.past[name], s.past != nil
}

// Known returns all versions that the state knows of: those that are served and,
// where the ledger was walked from its root, those that were.
func (s *State) Known() []Version {
	known := slices.Collect(maps.Values(s.Served))
	for _, versions := range s.past {
		known = append(known, versions...)
	}
	return known
}

// Problem is why what is served must not be.
type Problem struct {
	Name string
	Why  string
}

// NotServable returns what the tip serves and nobody should: what was revoked or
// rejected since, and what rests on a statement that was revoked or on a key that the policy at the
// tip calls compromised. No step of the past fails for that; a rollback or a new
// approval mends it. It is sorted by name.
func (s *State) NotServable() []Problem {
	var all []Problem
	for name, v := range s.Served {
		if why := s.spoilt(v, s.inside); why != "" {
			all = append(all, Problem{name, why})
		}
	}
	slices.SortFunc(all, func(a, b Problem) int { return compare(a.Name, b.Name) })
	return all
}

// Against says why nobody should serve a version that was served once, by all that
// the ledger says up to its tip; "" where nothing is known against it.
func (s *State) Against(v Version) string { return s.spoilt(v, s.inside) }

// subject is the version as statements speak of it.
func (v Version) subject() statement.Subject {
	return statement.Subject{Digest: v.Digest, Name: v.Name, Path: v.Path}
}

// spoilt says why a version is not servable any more; "" where it is.
func (s *State) spoilt(v Version, p *policy.Policy) string {
	for _, b := range s.Bound {
		if why := b.spoils(v); why != "" {
			return why
		}
	}
	for _, r := range v.Rests {
		if _, how, there := p.Withdrawn(policy.Key(r.Key)); there && how == policy.Compromised {
			return "it rests on the " + r.what() + " by " + r.Person + ", whose key " + r.Key + " is compromised"
		}
	}
	return ""
}

// spoils says what a revocation, or a rejection since, has against a version; "" is
// nothing.
func (b Bound) spoils(v Version) string {
	said := b.verdict().Statement
	switch {
	case b.Revoked:
		return ""
	case said.Kind == statement.Rejection && b.Place > v.Place && slices.Contains(said.Subjects, v.subject()):
		return b.Person + " rejected it as " + said.Role + ": " + said.Reason
	case said.Target == v.Digest:
		return b.Person + " revoked it: " + said.Reason
	}
	for _, r := range v.Rests {
		if r.ID != "" && b.revokes(r.ID, r.Sum) {
			return b.Person + " revoked the " + string(r.Kind) + " by " + r.Person + ": " + said.Reason
		}
	}
	return ""
}

func (r Rest) what() string {
	if r.ID == "" {
		return "commit"
	}
	return string(r.Kind)
}
