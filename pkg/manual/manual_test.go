package manual_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/manual"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

func TestFind(t *testing.T) {
	for word, want := range map[string]struct {
		kind manual.Kind
		name string
	}{
		"Y002":                    {manual.RuleKind, "Y002"},
		"y002":                    {manual.RuleKind, "Y002"},
		"duplicate-key":           {manual.RuleKind, "Y002"},
		"exit-codes":              {manual.TopicKind, "exit-codes"},
		"Revisions":               {manual.TopicKind, "revisions"},
		"variables":               {manual.KeyKind, "variables"},
		"prompt.variables":        {manual.KeyKind, "variables"},
		"prompt":                  {manual.KeyKind, "prompt"},
		"config":                  {manual.KeyKind, "config"},
		"config.lint":             {manual.KeyKind, "config.lint"},
		"policy.environments.may": {manual.KeyKind, "policy.environments.NAME.may"},
	} {
		e, err := manual.Find(word)
		require.NoError(t, err, word)
		require.Equal(t, want.kind, e.Kind, word)
		require.Equal(t, want.name, e.Name, word)
		require.Regexp(t, `^\S.*\.$`, e.What, word)
		require.True(t, strings.HasPrefix(e.Text, "# "), word)
	}
}

func TestFindSaysWhatWasMeant(t *testing.T) {
	for word, want := range map[string]string{
		"duplicate-keys":         `nothing here is called "duplicate-keys" (did you mean "duplicate-key"?)`,
		"Y099":                   `nothing here is called "Y099" (did you mean "Y009"?)`,
		"exit_codes":             `nothing here is called "exit_codes" (did you mean "exit-codes"?)`,
		"mesages":                `nothing here is called "mesages" (did you mean "messages"?)`,
		"nonsense":               `nothing here is called "nonsense"`,
		"":                       `nothing here is called ""`,
		"variables.maxlength":    `variables has no key "maxlength" (did you mean "maxLength"?)`,
		"messages.content.txt":   `messages[].content has no key "txt" (did you mean "text"?)`,
		"variables.type.x":       `variables.NAME.type has no key "x"`,
		"mesages.role":           `NAME.prompt.yaml has no key "mesages" (did you mean "messages"?)`,
		"config.prompt":          `promptctl.yaml has no key "prompt" (did you mean "prompts"?)`,
		"policy.environments.on": `policy.environments has no key "on"`,
		"variables.":             `variables has no key ""`,
		".":                      `NAME.prompt.yaml has no key ""`,
	} {
		_, err := manual.Find(word)
		require.EqualError(t, err, want, word)
	}
}

func TestWordsAreFoundAndUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, word := range manual.Words() {
		require.False(t, seen[strings.ToLower(word)], "%s stands for two things", word)
		seen[strings.ToLower(word)] = true
		_, err := manual.Find(word)
		require.NoError(t, err)
	}
	for _, key := range prompt.Keys() {
		require.True(t, seen[strings.ToLower(key)], key)
	}
}

func TestComplete(t *testing.T) {
	require.Equal(t, []string{"exit-codes"}, manual.Complete("exi"))
	require.Equal(t, []string{"variables.minLength", "variables.minItems", "variables.minimum"}, manual.Complete("variables.min"))
	require.Equal(t, []string{"config.lint", "config.lint.profile"}, append(manual.Complete("config.l"), manual.Complete("config.lint.p")...))
	require.Equal(t, []string{"Y001"}, manual.Complete("Y001"))
	require.Empty(t, manual.Complete("nonsense."))
	require.ElementsMatch(t, manual.Words(), manual.Complete(""))
}

func TestContents(t *testing.T) {
	counts := map[manual.Kind]int{}
	for _, e := range manual.Contents() {
		counts[e.Kind]++
		require.NotEmpty(t, e.Name)
		require.Regexp(t, `^\S.*\.$`, e.What, e.Name)
	}
	files, err := filepath.Glob("topics/*.md")
	require.NoError(t, err)
	require.Len(t, files, counts[manual.TopicKind])
	require.Len(t, lint.Rules(), counts[manual.RuleKind])
	require.Greater(t, counts[manual.KeyKind], len(prompt.Keys()))
}

// What a page refers to is there.
func TestPagesReferToPages(t *testing.T) {
	reference := regexp.MustCompile("`promptctl explain ([^` ]+)`")
	seen := 0
	for _, e := range manual.Contents() {
		for _, match := range reference.FindAllStringSubmatch(e.Text, -1) {
			if match[1] == "KEY" {
				continue
			}
			seen++
			_, err := manual.Find(match[1])
			require.NoError(t, err, e.Name)
		}
	}
	require.Greater(t, seen, 10)
}

func TestPromptsInTopicsAreSound(t *testing.T) {
	block := regexp.MustCompile("(?ms)^```yaml [^\n]*\n(.*?)^```$")
	seen := 0
	for _, topic := range manual.Topics() {
		for _, match := range block.FindAllStringSubmatch(topic.Text, -1) {
			seen++
			_, found := prompt.Parse("a.prompt.yaml", []byte(match[1]))
			require.Empty(t, found, topic.Name)
		}
	}
	require.Positive(t, seen)
}

// The digest is what the topic says that it is.
func TestDigestTopic(t *testing.T) {
	e, err := manual.Find("digest")
	require.NoError(t, err)
	require.Contains(t, e.Text, "a line of 64 hex digits, two blanks and the path")
	c := prompt.Closure{Files: []prompt.File{{Path: "a", Data: []byte("1\n")}, {Path: "b c", Data: nil}}}
	// printf '1\n' >a; : >'b c'; sha256sum a 'b c' | sha256sum
	require.Equal(t, "sha256:3273d18d1e341b0a3fee4deaf56209230b720c4174c375d7aa4dd00f0549accf", c.Digest())
}

func TestRulesPagesSayWhatTheRuleIs(t *testing.T) {
	for code, want := range map[string]string{
		"P016": "# P016 idle-rule\n\n- Severity: warning\n- Default: on\n- Fix: by hand\n\n",
		"T003": "# T003 unused-variable\n\n- Severity: warning\n- Default: on\n- Fix: unsafe, by `promptctl lint --unsafe-fixes`\n\n",
		"C002": "# C002 token-growth\n\n- Severity: warning\n- Default: on; needs --base REV\n- Fix: by hand\n\n",
		"G002": "# G002 unreleased-change\n\n- Severity: error\n- Default: off; needs a severity for it in promptctl.yaml, and a release of the prompt\n",
	} {
		e, err := manual.Find(code)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(e.Text, want), e.Text)
	}
}

func TestExamplesFileIsValid(t *testing.T) {
	src, err := os.ReadFile("../../prompts-example/promptctl.yaml")
	require.NoError(t, err)
	requireValid(t, "config", src)
}
