package statement

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/stretchr/testify/require"
)

// judged is what a judge of a policy, who knows all statements, says of the
// first.
func judged(p *policy.Policy, all ...*Signed) Verdict {
	return NewJudge(p, noon(), nil, all).Genuine(all[0])
}

func TestGenuine(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	before := noon().Add(-time.Hour)
	role := func(role string) func(*Statement) { return func(s *Statement) { s.Role = role } }
	for name, c := range map[string]struct {
		who    string
		at     time.Time
		kind   Kind
		role   string
		edit   func(*Statement)
		reason Reason
	}{
		"approval":               {who: "ana", kind: Approval, role: "legal", reason: Counted},
		"rejection":              {who: "ana", kind: Rejection, role: "legal", reason: Counted},
		"evaluation":             {who: "ci", kind: Evaluation, role: "evaluation", reason: Counted},
		"release":                {who: "ci", kind: Release, role: "release", reason: Counted},
		"revocation":             {who: "ben", kind: Revocation, role: "security", reason: Counted},
		"revocation by an admin": {who: "ana", kind: Revocation, role: "admin", reason: Counted},
		"policy":                 {who: "ana", kind: Policy, role: "admin", reason: Counted},
		"nobody":                 {kind: Approval, role: "legal", reason: Unsigned},
		"stranger":               {who: "eve", kind: Approval, role: "legal", reason: Stranger},
		"retired":                {who: "dan", kind: Approval, role: "legal", reason: Withdrawn},
		"another's role":         {who: "ana", kind: Approval, role: "security", reason: Role},
		"approval as admin":      {who: "ana", kind: Approval, role: "admin", reason: Role},
		"release as approver":    {who: "ana", kind: Release, role: "legal", reason: Role},
		"evaluation as approver": {who: "ana", kind: Evaluation, role: "legal", reason: Role},
		"policy as approver":     {who: "ana", kind: Policy, role: "legal", reason: Role},
		"robot approves":         {who: "ci", kind: Approval, role: "release", reason: Role},
		"robot revokes":          {who: "ci", kind: Revocation, role: "release", reason: Role},
		"evaluation by releaser": {who: "ci", kind: Evaluation, role: "release", reason: Role},
		"foreign":                {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Repository = strings.Repeat("ab", 8) }, reason: Foreign},
		"clocks differ":          {who: "ana", at: noon().Add(5 * time.Minute), kind: Approval, role: "legal", reason: Counted},
		"future":                 {who: "ana", at: noon().Add(5*time.Minute + time.Second), kind: Approval, role: "legal", reason: Future},
		"not yet expired":        {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Expires = noon().Add(time.Second) }, reason: Counted},
		"expired":                {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Expires = noon() }, reason: Expired},
		"role that nobody has":   {who: "ana", kind: Approval, role: "oncall", reason: Role},
		"role but for the case":  {who: "ana", kind: Approval, role: "Legal", edit: role("Legal"), reason: Role},
	} {
		t.Run(name, func(t *testing.T) {
			if c.at.IsZero() {
				c.at = before
			}
			edits := []func(*Statement){}
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			v := judged(p, signed(t, c.who, c.at, said(c.kind, c.role, edits...)))
			require.Equal(t, c.reason, v.Reason, v.Why)
			require.Equal(t, v.Good(), v.Why == "")
			require.Equal(t, c.reason == Expired || c.reason == Withdrawn, v.Lapsed(), "it was good once")
		})
	}
}

func TestGenuineForged(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	s := signed(t, "ana", noon(), said(Approval, "legal"))
	other := signed(t, "ana", noon(), said(Approval, "legal"))
	forged := Read("1", s.Ref, []byte(string(s.Tag.Payload)+string(other.Tag.Armour)))
	v := judged(p, forged)
	require.Equal(t, BadKey, v.Reason)
	require.False(t, v.Proven)
	require.True(t, judged(p, s).Proven)
	require.Equal(t, Void, judged(p, NotATag("1", "refs/tags/approvals/x", ErrLightweight)).Reason)

	// A withdrawn key that verifies is no forgery; one that does not is.
	retired := signed(t, "dan", noon(), said(Approval, "legal"))
	v = judged(p, retired)
	require.Equal(t, Withdrawn, v.Reason)
	require.True(t, v.Lapsed())
	p.Keys.SSH = nil
	v = judged(p, retired)
	require.Equal(t, Withdrawn, v.Reason)
	require.False(t, v.Lapsed())
}

// Of a key whose time is over, what it signed before is no forgery, and counts no
// more; what it signed after is as good as forged.
func TestGenuineOutlived(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	before := `valid-before="20260601115900Z"`
	allow(t, p, map[string]string{"ana": before, "dan": before})
	in, after := noon().Add(-2*time.Minute), noon().Add(-30*time.Second)
	for name, c := range map[string]struct {
		who             string
		at              time.Time
		reason          Reason
		person          string
		proven, retired bool
	}{
		"in its time":           {"ana", in, BadKey, "", true, false},
		"later":                 {"ana", after, BadKey, "", false, false},
		"in its time, retired":  {"dan", in, Withdrawn, "dan", true, true},
		"later, and retired":    {"dan", after, BadKey, "", false, false},
		"another that is valid": {"cy", in, Counted, "cy", true, false},
	} {
		v := judged(p, signed(t, c.who, c.at, said(Approval, "legal")))
		require.Equal(t, c.reason, v.Reason, name)
		require.Equal(t, c.person, v.Person, name)
		require.Equal(t, c.proven, v.Proven, name)
		require.Equal(t, c.retired, v.Retired, name)
		require.Equal(t, c.retired, v.Lapsed(), name)
	}
	compromised, there := p.Person("dan")
	require.True(t, there)
	compromised.Retired, compromised.Compromised = nil, compromised.Retired
	v := judged(p, signed(t, "dan", in, said(Approval, "legal")))
	require.Equal(t, []any{Withdrawn, false}, []any{v.Reason, v.Retired})
	require.Contains(t, v.Why, "is compromised")
}

// Whose signature does not verify is nobody: no person is named for it.
func TestGenuineNamesNobodyWithoutProof(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	p.Keys.SSH = nil
	v := judged(p, signed(t, "ana", noon(), said(Approval, "legal")))
	require.Equal(t, []any{Stranger, "", false}, []any{v.Reason, v.Person, v.Proven})
	v = judged(p, signed(t, "dan", noon(), said(Approval, "legal")))
	require.Equal(t, []any{Withdrawn, false}, []any{v.Reason, v.Retired})
}

// A robot does not approve, whatever roles a policy gives it.
func TestARobotHasNoOpinion(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	robot, there := p.Person("ci")
	require.True(t, there)
	robot.Roles = append(robot.Roles, "legal", "admin")
	for _, kind := range Kinds() {
		role := map[Kind]string{Evaluation: policy.RoleEvaluation, Release: policy.RoleRelease, Policy: "admin"}[kind]
		v := judged(p, signed(t, "ci", noon(), said(kind, cmp.Or(role, "legal"))))
		require.Equal(t, kind == Release || kind == Evaluation, v.Good(), kind)
		require.Equal(t, !v.Good(), v.Why == "ci is a robot", kind)
	}
	require.False(t, NewJudge(p, noon(), nil, nil).says("legal", "blessing"), "a kind that nobody knows")
}

func TestRevocation(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	approval := signed(t, "ana", noon(), said(Approval, "legal"))
	target := func(id string) func(*Statement) { return func(s *Statement) { s.Target, s.Subjects = id, nil } }
	revocation := signed(t, "ben", noon(), said(Revocation, "security", target(approval.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation).Reason)
	require.True(t, judged(p, approval, revocation).Lapsed())

	undone := signed(t, "ana", noon(), said(Revocation, "admin", target(revocation.ID)))
	require.Equal(t, Counted, judged(p, approval, revocation, undone).Reason)
	redone := signed(t, "cy", noon(), said(Revocation, "legal", target(undone.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation, undone, redone).Reason)
	second := signed(t, "cy", noon(), said(Revocation, "legal", target(approval.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation, second, undone).Reason)

	for name, bad := range map[string]*Signed{
		"stranger": signed(t, "eve", noon(), said(Revocation, "legal", target(approval.ID))),
		"robot":    signed(t, "ci", noon(), said(Revocation, "release", target(approval.ID))),
		"unsigned": signed(t, "", noon(), said(Revocation, "legal", target(approval.ID))),
		"future":   signed(t, "ben", noon().Add(time.Hour), said(Revocation, "security", target(approval.ID))),
		"other":    signed(t, "ben", noon(), said(Revocation, "security", target(strings.Repeat("2", 40)))),
	} {
		require.Equal(t, Counted, judged(p, approval, bad).Reason, name)
	}
	j := NewJudge(p, noon(), nil, []*Signed{approval, signed(t, "ben", noon(), said(Revocation, "security"))})
	_, revoked := j.Revoked(digestOf("a"))
	require.True(t, revoked)
	_, revoked = j.Revoked(digestOf("b"))
	require.False(t, revoked)
	require.True(t, j.Genuine(approval).Good()) // what it says is true; the version is good no longer
}

// A signature can be written in many ways, each of which gives its tag another
// object id. What is revoked is what was said.
func TestRevocationOfWhatWasSaid(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	approval := signed(t, "ana", noon(), said(Approval, "legal"))
	begin := "-----BEGIN SSH SIGNATURE-----\n"
	armour := strings.TrimPrefix(string(approval.Tag.Armour), begin)
	raw := string(approval.Tag.Payload) + begin + armour[:7] + "\n" + armour[7:]
	other := Read(strings.Repeat("7", 40), approval.Ref, []byte(raw))
	require.Equal(t, Counted, judged(p, other).Reason)
	require.Equal(t, approval.Sum(), other.Sum())

	revocation := signed(t, "ben", noon(), said(Revocation, "security", func(s *Statement) { s.Target, s.Subjects = approval.ID, nil }))
	require.Equal(t, Counted, judged(p, other, revocation).Reason, "nobody knows what was said under that object id")
	require.Equal(t, Revoked, judged(p, other, revocation, approval).Reason)
	require.Equal(t, Revoked, judged(p, approval, revocation).Reason)
	again := signed(t, "ana", noon(), said(Approval, "legal"))
	require.Equal(t, Counted, judged(p, again, revocation, approval).Reason, "who says it once more says something new")

	j := NewJudge(p, noon(), nil, []*Signed{other, revocation})
	j.Recall(approval.ID, approval.Sum())
	require.Equal(t, Revoked, j.Genuine(other).Reason)
}

// No two lists of files have one digest, whatever their names, as sha256sum escapes
// what would end a line.
func TestDigestOfStrangeNames(t *testing.T) {
	const z = "594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b06" // SHA-256 of z
	whole := Digest(map[string][]byte{"a": []byte("x"), "b": []byte("y"), "c": []byte("z")})
	require.NotEqual(t, whole, Digest(map[string][]byte{"a": []byte("x"), "b\n" + z + "  c": []byte("y")}))
	require.NotEqual(t, Digest(map[string][]byte{"a\nb": nil}), Digest(map[string][]byte{`a\nb`: nil}))
	folder := t.TempDir()
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("sha256sum is not there")
	}
	for _, name := range []string{"plain", "a\nb", `a\b`} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("text"), 0o600))
		list := exec.Command("sha256sum", name)
		list.Dir = folder
		lines, err := list.Output()
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("%s%x", digestPrefix, sha256.Sum256(lines)), Digest(map[string][]byte{name: []byte("text")}), name)
	}
}
