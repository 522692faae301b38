package statement

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/signature"
)

// Namespace is the purpose that an SSH signature of git's is made for.
const Namespace = "git"

// Skew is how far ahead of now a statement may be dated, for clocks that differ.
const Skew = 5 * time.Minute

// Judge judges statements under one policy, at one time. It is not safe for
// concurrent use.
type Judge struct {
	policy   *policy.Policy
	now      time.Time
	ledgers  map[string]*Ledger
	byDigest map[string][]*Signed
	policies []*Signed            // consents to a policy
	revokes  map[string][]*Signed // by target
	alike    map[string][]string  // the object ids of what says the same, by its sum
	verdicts map[string]Verdict   // by id and ref
}

// NewJudge returns a judge who knows these statements, and the ledgers of
// environments by their names. All revocations that there are must be among the
// statements.
func NewJudge(p *policy.Policy, now time.Time, ledgers map[string]*Ledger, known []*Signed) *Judge {
	j := &Judge{policy: p, now: now, ledgers: ledgers, verdicts: map[string]Verdict{},
		byDigest: map[string][]*Signed{}, revokes: map[string][]*Signed{}, alike: map[string][]string{}}
	for _, s := range known {
		if s.Tag != nil {
			j.Recall(s.ID, s.Sum())
		}
		for _, subject := range s.Subjects {
			j.byDigest[subject.Digest] = append(j.byDigest[subject.Digest], s)
		}
		if s.Kind == Policy {
			j.policies = append(j.policies, s)
		}
		if s.Kind == Revocation {
			j.revokes[s.Target] = append(j.revokes[s.Target], s)
		}
	}
	return j
}

// Bind takes over what was judged before: a revocation or a rejection that a
// ledger made binding holds whatever the policy has become since. The statement
// must be among those that the judge knows.
func (j *Judge) Bind(v Verdict) { j.verdicts[v.ID+" "+v.Ref] = v }

// About returns the statements that speak of a digest.
func (j *Judge) About(digest string) []*Signed { return j.byDigest[digest] }

// Genuine judges a statement by itself, whatever it is to be used for: that it
// is one, that a person of the policy signed it in a role that may say such
// things, and that it is neither expired nor revoked.
func (j *Judge) Genuine(s *Signed) Verdict {
	key := s.ID + " " + s.Ref
	if v, known := j.verdicts[key]; known {
		return v
	}
	v := Verdict{Signed: s, Reason: Counted}
	for _, check := range []func(*Verdict){j.whole, j.signed, j.holds, j.timely, j.standing} {
		if check(&v); v.Reason != Counted {
			break
		}
	}
	j.verdicts[key] = v
	return v
}

func (v *Verdict) refuse(reason Reason, format string, args ...any) {
	v.Reason, v.Why = reason, fmt.Sprintf(format, args...)
}

// whole checks that it is a statement, and one of this repository.
func (j *Judge) whole(v *Verdict) {
	switch {
	case v.Err != nil:
		v.refuse(Void, "%v", v.Err)
	case v.Repository != j.policy.Repository:
		v.refuse(Foreign, "it is of the repository %s, and this is %s", v.Repository, j.policy.Repository)
	case v.Tag.Tagger.When.After(j.now.Add(Skew)):
		v.refuse(Future, "it is dated %s, which is yet to come", v.Tag.Tagger.When.UTC().Format(time.RFC3339))
	}
}

// signed checks the signature, and whose key made it.
func (j *Judge) signed(v *Verdict) {
	if v.Tag.Armour == nil {
		v.refuse(Unsigned, "nobody signed it")
		return
	}
	made, err := j.policy.Keys.Verify(v.Tag.Payload, v.Tag.Armour, Namespace, v.Tag.Tagger.When, j.now)
	if err != nil {
		j.unverified(v, err)
		return
	}
	v.Key, v.Proven = made.Fingerprint, true
	j.owned(v)
}

// unverified says why a signature does not verify. A key that was withdrawn is
// usually not in the policy's files any more.
func (j *Judge) unverified(v *Verdict, err error) {
	v.refuse(BadKey, "%v", err)
	var refused *signature.Refused
	if !errors.As(err, &refused) {
		return
	}
	v.Key = refused.Fingerprint
	switch refused.Code {
	case signature.UnknownKey:
		j.owned(v)
	case signature.ExpiredKey:
		j.outlived(v)
	}
}

// outlived tells a statement that was good when it was signed, as its signer
// says, from a forgery: the key's time is over since, or it was retired. It counts
// no more.
func (j *Judge) outlived(v *Verdict) {
	when := v.Tag.Tagger.When
	if _, err := j.policy.Keys.Verify(v.Tag.Payload, v.Tag.Armour, Namespace, when, when); err != nil {
		return
	}
	v.Proven = true
	if owner, how, there := j.policy.Withdrawn(policy.Key(v.Key)); there {
		v.Person, v.Retired = owner.Name, how == policy.Retired
		v.refuse(Withdrawn, "%s's key %s is %s", owner.Name, v.Key, how)
	}
}

// owned finds the person who has the key that signed.
func (j *Judge) owned(v *Verdict) {
	key := policy.Key(v.Key)
	if owner, there := j.policy.Owner(key); there && v.Reason == Counted {
		v.Person, v.Robot = owner.Name, owner.Robot
		return
	}
	if owner, how, there := j.policy.Withdrawn(key); there {
		v.Person, v.Retired = owner.Name, how == policy.Retired && v.Reason == Counted
		v.refuse(Withdrawn, "%s's key %s is %s", owner.Name, v.Key, how)
		return
	}
	v.refuse(Stranger, "the policy does not know the key %s", v.Key)
}

// holds checks that the signer has the role, and that the role may say this.
func (j *Judge) holds(v *Verdict) {
	owner, _ := j.policy.Person(v.Person)
	switch {
	case owner == nil || !owner.HasRole(v.Role):
		v.refuse(Role, "%s does not have the role %s", v.Person, v.Role)
	case !j.says(v.Role, v.Kind):
		v.refuse(Role, "the role %s does not make a statement of kind %s", v.Role, v.Kind)
	case v.Robot && v.Kind != Release && v.Kind != Evaluation:
		v.refuse(Role, "%s is a robot", v.Person)
	}
}

// says reports whether a role makes statements of a kind.
func (j *Judge) says(role string, kind Kind) bool {
	switch kind {
	case Approval, Rejection:
		return j.policy.Approves(role)
	case Evaluation:
		return role == policy.RoleEvaluation
	case Release:
		return role == policy.RoleRelease
	case Policy:
		return role == j.policy.Admin.Role
	case Revocation:
		return j.policy.Approves(role) || role == j.policy.Admin.Role
	default:
		return false
	}
}

func (j *Judge) timely(v *Verdict) {
	if !v.Expires.IsZero() && !j.now.Before(v.Expires) {
		v.refuse(Expired, "it expired at %s", v.Expires.UTC().Format(time.RFC3339))
	}
}

// standing checks that nobody revoked it. What revokes a statement names its
// object id, which is known only once that is there: so there are no circles. A
// signature can be written in many ways, each of which gives the tag another id: what
// is revoked is what was said.
func (j *Judge) standing(v *Verdict) {
	if len(j.revokes) == 0 {
		return
	}
	for _, id := range append([]string{v.ID}, j.alike[v.Sum()]...) {
		if by, revoked := j.revoked(id); revoked {
			v.refuse(Revoked, "%s revoked it: %s", by.Person, by.Statement.Reason)
			return
		}
	}
}

// Recall tells of a statement that may be gone, by its object id and its sum, so that
// what revokes it is known to be of whatever says the same.
func (j *Judge) Recall(id, sum string) { j.alike[sum] = append(j.alike[sum], id) }

// revoked returns the revocation of a target that stands, if there is one.
func (j *Judge) revoked(target string) (Verdict, bool) {
	for _, s := range j.revokes[target] {
		if by := j.Genuine(s); by.Good() {
			return by, true
		}
	}
	return Verdict{}, false
}

// Revoked returns the revocation of a digest that stands, if there is one.
func (j *Judge) Revoked(digest string) (Verdict, bool) { return j.revoked(digest) }

// Environments says which environments a statement is for: "production, staging".
func (s *Statement) Environments() string {
	names := make([]string, len(s.For))
	for i, f := range s.For {
		names[i] = f.Environment
	}
	return strings.Join(names, ", ")
}
