package signature

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// signerCase is a file of allowed signers, in which KEY is the key that signs and
// OTHER another one.
type signerCase struct {
	src     string
	differs string // why we differ from ssh-keygen, which accepts
}

func signerCases() []signerCase {
	return slices.Concat(principalCases(), optionCases(), timeCases(), malformedCases())
}

func principalCases() (cases []signerCase) {
	for _, p := range []string{
		"ana@example.com", "bo@example.com", "bo@example.com,ana@example.com", "*", "*@example.com", "*@example.org", "a?a@example.com", "an?@*",
		"*,!ana@example.com", "!ana@example.com,*", "!bo@example.com,*", "!bo@example.com", "ANA@example.com", "***a***", "ana@example.com*", "?", "??a*",
		`"ana@example.com"`, `"bo x@example.com,ana@example.com"`, "ana@example.com,", ",ana@example.com", "ana@example.com,!*", "!!ana@example.com", "[a]na@example.com", `\ana@example.com`,
		"ana@example.*", "*ana@example.com*x", strings.Repeat("b", 1000) + ",ana@example.com",
	} {
		cases = append(cases, signerCase{src: p + " KEY\n"})
	}
	return cases
}

func optionCases() []signerCase {
	return []signerCase{
		{src: `ana@example.com namespaces="git" KEY`},
		{src: `ana@example.com namespaces="file" KEY`},
		{src: `ana@example.com namespaces="file,git" KEY`},
		{src: `ana@example.com namespaces="g*" KEY`},
		{src: `ana@example.com namespaces="*,!git" KEY`},
		{src: `ana@example.com NameSpaces="git" KEY`},
		{src: `ana@example.com namespaces=git KEY`},
		{src: `ana@example.com namespaces="git KEY`},
		{src: `ana@example.com namespaces="git",namespaces="git" KEY`},
		{src: `ana@example.com namespaces="a b,git" KEY`},
		{src: `ana@example.com namespaces="\"git" KEY`},
		{src: `ana@example.com namespaces="git"x KEY`},
		{src: `ana@example.com namespaces="git",valid-after="20260101Z" KEY`},
		{src: `ana@example.com unknown KEY`},
		{src: `ana@example.com cert-authority KEY`},
		{src: "# comment\n\n  \t\n\t# another\n  ana@example.com   KEY   a comment  \n"},
		{src: "bo@example.com KEY\nana@example.com KEY\n"},
		{src: "ana@example.com OTHER\nana@example.com KEY"},
		{src: "ana@example.com namespaces=\"file\" KEY\nana@example.com namespaces=\"git\" KEY\n"},
		{src: "ana@example.com OTHER\n"},
		{src: "ana@example.com\tKEY\r\n"},
		{src: ""},
	}
}

func timeCases() (cases []signerCase) {
	for _, o := range []string{
		`valid-after="20260601120000Z"`, `valid-after="20260601120001Z"`, `valid-after="202606011200Z"`, `valid-after="20260602Z"`, `valid-after="20260601Z"`, `valid-after="20260601"`, `valid-after="20260601120001"`,
		`valid-before="20260601120000Z"`, `valid-before="20260601115959Z"`, `valid-before="20260601Z"`, `valid-before="20260602z"`, `valid-before="202606011201"`,
		`valid-after="20260101Z",valid-before="20270101Z"`, `valid-after="20270101Z",valid-before="20260101Z"`, `valid-after="20260101Z",valid-before="20260101Z"`,
		`valid-after="2026"`, `valid-after="2026060"`, `valid-after="20261301Z"`, `valid-after="20260601250000Z"`, `valid-after="now"`, `valid-after=""`, `valid-after=20260101Z`,
		`valid-after="19700101Z"`, `valid-after="20260101Z",valid-after="20260101Z"`, `VALID-AFTER="20260101Z"`, `valid-before="21060207Z"`, `valid-before="99991231Z"`,
	} {
		cases = append(cases, signerCase{src: "ana@example.com " + o + " KEY\n"})
	}
	return append(cases, signerCase{src: `ana@example.com valid-after="20260230Z" KEY`, differs: "no calendar has the day"})
}

func malformedCases() []signerCase {
	return []signerCase{
		{src: "ana@example.com\n"},
		{src: "KEY\n"},
		{src: "ana@example.com ssh-ed25519\n"},
		{src: "ana@example.com ssh-ed25519 AAAA\n"},
		{src: "ana@example.com ssh-rsa BLOB\n"},
		{src: `"ana@example.com KEY`},
		{src: "ana@example.com namespaces=\"git\"\n"},
		{src: "ana@example.com KEY\nbroken\n", differs: "a malformed line voids the file"},
		{src: "ana@example.com KEY\nbo@example.com cert-authority OTHER\n", differs: "a certificate authority voids the file"},
		{src: "bo@example.com broken=x KEY\nana@example.com KEY\n", differs: "a malformed line voids the file"},
		{src: `ana@exa"mple.com" KEY`, differs: "a quote within a word is read as one reader wants and not another"},
		{src: "ana@example.com KEY\x00\n", differs: "a control character"},
	}
}

// TestSignersAsOpenSSH holds what a file permits to what ssh-keygen permits.
func TestSignersAsOpenSSH(t *testing.T) {
	w := newWorkshop(t)
	key, other := w.sshKey("key", "ed25519", ""), w.sshKey("other", "ed25519", "")
	payload := []byte("payload\n")
	w.write("sig", string(w.sshSign("key", "git", payload)))
	for i, c := range signerCases() {
		t.Run(fmt.Sprintf("%d %.50q", i, c.src), func(t *testing.T) {
			src := strings.NewReplacer("KEY", key, "OTHER", other, "BLOB", strings.Fields(key)[1]).Replace(c.src)
			file := w.write("signers", src)
			_, talk, err := w.in(payload, "ssh-keygen", "-Y", "verify", "-f", file, "-I", "ana@example.com", "-n", "git", "-s", w.dir+"/sig", "-Overify-time=20260601120000Z")
			ours := permits(t, src, "ana@example.com", payload, []byte(w.read("sig")))
			require.Equal(t, err == nil && c.differs == "", ours, "%s\n%s", src, talk)
			if c.differs != "" {
				require.NoError(t, err, talk)
			}
		})
	}
}

// permits is our answer to the question that ssh-keygen -Y verify answers.
func permits(t *testing.T, src, principal string, payload, armour []byte) bool {
	a, found := ParseAllowedSigners("allowed_signers", []byte(src))
	v, err := Keys{SSH: a}.Verify(payload, armour, "git", now, now)
	if found.HasErrors() {
		require.Equal(t, UnknownKey, refusal(t, err), "a void file verifies nothing")
		return false
	}
	return err == nil && slices.ContainsFunc(v.Principals, func(p string) bool { return (&AllowedSigner{Principals: p}).Permits(principal) })
}

func TestEntriesAreAsTheFileHasThem(t *testing.T) {
	key := newWorkshop(t).sshKey("key", "ed25519", "")
	src := "# head\n\nana@example.com,*@x namespaces=\"git,file\",valid-after=\"20260101Z\",valid-before=\"202702031545Z\" " + key + "  of ana \r\nbo " + key
	entries := signers(t, src).Entries()
	require.Len(t, entries, 2)
	e := entries[0]
	require.Equal(t, "ana@example.com,*@x", e.Principals)
	require.Equal(t, "git,file", e.Namespaces)
	require.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), e.ValidAfter)
	require.Equal(t, time.Date(2027, 2, 3, 15, 45, 0, 0, time.UTC), e.ValidBefore)
	require.Equal(t, []any{key, "of ana", 3}, []any{e.Key, e.Comment, e.Line})
	require.Equal(t, "allowed_signers:3:1", e.At.String())
	require.Equal(t, src[:e.Start]+src[e.End:], "# head\n\nbo "+key, "a line can be cut out")
	require.Equal(t, len(src), entries[1].End)
	require.True(t, e.For("git") && !e.For("other") && e.Permits("me@x") && !e.Permits("bo"))
	require.Equal(t, e.Fingerprint, entries[1].Fingerprint)
	require.Empty(t, (*AllowedSigners)(nil).Entries())
}

func TestFindingsOfSignersHavePlaces(t *testing.T) {
	w := newWorkshop(t)
	key, short := w.sshKey("key", "ed25519", ""), w.sshKey("short", "rsa", "1024")
	blob := strings.Fields(key)[1]
	for src, want := range map[string]string{
		"ana\n":                               "allowed_signers:1:4: no public key, which is a type and base64",
		"\nana namespace=\"git\" " + key:      `allowed_signers:2:5: "namespace" is neither an option nor the type of a key (did you mean "namespaces"?)`,
		"ana valid-after=\"2026\" " + key:     `allowed_signers:1:5: valid-after "2026" is not a time: write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, and Z`,
		"ana cert-authority " + key:           "allowed_signers:1:5: certificate authorities are not supported",
		"ana ssh-rsa " + blob:                 `allowed_signers:1:5: the key is of type ssh-ed25519, and the line says "ssh-rsa"`,
		"ana ssh-rsa xyz":                     `allowed_signers:1:5: "ssh-rsa" is not the type of a public key with its base64 behind it`,
		"ana " + short:                        "allowed_signers:1:5: the RSA key has 1024 bits, and it takes 2048",
		"é\x01 " + key:                        "allowed_signers:1:2: a control character",
		strings.Repeat("x", 1023) + " " + key: "allowed_signers:1:1: a pattern of 1023 bytes, and OpenSSH matches at most 1022",
	} {
		_, found := ParseAllowedSigners("allowed_signers", []byte(src))
		require.Len(t, found, 1, src)
		require.Equal(t, want, found[0].String())
	}
	a, found := ParseAllowedSigners("allowed_signers", []byte("ana valid-before=\"20260601\" "+key))
	require.Equal(t, "allowed_signers:1:5: valid-before has no Z: it is taken as UTC, and OpenSSH takes it for the local time of who reads it", found[0].String())
	require.Equal(t, `write valid-before="20260601Z"`, found[0].Hint)
	require.NoError(t, found.Err())
	require.Len(t, a.Entries(), 1)
}

func TestKeysAreGoodAtBothTimes(t *testing.T) {
	w := newWorkshop(t)
	key := w.sshKey("key", "ed25519", "")
	armour := w.sshSign("key", "git", []byte("p"))
	keys := Keys{SSH: signers(t, `ana valid-after="20260501Z",valid-before="20260701Z" `+key)}
	in, early, late := now, now.AddDate(0, -2, 0), now.AddDate(0, 2, 0)
	for _, c := range []struct {
		signed, at time.Time
		want       Code
	}{{in, in, ""}, {early, in, NotYetValid}, {in, early, NotYetValid}, {late, in, ExpiredKey}, {in, late, ExpiredKey}, {early, late, NotYetValid}} {
		v, err := keys.Verify([]byte("p"), armour, "git", c.signed, c.at)
		require.Equal(t, c.want, refusal(t, err), "%v", c)
		require.Equal(t, c.want == "", v.Fingerprint != "")
	}
}
