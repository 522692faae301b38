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

// skew is how far ahead of now a statement may be dated, for clocks that differ.
const skew = 5 * time.Minute

// Judge judges statements under one policy, at one time. It is not safe for
// concurrent use.
type Judge struct {
	policy   *policy.Policy
	now      time.Time
	ledgers  map[string]*Ledger
	byID     map[string]*Signed
	byDigest map[string][]*Signed
	revokes  map[string][]*Signed // by target
	verdicts map[string]Verdict   // by id and ref
}

// NewJudge returns a judge who knows these statements, and the ledgers of
// environments by their names. All revocations that there are must be among the
// statements.
func NewJudge(p *policy.Policy, now time.Time, ledgers map[string]*Ledger, known []*Signed) *Judge {
	j := &Judge{policy: p, now: now, ledgers: ledgers, verdicts: map[string]Verdict{},
		byID: map[string]*Signed{}, byDigest: map[string][]*Signed{}, revokes: map[string][]*Signed{}}
	for _, s := range known {
		j.byID[s.ID] = s
		for _, subject := range s.Subjects {
			j.byDigest[subject.Digest] = append(j.byDigest[subject.Digest], s)
		}
		if s.Kind == Revocation {
			j.revokes[s.Target] = append(j.revokes[s.Target], s)
		}
	}
	return j
}

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
	case v.Tag.Tagger.When.After(j.now.Add(skew)):
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
	v.Key = made.Fingerprint
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
		if j.retired(v) {
			v.Reason = Counted
			j.owned(v)
		}
	}
}

// retired reports whether a key that is past its time is one that was retired,
// and was good when the statement was made. Such a statement is no forgery.
func (j *Judge) retired(v *Verdict) bool {
	_, how, there := j.policy.Withdrawn(policy.Key(v.Key))
	if !there || how != policy.Retired {
		return false
	}
	when := v.Tag.Tagger.When
	_, err := j.policy.Keys.Verify(v.Tag.Payload, v.Tag.Armour, Namespace, when, when)
	return err == nil
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
// object id, which is known only once that is there: so there are no circles.
func (j *Judge) standing(v *Verdict) {
	if by, revoked := j.revoked(v.ID); revoked {
		v.refuse(Revoked, "%s revoked it: %s", by.Person, by.Statement.Reason)
	}
}

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
