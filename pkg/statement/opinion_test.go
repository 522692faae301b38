package statement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// other is a prompt besides the one that the tests are about.
func other() Subject { return Subject{digestOf("b"), "other", "prompts/other.prompt.yaml"} }

func aboutBoth(s *Statement) { s.Subjects = []Subject{subject(), other()} }

func inStaging(s *Statement) { s.For = []For{{"staging", None}} }

func TestWhatRepeatsAnother(t *testing.T) {
	for name, c := range map[string]struct {
		edit    func(*Statement)
		repeats bool
	}{
		"the same":                 {func(*Statement) {}, true},
		"more for people":          {func(s *Statement) { s.Title, s.Body = "Say it again", "Really." }, true},
		"another tip in view":      {func(s *Statement) { s.For = []For{{"production", commitID}} }, true},
		"the end in another zone":  {func(s *Statement) { s.Expires = s.Expires.In(time.FixedZone("", 3600)) }, true},
		"another kind":             {func(s *Statement) { s.Kind = Rejection }, false},
		"another role":             {func(s *Statement) { s.Role = "security" }, false},
		"other tests":              {func(s *Statement) { s.Suite = digestOf("5") }, false},
		"another end":              {func(s *Statement) { s.Expires = s.Expires.Add(time.Second) }, false},
		"no end":                   {func(s *Statement) { s.Expires = time.Time{} }, false},
		"another environment":      {inStaging, false},
		"one more environment":     {func(s *Statement) { s.For = append(s.For, For{"staging", None}) }, false},
		"one more prompt":          {aboutBoth, false},
		"another text":             {func(s *Statement) { s.Subjects[0].Digest = digestOf("b") }, false},
		"the text by another name": {func(s *Statement) { s.Subjects[0].Name = "other" }, false},
	} {
		ends := func(s *Statement) { s.Expires = noon().Add(time.Hour) }
		s := said(Approval, "legal", ends)
		require.Equal(t, c.repeats, said(Approval, "legal", ends, c.edit).Repeats(s), name)
	}
}

func TestWhichTagsBearOnAnOpinion(t *testing.T) {
	require.Equal(t, []string{"approvals/triage/", "rejections/", "revocations/"}, said(Approval, "legal", aboutBoth).Bearing())
	require.Equal(t, []string{"rejections/triage/", "approvals/", "revocations/"}, said(Rejection, "legal").Bearing())
	require.Equal(t, []string{"evaluations/triage/", "revocations/"}, said(Evaluation, "evaluation").Bearing())
}

// An opinion is its signer's word as long as it counts, and they did not say the
// opposite since: in the same role, of the same prompt, for the same environment.
func TestWhetherAnOpinionStands(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	at := func(minute int) time.Time { return noon().Add(time.Duration(minute-60) * time.Minute) }
	says := func(who string, minute int, kind Kind, role string, edit ...func(*Statement)) *Signed {
		return signed(t, who, at(minute), said(kind, role, edit...))
	}
	key := ssh.FingerprintSHA256(keyOf(t, "cy").PublicKey())
	approval, rejection := says("cy", 10, Approval, "legal"), says("cy", 10, Rejection, "legal")
	revoked := func(s *Signed) *Signed {
		return says("ben", 30, Revocation, "security", func(r *Statement) { r.Target, r.Subjects = s.ID, nil })
	}
	opposed := says("cy", 20, Rejection, "legal")
	for name, c := range map[string]struct {
		of     *Signed
		others []*Signed
		stands bool
	}{
		"an approval":                           {approval, nil, true},
		"that was revoked":                      {approval, []*Signed{revoked(approval)}, false},
		"that expired":                          {says("cy", 10, Approval, "legal", func(s *Statement) { s.Expires = noon() }), nil, false},
		"for another environment":               {says("cy", 10, Approval, "legal", inStaging), nil, false},
		"of another history":                    {says("cy", 10, Approval, "legal", func(s *Statement) { s.For[0].Tip = commitID }), nil, false},
		"with another key":                      {says("ana", 10, Approval, "legal"), nil, false},
		"that nobody signed":                    {says("", 10, Approval, "legal"), nil, false},
		"rejected since":                        {approval, []*Signed{opposed}, false},
		"rejected in the same second":           {approval, []*Signed{says("cy", 10, Rejection, "legal")}, false},
		"rejected before":                       {approval, []*Signed{says("cy", 9, Rejection, "legal")}, true},
		"rejected, and approved again":          {approval, []*Signed{opposed, says("cy", 30, Approval, "legal")}, true},
		"rejected, and that was revoked":        {approval, []*Signed{opposed, revoked(opposed)}, true},
		"rejected by another person":            {approval, []*Signed{says("ana", 20, Rejection, "legal")}, true},
		"rejected in another role":              {approval, []*Signed{says("cy", 20, Rejection, "security")}, true},
		"rejected for another environment":      {approval, []*Signed{says("cy", 20, Rejection, "legal", inStaging)}, true},
		"one of two prompts rejected":           {says("cy", 10, Approval, "legal", aboutBoth), []*Signed{says("cy", 20, Rejection, "legal", func(s *Statement) { s.Subjects = []Subject{other()} })}, false},
		"a rejection":                           {rejection, nil, true},
		"a rejection, approved since":           {rejection, []*Signed{says("cy", 20, Approval, "legal")}, false},
		"a rejection, approved as another role": {rejection, []*Signed{says("cy", 20, Approval, "security")}, true},
		"a rejection that was revoked":          {rejection, []*Signed{revoked(rejection)}, false},
		"a rejection between two":               {rejection, []*Signed{says("cy", 20, Approval, "legal"), says("cy", 30, Rejection, "legal")}, false},
	} {
		j := NewJudge(p, noon(), nil, append(c.others, c.of))
		require.Equal(t, c.stands, j.Stands(c.of, key, "production"), name)
	}
}

// What a person takes back is the last that they said to the contrary, also where
// it is dated in the future, as it will count then.
func TestWhatAnOpinionIsAgainst(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	early, late, future := noon().Add(-2*time.Hour), noon().Add(-time.Hour), noon().Add(48*time.Hour)
	rejected := func(who, role string, at time.Time, edit ...func(*Statement)) *Signed {
		return signed(t, who, at, said(Rejection, role, edit...))
	}
	first, last, ahead := rejected("cy", "legal", early), rejected("cy", "legal", late), rejected("cy", "legal", future)
	revoked := signed(t, "ben", noon(), said(Revocation, "security", func(s *Statement) { s.Target, s.Subjects = ahead.ID, nil }))
	forged := Read("1", ahead.Ref, append(append([]byte{}, ahead.Tag.Payload...), last.Tag.Armour...))
	ended := signed(t, "cy", early, said(Approval, "legal", func(s *Statement) { s.Expires = late }))
	of := func(s Subject) func(*Statement) { return func(st *Statement) { st.Subjects = []Subject{s} } }
	for name, c := range map[string]struct {
		kind  Kind
		known []*Signed
		want  *Signed
	}{
		"nothing":                     {Approval, nil, nil},
		"the last":                    {Approval, []*Signed{first, last}, last},
		"in whichever order":          {Approval, []*Signed{last, first}, last},
		"one in the future":           {Approval, []*Signed{ahead, last}, ahead},
		"that was revoked":            {Approval, []*Signed{ahead, last, revoked}, last},
		"that is forged":              {Approval, []*Signed{forged, last}, last},
		"another person's":            {Approval, []*Signed{rejected("ana", "legal", late)}, nil},
		"in another role":             {Approval, []*Signed{rejected("cy", "security", late)}, nil},
		"elsewhere":                   {Approval, []*Signed{rejected("cy", "legal", late, inStaging)}, nil},
		"of another prompt":           {Approval, []*Signed{rejected("cy", "legal", late, of(Subject{digestOf("c"), "third", "prompts/third.prompt.yaml"}))}, nil},
		"no opposite":                 {Rejection, []*Signed{last}, nil},
		"approvals that do not count": {Rejection, []*Signed{signed(t, "ana", late, said(Approval, "legal")), ended}, nil},
	} {
		got := NewJudge(p, noon(), nil, c.known).Against(said(c.kind, "legal"), "cy")
		require.Equal(t, c.want, got, name)
	}
	second := rejected("cy", "legal", late, of(other()))
	require.Equal(t, second, NewJudge(p, noon(), nil, []*Signed{first, second}).Against(said(Approval, "legal", aboutBoth), "cy"))
	approval := signed(t, "cy", late, said(Approval, "legal"))
	require.Equal(t, approval, NewJudge(p, noon(), nil, []*Signed{approval}).Against(said(Rejection, "legal"), "cy"))
}
