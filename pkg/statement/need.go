package statement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
)

// dated is when the signer says that a statement was made.
func (s *Signed) dated() time.Time {
	if s.Tag == nil {
		return time.Time{}
	}
	return s.Tag.Tagger.When
}

// evaluation finds the evaluation that is good enough; those that are not say
// why.
func (in *inquiry) evaluation() []Need {
	require := in.require.Evaluation
	need := Need{What: "evaluation", Role: policy.RoleEvaluation, Want: 1, Who: in.policy.Holders(policy.RoleEvaluation),
		Why: require.String()}
	for v := range in.good(Evaluation) {
		switch {
		case v.Suite != in.suite(v):
			v.refuse(Suite, "it ran other tests than those that are there")
		case v.Suite == None || v.Cases == 0:
			v.refuse(Falls, "it ran no tests")
		case v.Mode != Live && !require.Replay:
			v.refuse(Falls, "it replayed recorded answers")
		case float64(v.Passed)/float64(v.Cases) < require.PassRate:
			v.refuse(Falls, "%d of %d cases passed, and it takes %g %%", v.Passed, v.Cases, require.PassRate*100)
		case need.Met:
			v.refuse(Repeated, "another one counts already")
		default:
			need.Met, need.By = true, []string{v.Person}
			need.Why = fmt.Sprintf("%d of %d cases passed with %s", v.Passed, v.Cases, v.Model)
		}
	}
	return []Need{need}
}

// suite is the digest of the tests of the prompts that a statement speaks of.
func (in *inquiry) suite(v *Verdict) string {
	if in.Suite == nil {
		return ""
	}
	return in.Question.Suite(v.Subjects)
}

// approvals counts distinct persons in each role.
func (in *inquiry) approvals() []Need {
	asked := in.require.Approvals
	in.separate()
	in.sawTests()
	approved := map[string][]string{}
	for v := range in.good(Approval) {
		switch {
		case in.require.Count(v.Role) == 0:
			v.refuse(NotAsked, "%s does not ask for %s", in.Environment, v.Role)
		case slices.Contains(approved[v.Person], v.Role):
			v.refuse(Repeated, "%s has approved as %s already", v.Person, v.Role)
		default:
			approved[v.Person] = append(approved[v.Person], v.Role)
		}
	}
	taken := assign(asked, approved)
	for v := range in.good(Approval) {
		if !slices.Contains(taken[v.Role], v.Person) {
			in.spare(v, taken)
		}
	}
	var needs []Need
	for _, a := range asked {
		needs = append(needs, in.approval(a, taken))
	}
	return needs
}

// spare says of an approval that was not needed why that is so.
func (in *inquiry) spare(v *Verdict, taken map[string][]string) {
	for _, a := range in.require.Approvals {
		if slices.Contains(taken[a.Role], v.Person) {
			v.refuse(Repeated, "%s counts as %s already, and each person counts in one role", v.Person, a.Role)
			return
		}
	}
	v.refuse(Repeated, "there are %d approvals as %s already", in.require.Count(v.Role), v.Role)
}

func (in *inquiry) approval(a policy.Approval, taken map[string][]string) Need {
	need := Need{What: "approval", Role: a.Role, Want: a.Count, By: taken[a.Role], Met: len(taken[a.Role]) >= a.Count}
	slices.Sort(need.By)
	if need.Met {
		return need
	}
	need.Why = in.stale(a.Role)
	counted := map[string]bool{}
	for _, persons := range taken {
		for _, name := range persons {
			counted[name] = true
		}
	}
	for _, name := range in.policy.Holders(a.Role) {
		if !counted[name] && !in.authored(name) {
			need.Who = append(need.Who, name)
		}
	}
	return need
}

// stale says that there are approvals of a role which the ledger went past: who gave
// them does not know, and whoever reads "0 of 1" takes them for lost.
func (in *inquiry) stale(role string) string {
	var by []string
	why := ""
	for _, v := range in.verdicts {
		if v.Reason == Stale && v.Role == role && !slices.Contains(by, v.Person) {
			by, why = append(by, v.Person), v.Why
		}
	}
	if len(by) == 0 {
		return ""
	}
	return "that of " + strings.Join(by, ", ") + " is stale: " + why
}

// sawTests leaves out the approvals of those who saw other tests than are there
// now, where an evaluation is required: a suite that shrank after the approval
// proves nothing.
func (in *inquiry) sawTests() {
	if in.require.Evaluation.PassRate == 0 {
		return
	}
	for v := range in.good(Approval) {
		if v.Suite != in.suite(v) {
			v.refuse(Suite, "the tests are others than those that %s saw", v.Person)
		}
	}
}

// release finds a release of the version.
func (in *inquiry) release() []Need {
	need := Need{What: "release", Role: policy.RoleRelease, Want: 1, Who: in.policy.Holders(policy.RoleRelease)}
	for v := range in.good(Release) {
		need.Met, need.Why = true, v.Version
		need.By = append(need.By, v.Person)
	}
	return []Need{need}
}
