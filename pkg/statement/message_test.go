package statement

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// lines are those of a good approval.
func lines() []string {
	return []string{
		"Approve triage for production as legal", "",
		"Checked against the notice.", "",
		"Promptctl-Statement: v1",
		"Kind: approval",
		"Repository: " + repositoryID,
		"Subject: " + digestOf("a") + " triage prompts/triage.prompt.yaml",
		"Subject: " + digestOf("b") + " other prompts/other.prompt.yaml",
		"For: production none",
		"For: staging " + commitID,
		"Role: legal",
		"Suite: none",
		"Expires: 2027-01-01T00:00:00Z",
		"Nonce: " + strings.Repeat("0f", 16),
	}
}

func join(lines []string) string { return strings.Join(lines, "\n") + "\n" }

func TestParseMessage(t *testing.T) {
	s, err := ParseMessage([]byte(join(lines())))
	require.NoError(t, err)
	require.Equal(t, "Checked against the notice.", s.Body)
	require.Equal(t, []For{{"production", None}, {"staging", commitID}}, s.For)
	require.True(t, s.Speaks(digestOf("b")))
	require.False(t, s.Speaks(digestOf("c")))
	require.Equal(t, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), s.Expires)
	again, err := s.Message()
	require.NoError(t, err)
	require.Equal(t, join(lines()), string(again))
}

// People write tabs, emoji that are joined, and scripts whose words need joiners.
func TestParseMessageText(t *testing.T) {
	for _, text := range []string{"\tIndented.", "\U0001F469\u200d\U0001F52C agrees.", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"} {
		s, err := ParseMessage([]byte(strings.Replace(join(lines()), "Checked against the notice.", text, 1)))
		require.NoError(t, err, "%q", text)
		require.Equal(t, text, s.Body)
	}
	_, err := ParseMessage([]byte(strings.Replace(join(lines()), "Checked", "Che\u200bcked", 1)))
	require.ErrorContains(t, err, "U+200B")
}

// TestParseMessageLines makes each change to a good message that a line can
// suffer, and none may pass.
func TestParseMessageLines(t *testing.T) {
	good := lines()
	refuse := func(name string, changed []string) {
		_, err := ParseMessage([]byte(join(changed)))
		require.Error(t, err, "%s\n%s", name, join(changed))
	}
	with := func(i int, put ...string) []string {
		return append(append(append([]string{}, good[:i]...), put...), good[i+1:]...)
	}
	for i := 4; i < len(good); i++ {
		key, value, _ := strings.Cut(good[i], ": ")
		if key != "Expires" && key != "Subject" && key != "For" { // of the latter another one is left
			refuse("missing", with(i))
		}
		refuse("repeated", with(i, good[i], good[i]))
		for j := 4; j < len(good); j++ {
			if i != j && !strings.HasPrefix(good[j], key) {
				moved := with(i)
				at := min(j, len(moved))
				refuse("misplaced", append(append(append([]string{}, moved[:at]...), good[i]), moved[at:]...))
			}
		}
		for name, line := range map[string]string{
			"upper-case key": strings.ToUpper(key) + ": " + value, "lower-case key": strings.ToLower(key) + ": " + value,
			"space after": good[i] + " ", "tab after": good[i] + "\t", "space before": " " + good[i], "two spaces": key + ":  " + value,
			"no space": key + ":" + value, "space in the key": key + " : " + value, "no value": key + ": ", "no colon": key + " " + value,
			"CR": good[i] + "\r", "NUL": good[i] + "\x00", "NEL": good[i] + "\u0085", "zero width": good[i] + "\u200b", "bidi": key + ": \u202e" + value,
			"no-break space": key + ":\u00a0" + value, "not UTF-8": good[i] + "\xff", "other letter": strings.Replace(key, "o", "\u043e", 1) + ": " + value,
			"upper-case value": key + ": " + strings.ToUpper(value), "continued": good[i] + "\n  more", "blank line": good[i] + "\n",
		} {
			if line != good[i] && !(name == "upper-case value" && key == "Role") {
				refuse(key+" "+name, with(i, line))
			}
		}
	}
	refuse("swapped subjects", append(append(append([]string{}, good[:7]...), good[8], good[7]), good[9:]...))
	refuse("swapped environments", append(append(append([]string{}, good[:9]...), good[10], good[9]), good[11:]...))
	refuse("one environment twice", with(10, "For: production "+commitID))
}

func TestParseMessageBad(t *testing.T) {
	good := join(lines())
	block := good[strings.Index(good, "Promptctl-Statement"):]
	replace := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for name, c := range map[string]struct{ message, why string }{
		"empty":            {"", "one line that begins"},
		"no block":         {"Approve\n", "one line that begins"},
		"only a block":     {block, "one line that begins"},
		"no title":         {"\n\n" + block, "no title"},
		"blank title":      {" \n\n" + block, "no title"},
		"no blank line":    {"Approve\n" + block, "there is no block"},
		"second block":     {good + "\n" + block, "one line that begins"},
		"block in text":    {replace("Checked", "Promptctl-Statement: v1\nChecked"), "one line that begins"},
		"block in title":   {"Promptctl-Statement: v1\n\n" + block, "title begins"},
		"newer":            {replace("Statement: v1", "Statement: v2"), `"Promptctl-Statement: v2" is not Promptctl-Statement: v1`},
		"no kind":          {"Approve\n\nPromptctl-Statement: v1\n", "Kind is missing"},
		"no line end":      {strings.TrimSuffix(good, "\n"), "does not end"},
		"after the block":  {good + "\n", "form Key: value"},
		"comment":          {good + "# comment\n", "form Key: value"},
		"armour":           {replace("Checked", "-----BEGIN SSH SIGNATURE-----\nChecked"), "begins a signature"},
		"armour of PGP":    {replace("Checked", "-----BEGIN PGP SIGNATURE-----\nChecked"), "begins a signature"},
		"armour of X.509":  {replace("Checked", "-----BEGIN SIGNED MESSAGE-----\nChecked"), "begins a signature"},
		"text beside":      {replace("legal\n\nChecked", "legal\nChecked"), "not written as"},
		"three lines":      {replace("legal\n\n", "legal\n\n\n"), "not written as"},
		"escape":           {replace("Checked", "\x1b[2JChecked"), "U+001B"},
		"bidi":             {replace("Checked", "\u202eChecked"), "U+202E"},
		"filler":           {replace("Checked", "\u3164Checked"), "U+3164"},
		"tags":             {replace("Checked", "\U000E0041Checked"), "U+E0041"},
		"not UTF-8":        {replace("Checked", "\xffChecked"), "not UTF-8"},
		"CR in text":       {replace("notice.", "notice.\r"), "U+000D"},
		"huge":             {replace("Checked", strings.Repeat("x", maxMessage)), "more than"},
		"unknown kind":     {replace("Kind: approval", "Kind: blessing"), "Kind must be"},
		"kind later":       {replace("Kind: approval\nRepository: "+repositoryID, "Repository: "+repositoryID+"\nKind: approval"), "Repository is out of its place"},
		"out of order":     {replace("Role: legal\nSuite: none", "Suite: none\nRole: legal"), "Role is out of its place"},
		"foreign key":      {replace("Suite: none", "Suite: none\nVersion: v1.0.0"), "no place"},
		"unknown key":      {replace("Suite: none", "Suite: none\nQuorum: 0"), "unknown key"},
		"subject of two":   {replace(" prompts/triage.prompt.yaml", ""), "digest, a prompt's name and the path"},
		"path leads out":   {replace("prompts/triage.prompt.yaml", "../triage.prompt.yaml"), "not the path"},
		"absolute path":    {replace("prompts/triage.prompt.yaml", "/triage.prompt.yaml"), "not the path"},
		"path not clean":   {replace("prompts/triage.prompt.yaml", "prompts/./triage.prompt.yaml"), "not the path"},
		"no file":          {replace("prompts/triage.prompt.yaml", "."), "not the path"},
		"reserved name":    {replace(" triage prompts", " approvals/triage prompts"), "cannot be a prompt's name"},
		"weak digest":      {replace("sha256:"+strings.Repeat("a", 64), "sha1:"+strings.Repeat("a", 40)), "must be sha256"},
		"time with zone":   {replace("T00:00:00Z", "T00:00:00+01:00"), "time in UTC"},
		"time with parts":  {replace("T00:00:00Z", "T00:00:00.5Z"), "not written as"},
		"no such day":      {replace("2027-01-01", "2027-02-30"), "time in UTC"},
		"short nonce":      {replace(strings.Repeat("0f", 16), "0f"), "32 hex digits"},
		"tip of no ledger": {replace("none\nFor", "HEAD\nFor"), "tip of its ledger"},
	} {
		_, err := ParseMessage([]byte(c.message))
		require.ErrorContains(t, err, c.why, name)
	}
}

func TestParseMessageOtherKinds(t *testing.T) {
	for _, kind := range Kinds() {
		s := said(kind, "legal")
		message, err := s.Message()
		require.NoError(t, err, kind)
		got, err := ParseMessage(message)
		require.NoError(t, err, kind)
		require.Equal(t, s, got)
	}
	for name, s := range map[string]*Statement{
		"more passed than cases": said(Evaluation, "evaluation", func(s *Statement) { s.Passed = 21 }),
		"endless":                said(Evaluation, "evaluation", func(s *Statement) { s.Cases = maxCases + 1 }),
		"negative":               said(Evaluation, "evaluation", func(s *Statement) { s.Passed = -1 }),
		"mode":                   said(Evaluation, "evaluation", func(s *Statement) { s.Mode = "dreamt" }),
		"no model":               said(Evaluation, "evaluation", func(s *Statement) { s.Model = "" }),
		"no change":              said(Policy, "admin", func(s *Statement) { s.From = s.To }),
		"to nothing":             said(Policy, "admin", func(s *Statement) { s.To = None }),
		"two releases":           said(Release, "release", func(s *Statement) { s.Subjects = append(s.Subjects, Subject{digestOf("b"), "b", "b"}) }),
		"no version":             said(Release, "release", func(s *Statement) { s.Version = "1.0.0" }),
		"target":                 said(Revocation, "legal", func(s *Statement) { s.Target = "HEAD" }),
		"no reason":              said(Rejection, "legal", func(s *Statement) { s.Reason = "" }),
		"two lines":              said(Rejection, "legal", func(s *Statement) { s.Reason = "It lies.\nRole: admin" }),
		"escape":                 said(Rejection, "legal", func(s *Statement) { s.Reason = "It \x1b[1mlies." }),
		"no environment":         said(Approval, "legal", func(s *Statement) { s.For = nil }),
		"no subject":             said(Approval, "legal", func(s *Statement) { s.Subjects = nil }),
	} {
		_, err := s.Message()
		require.Error(t, err, name)
	}
}

// TestMessageRoundTrip: what Message writes ParseMessage reads, and the other
// way round.
func TestMessageRoundTrip(t *testing.T) {
	hex := func(n int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789abcdef")), n, n, -1)
	}
	word := rapid.StringMatching(`[a-z][a-z0-9-]{0,9}`)
	digest := rapid.Map(hex(64), func(s string) string { return digestPrefix + s })
	rapid.Check(t, func(t *rapid.T) {
		s := said(rapid.SampledFrom(Kinds()).Draw(t, "kind"), word.Draw(t, "role"))
		s.Title, s.Body, s.Nonce = rapid.StringMatching(`[A-Za-zé ]{0,9}[a-z]`).Draw(t, "title"), rapid.StringMatching(`([a-z.#]{1,9}\n?\n?){0,3}`).Draw(t, "body"), hex(32).Draw(t, "nonce")
		if len(s.Subjects) > 0 && s.Kind != Release {
			s.Subjects = nil
			for _, name := range rapid.SliceOfNDistinct(word, 1, 4, func(s string) string { return s }).Draw(t, "subjects") {
				s.Subjects = append(s.Subjects, Subject{digest.Draw(t, "digest"), name, "p/" + name})
			}
		}
		if len(s.For) > 0 {
			s.For = nil
			for _, name := range rapid.SliceOfNDistinct(word, 1, 3, func(s string) string { return s }).Draw(t, "for") {
				s.For = append(s.For, For{name, rapid.OneOf(rapid.Just(None), hex(40)).Draw(t, "tip")})
			}
		}
		if s.Kind == Approval && rapid.Bool().Draw(t, "expires") {
			s.Expires = time.Unix(rapid.Int64Range(0, 1<<34).Draw(t, "at"), 0).UTC()
		}
		message, err := s.Message()
		require.NoError(t, err)
		got, err := ParseMessage(message)
		require.NoError(t, err)
		require.Equal(t, s, got)
	})
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte(join(lines())))
	for _, kind := range Kinds() {
		message, err := said(kind, "legal").Message()
		require.NoError(f, err)
		f.Add(message)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		s, err := ParseMessage(message)
		if err != nil {
			return
		}
		again, err := s.Message()
		require.NoError(t, err)
		require.Equal(t, string(message), string(again)) // there is one way to write it
	})
}
