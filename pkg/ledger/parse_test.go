package ledger

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

// message is that of a promotion, with something replaced in it.
func message(t *testing.T, change ...string) []byte {
	t.Helper()
	e := entries()[2]
	e.Title, e.Environment = "Do it", "production"
	text, err := e.Message()
	require.NoError(t, err)
	again := strings.NewReplacer(change...).Replace(string(text))
	require.True(t, len(change) == 0 || again != string(text), "nothing is replaced")
	return []byte(again)
}

func TestEntriesGoThereAndBack(t *testing.T) {
	for _, e := range entries() {
		e.Title, e.Environment = "Do it", "production"
		text, err := e.Message()
		require.NoError(t, err)
		again, err := ParseMessage(text)
		require.NoError(t, err)
		require.Equal(t, e, again)
		require.True(t, Speaks(text))
	}
	require.False(t, Speaks([]byte("Fix it\n\nPromptctl-Ledgers: none\n")))
}

func TestMessagesThatAreNone(t *testing.T) {
	digest := "sha256:" + strings.Repeat("a", 64)
	line := "Prompt: c none " + digest + " v1.2.3 c.prompt.yml\n"
	for why, text := range map[string][]byte{
		`must have one line that begins with "Promptctl-Ledger"`: []byte("Fix it\n"),
		"must have one line":                            append(message(t), "Promptctl-Ledger: v1\n"...),
		"a newer promptctl may know it":                 message(t, "Ledger: v1", "Ledger: v2"),
		`the title begins with "Promptctl-Ledger"`:      message(t, "Do it", "Promptctl-Ledger: v1"),
		"the message has no title":                      message(t, "Do it", " "),
		"which does not show":                           message(t, "Why.", "Why\u202e"),
		"the message is not UTF-8":                      message(t, "Why.", "Why\xff"),
		"begins a signature":                            message(t, "Why.", "\n-----BEGIN SSH SIGNATURE-----\n"),
		`unknown key "Reason"`:                          message(t, "Checked:", "Reason: x\nChecked:"),
		"is not a line of the form Key: value":          message(t, "Checked:", "x\nChecked:"),
		`unknown action "bless"`:                        message(t, "Action: promotion", "Action: bless"),
		"Source has no place in a rollback":             message(t, "Action: promotion", "Action: rollback"),
		"Prompt has no place in a revocation":           message(t, "Action: promotion", "Action: revocation"),
		"Environment is not the name":                   message(t, "Environment: production", "Environment: ../x"),
		"Prompt must be a name, two digests":            message(t, " c.prompt.yml", ""),
		"Prompt a/../b: ":                               message(t, "Prompt: a/b ", "Prompt: a/../b "),
		"a digest is sha256: and 64 hex digits":         message(t, line, strings.Replace(line, "none", "sha256:0", 1)),
		"a version is such as v1.2.3":                   message(t, line, strings.Replace(line, "v1.2.3", "1.2.3", 1)),
		`"c.txt" cannot be its file`:                    message(t, line, strings.Replace(line, "c.prompt.yml", "c.txt", 1)),
		`"d.prompt.yml" cannot be its file`:             message(t, line, strings.Replace(line, "c.prompt.yml", "d.prompt.yml", 1)),
		"prompts must be sorted, and each there once":   message(t, line, line+line),
		"a promotion cannot change c from none to none": message(t, line, strings.Replace(line, digest, "none", 1)),
		"Source must be the id of a commit":             message(t, "Source: 1", "Source: x"),
		"those of several are sorted":                   message(t, "Source: 1", "Source: "+strings.Repeat("2", 40)+"\nSource: 1"),
		"Source is missing":                             message(t, "Source: "+strings.Repeat("1", 40)+"\n", ""),
		"Checked is missing":                            message(t, "Checked: lint=warning soak=1h30m0s threads=resolved from=staging\n", ""),
		"Checked must be lint=":                         message(t, "lint=warning", "lint"),
		"Checked is not written as promptctl would":     message(t, "soak=1h30m0s", "soak=90m"),
	} {
		_, err := ParseMessage(text)
		require.ErrorContains(t, err, why)
	}
	for name, text := range map[string][]byte{
		"no end":             bytes.TrimSuffix(message(t), []byte("\n")),
		"two ends":           append(message(t), '\n'),
		"an empty line":      message(t, "Do it\n\n", "Do it\n\n\n"),
		"before the title":   append([]byte("\n"), message(t)...),
		"out of its place":   message(t, "Action: promotion\nEnvironment: production\n", "Environment: production\nAction: promotion\n"),
		"twice":              message(t, "Action: promotion\n", "Action: promotion\nAction: promotion\n"),
		"two Checked":        message(t, "Checked:", "Checked: lint=none soak=none threads=none from=none\nChecked:"),
		"a blank at the end": message(t, "Environment: production", "Environment: production "),
	} {
		_, err := ParseMessage(text)
		require.Error(t, err, name)
	}
}

func TestWhatActionsDoToPrompts(t *testing.T) {
	one, two := "sha256:"+strings.Repeat("a", 64), "sha256:"+strings.Repeat("b", 64)
	for _, c := range []struct {
		action            Action
		from, to, version string
		good              bool
	}{
		{Root, None, one, None, true}, {Root, one, two, None, false}, {Root, None, None, None, false},
		{Promotion, None, one, None, true}, {Promotion, one, two, "v1.0.0", true}, {Promotion, one, one, None, true}, {Promotion, one, None, None, false},
		{Rollback, one, two, None, true}, {Rollback, None, two, None, true}, {Rollback, one, one, None, false}, {Rollback, one, None, None, false},
		{Removal, one, None, None, true}, {Removal, None, None, None, false}, {Removal, one, two, None, false}, {Removal, one, None, "v1.0.0", false},
		{Revocation, one, two, None, false}, {Policy, one, two, None, false},
	} {
		e := &Entry{Title: "x", Environment: "e", Action: c.action, Prompts: []Change{{"a", c.from, c.to, c.version, "a.prompt.yaml"}}}
		switch c.action {
		case Root, Policy:
			e.From, e.To = None, one
		case Promotion:
			e.Checked = &Checked{}
		}
		if c.action == Promotion || c.action == Policy {
			e.Sources = []string{strings.Repeat("1", 40)}
		}
		_, err := e.Message()
		require.Equal(t, c.good, err == nil, "%s %v: %v", c.action, c, err)
	}
	e := &Entry{Title: "x", Environment: "e", Action: Promotion, Checked: &Checked{}, Sources: []string{strings.Repeat("1", 40)},
		Prompts: []Change{{"x.prompt/a", None, one, None, "a.prompt.yaml"}}}
	_, err := e.Message()
	require.ErrorContains(t, err, "a folder that ends in .prompt holds a prompt")
}

func TestCommitsThatAreNone(t *testing.T) {
	id := strings.Repeat("5", 40)
	who, err := statement.ParsePerson("Ana <ana@example.com> 1780315200 +0000")
	require.NoError(t, err)
	e := entries()[5]
	e.Title, e.Environment = "Do it", "production"
	c := &Commit{Tree: strings.Repeat("1", 40), Parents: []string{strings.Repeat("2", 40)}, Author: who, Committer: who, Entry: e,
		Evidence: [][]byte{[]byte("object x\n\n text\n"), []byte("y\n")}}
	payload, err := c.Unsigned()
	require.NoError(t, err)
	raw, err := Sign(payload, []byte("-----BEGIN\n\nx\n"))
	require.NoError(t, err)
	got, err := ParseCommit(id, raw)
	require.NoError(t, err)
	require.Equal(t, payload, got.Payload)
	require.Equal(t, c.Evidence, got.Evidence)
	require.Equal(t, "-----BEGIN\n\nx\n", string(got.Armour))
	require.Equal(t, who, got.Committer)

	without := func(prefix string) []byte {
		var kept []string
		for line := range strings.Lines(string(raw)) {
			if !strings.HasPrefix(line, prefix) {
				kept = append(kept, line)
			}
		}
		return []byte(strings.Join(kept, ""))
	}
	swap := func(change ...string) []byte {
		again := strings.NewReplacer(change...).Replace(string(raw))
		require.NotEqual(t, string(raw), again)
		return []byte(again)
	}
	for name, c := range map[string]struct {
		raw []byte
		why string
	}{
		"no tree":             {without("tree "), `has the header "parent" where`},
		"no author":           {without("author "), `has the header "committer" where`},
		"no committer":        {without("committer "), `has the header "mergetag" where`},
		"an encoding":         {swap("\nmergetag y", "\nencoding latin1\nmergetag y"), `has the header "encoding" where`},
		"two signatures":      {swap("\ngpgsig -", "\ngpgsig x\ngpgsig -"), `has the header "gpgsig" where`},
		"another signature":   {swap("\ngpgsig ", "\ngpgsig-sha256 "), `has the header "gpgsig-sha256" where`},
		"evidence behind it":  {swap("\n\nDo it", "\nmergetag z\n\nDo it"), `has the header "mergetag" where`},
		"two trees":           {append([]byte("tree "+id+"\n"), raw...), `has the header "tree" where`},
		"a folded tree":       {swap("\nparent", "\n x\nparent"), "the header tree has several lines"},
		"a folded author":     {swap("Ana <", "Ana\n <"), "the header author has several lines"},
		"a short id":          {swap(strings.Repeat("2", 40), "2222"), "the header parent is no object id"},
		"a long id":           {swap(strings.Repeat("2", 40), strings.Repeat("2", 64)), "the header parent is no object id"},
		"no date":             {swap(" 1780315200 +0000\ncommitter", "\ncommitter"), "the header author is not a name"},
		"a date with a sign":  {swap("> 1780315200 +0000\ncommitter", "> +1780315200 +0000\ncommitter"), "the header author is not a name"},
		"a date with a zero":  {swap("> 1780315200 +0000\ncommitter", "> 01780315200 +0000\ncommitter"), "the header author is not a name"},
		"carriage return":     {swap("Do it", "Do it\r"), "has the byte 0x0d"},
		"zero":                {swap("Do it", "Do\x00it"), "has the byte 0x00"},
		"no message":          {raw[:bytes.Index(raw, []byte("\n\n"))], "the commit has no message"},
		"begins with a space": {append([]byte(" x\n"), raw...), `has the header ""`},
		"empty":               {nil, "the commit has no message"},
		"headers alone":       {[]byte("tree " + id + "\n\nx"), "the commit has no committer"},
		"too long":            {bytes.Repeat([]byte("x"), maxCommit+1), "more than"},
	} {
		_, err := ParseCommit(id, c.raw)
		require.ErrorContains(t, err, c.why, name)
	}
	c.Evidence = [][]byte{[]byte("no end")}
	_, err = c.Unsigned()
	require.ErrorContains(t, err, "does not end its last line")
	_, err = Sign([]byte("tree"), []byte("x\n"))
	require.ErrorContains(t, err, "it is no commit")
}

func TestCheckedGoesThereAndBack(t *testing.T) {
	for _, c := range []Checked{{}, {Lint: "info"}, {Soak: 36 * time.Hour}, {Threads: true}, {From: "staging"}} {
		again, err := parseChecked(c.String())
		require.NoError(t, err)
		require.Equal(t, &c, again)
	}
	for _, bad := range []string{"", "lint=none", "lint=fatal soak=none threads=none from=none", "lint=none soak=-1h0m0s threads=none from=none",
		"lint=none soak=0s threads=none from=none", "lint=none soak=none threads=no from=none", "lint=none soak=none threads=none from=none x", "lint=none  soak=none threads=none from=none"} {
		_, err := parseChecked(bad)
		require.Error(t, err, bad)
	}
}
