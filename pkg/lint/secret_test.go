package lint_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/stretchr/testify/require"
)

const (
	smalls     = "abcdefghijklmnopqrstuvwxyz"
	capitals   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	numerals   = "0123456789"
	alnum      = smalls + capitals + numerals
	urlLetters = alnum + "-_"
	hexDigits  = "0123456789abcdef"
)

// random is n characters of an alphabet.
func random(r *rand.Rand, n int, alphabet string) string {
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// credentialMakers make credentials of each kind. They are put together here,
// so that no search for credentials finds one in this repository.
func credentialMakers() map[string]func(*rand.Rand) string {
	after := func(prefix string, n int, alphabet string) func(*rand.Rand) string {
		return func(r *rand.Rand) string { return prefix + random(r, n, alphabet) }
	}
	return map[string]func(*rand.Rand) string{
		"OpenAI, old": func(r *rand.Rand) string {
			return "sk-" + random(r, 20, alnum) + "T3Blbk" + "FJ" + random(r, 20, alnum)
		},
		"OpenAI": func(r *rand.Rand) string {
			return "sk-" + "proj-" + random(r, 74, urlLetters) + "T3Blbk" + "FJ" + random(r, 74, urlLetters)
		},
		"OpenAI, service": after("sk-"+"svcacct-", 80, urlLetters),
		"Anthropic":       func(r *rand.Rand) string { return "sk-" + "ant-api03-" + random(r, 93, urlLetters) + "AA" },
		"OpenRouter":      after("sk-"+"or-v1-", 64, hexDigits),
		"DeepSeek":        after("sk-", 32, hexDigits),
		"GitHub":          after("gh"+"p_", 36, alnum),
		"GitHub, OAuth":   after("gh"+"o_", 36, alnum),
		"GitHub, server":  after("gh"+"s_", 36, alnum),
		"GitHub, fine": func(r *rand.Rand) string {
			return "github" + "_pat_" + random(r, 22, alnum) + "_" + random(r, 59, alnum)
		},
		"GitLab":       after("gl"+"pat-", 20, alnum),
		"AWS":          after("AK"+"IA", 16, capitals+"234567"),
		"AWS, session": after("AS"+"IA", 16, capitals+"234567"),
		"AWS, secret":  func(r *rand.Rand) string { return "AWS_SECRET_" + "ACCESS_KEY=" + random(r, 40, alnum+"/+") },
		"Google":       after("AI"+"za", 35, urlLetters),
		"Slack": func(r *rand.Rand) string {
			return "xo" + "xb-" + random(r, 12, numerals) + "-" + random(r, 13, numerals) + "-" + random(r, 24, alnum)
		},
		"Slack, hook": func(r *rand.Rand) string {
			return "https://hooks." + "slack.com/services/T" + random(r, 8, alnum) + "/B" + random(r, 8, alnum) + "/" + random(r, 24, alnum)
		},
		"Discord, hook": func(r *rand.Rand) string {
			return "https://discord.com/" + "api/webhooks/" + random(r, 18, numerals) + "/" + random(r, 68, urlLetters)
		},
		"Stripe":       after("sk"+"_live_", 24, alnum),
		"npm":          after("np"+"m_", 36, alnum),
		"PyPI":         after("py"+"pi-AgEIcHlwaS5vcmc", 120, urlLetters),
		"Hugging Face": after("h"+"f_", 34, smalls+capitals),
		"SendGrid":     func(r *rand.Rand) string { return "S" + "G." + random(r, 22, alnum) + "." + random(r, 43, alnum) },
		"Twilio":       after("S"+"K", 32, hexDigits),
		"Mailgun":      after("mailgun: ke"+"y-", 32, hexDigits),
		"bearer":       after("Authorization: Bea"+"rer ", 40, alnum),
		"Groq":         after("gs"+"k_", 52, alnum),
		"xAI":          after("xa"+"i-", 80, alnum),
		"Perplexity":   after("pp"+"lx-", 48, alnum),
		"Replicate":    after("r"+"8_", 37, alnum),
		"Telegram": func(r *rand.Rand) string {
			return fmt.Sprintf("%d:A", 100000000+r.IntN(900000000)) + "A" + random(r, 33, urlLetters)
		},
		"DigitalOcean":              after("do"+"p_v1_", 64, hexDigits),
		"Databricks":                after("da"+"pi", 32, hexDigits),
		"Linear":                    after("lin_"+"api_", 40, alnum),
		"Vault":                     after("hv"+"s.", 90, urlLetters),
		"Azure":                     func(r *rand.Rand) string { return "Account" + "Key=" + random(r, 86, alnum+"+/") + "==" },
		"Azure OpenAI, hexadecimal": after("AZURE_OPENAI_"+"API_KEY=", 32, hexDigits),
		"Azure OpenAI":              after("AzureOpenAI"+"Key: ", 84, alnum),
		"Google, OAuth":             after("ya"+"29.a0", 150, urlLetters),
		"Google, service account":   after("ya"+"29.c.b0", 150, urlLetters),
		"password":                  func(r *rand.Rand) string { return "amqps://app:" + random(r, 16, alnum) + "@mq.shop-data.net/x" },
		"JWT": func(r *rand.Rand) string {
			part := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
			return part(`{"alg":"RS256","kid":"a"}`) + "." + part(`{"sub":"`+random(r, 8, alnum)+`"}`) + "." + random(r, 86, urlLetters)
		},
		"private key": func(r *rand.Rand) string {
			return "-----BEGIN " + "OPENSSH PRIVATE KEY-----\n" + random(r, 70, alnum+"+/") + "\n" + random(r, 70, alnum+"+/") +
				"\n-----END OPENSSH PRIVATE KEY-----"
		},
	}
}

func TestSecretsOfEachKindAreFound(t *testing.T) {
	const count = 90 // below the number of findings that are listed
	for name, next := range credentialMakers() {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 8))
			text := "Keys:\n"
			for range count {
				text += next(r) + "\n"
			}
			hits := 0
			for _, f := range found(t, "prompts/a.partial.md", text) {
				if f.Code == "S001" {
					hits++
				}
			}
			require.LessOrEqual(t, hits, count)
			require.GreaterOrEqual(t, hits, count*93/100)
		})
	}
}

// What a secret is stands neither in messages nor in the lines that are shown
// with any finding, also where those are cut short.
func TestSecretsAreNotShown(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	isSecret := func(text string) bool {
		return slices.ContainsFunc(found(t, "prompts/a.partial.md", text+"\n"), func(f diag.Finding) bool { return f.Code == "S001" })
	}
	for name, next := range credentialMakers() {
		secret := next(r)
		for !isSecret(secret) { // a few random ones do not look random
			secret = next(r)
		}
		for _, padding := range []string{"", strings.Repeat("ä ", 2000)} {
			text := padding + "Answer in the the language with ééé " + secret + " of of the user." + padding + "\n"
			problems := lintFiles(t, map[string]string{"prompts/a.partial.md": text}).Problems
			require.GreaterOrEqual(t, len(problems), 2, name)
			for _, p := range problems {
				requireHidden(t, name, secret, p.Message+p.Hint+p.Line)
			}
		}
	}
}

// requireHidden demands that no twelve characters of a secret are shown, but for
// its beginning and for what is the same in all of its kind.
func requireHidden(t *testing.T, name, secret, shown string) {
	const same = "-----END OPENSSH PRIVATE KEY----- @mq.shop-data.net/x ACCESS_KEY= https://hooks.slack.com/services/"
	for i := 24; i+12 <= len(secret); i++ {
		if piece := secret[i : i+12]; !strings.Contains(same, piece) && name != "private key" {
			require.NotContains(t, shown, piece, name)
		}
	}
}

// A secret may be the name of a key.
func TestSecretsAreNotShownAsFields(t *testing.T) {
	key := "sk-" + random(rand.New(rand.NewPCG(1, 1)), 48, alnum)
	text := "description: d\nmetadata:\n  " + key + ": \"a\\u200Bb\"\nmessages: [{role: user, content: Hello.}]\n"
	problems := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": text}).Problems
	require.Len(t, problems, 2)
	for _, p := range problems {
		require.Regexp(t, `^metadata\.sk-.\*{47}$`, p.Field)
	}
}

// Whoever looks at a place with a secret shows none: another rule by way of a
// prompt, a message that names a key, a suppression beside it, a rule that finds
// more than S001 lists.
func TestSecretsAreNotShownByOthers(t *testing.T) {
	key := func(i uint64) string { return "sk-ant-api03-" + random(rand.New(rand.NewPCG(i, 1)), 80, alnum) + "AA" }
	prompt := "description: d\nvariables: {x: {type: string}}\n" + key(1) + ": a\nmessages:\n  - role: user # promptctl-ignore T002: " + key(2) + "\n    content: '{{> p}} {{x}}'\n"
	many := "description: d\nmessages:\n  - role: user\n    content: |\n"
	for i := range uint64(130) {
		many += fmt.Sprintf("      %s a\u200bb {{y%d}}\n", key(i+10), i)
	}
	files := map[string]string{"prompts/a.prompt.yaml": prompt, "prompts/p.partial.md": key(3) + " {{z}}\n", "prompts/m.prompt.yaml": many}
	for _, args := range [][]string{{"prompts/a.prompt.yaml"}, {"prompts/m.prompt.yaml"}, nil} {
		result, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files), Args: args})
		require.NoError(t, err)
		require.NotEmpty(t, result.Problems)
		for _, p := range result.Problems {
			shown := p.Message + p.Hint + p.Line + p.Field
			for i := range uint64(140) {
				require.NotContains(t, shown, key(i)[20:40], "%s %s", p.Code, p.Range)
			}
		}
	}
}

// A line may hold secrets that only its text tells, as it is written with
// escapes, and however many; and a key goes over lines.
func TestSecretsAreNotShownInLines(t *testing.T) {
	escaped, key := "", "-----BEGIN RSA PRIVATE KEY-----\n"
	r := rand.New(rand.NewPCG(3, 4))
	var secrets []string
	for range 30 {
		body := random(r, 48, alnum)
		secrets = append(secrets, body[4:])
		escaped += "sk-" + body[:2] + "\\x" + fmt.Sprintf("%02x", body[2]) + body[3:] + " "
	}
	for range 12 {
		row := random(r, 64, alnum)
		secrets = append(secrets, row)
		key += "      " + row + "\n"
	}
	key += "      -----END RSA PRIVATE KEY-----\n"
	text := "description: d\nmessages:\n  - role: system\n    content: \"" + escaped + " a\\u202eb\"\n  - role: user\n    content: |\n      " +
		strings.Replace(key, secrets[33], secrets[33]+" a\u200bb", 1)
	problems := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": text}).Problems
	require.Contains(t, codes(problems), "S001")
	require.Contains(t, codes(problems), "S002")
	for _, p := range problems {
		for _, s := range secrets {
			require.NotContains(t, p.Line+p.Message+p.Hint, s[:20], "%s %s", p.Code, p.Range)
		}
	}
}

// Of a password, which no form tells from others, little or nothing is shown.
func TestPasswordsAreNotShown(t *testing.T) {
	for password, shown := range map[string]string{"k4Xq9vT2mZ": ":*", "k4Xq9vT2mZw8": ":*"} {
		text := "Read the the table at amqps://app:" + password + "@mq.shop-data.net/x.\n"
		problems := lintFiles(t, map[string]string{"prompts/a.partial.md": text}).Problems
		require.GreaterOrEqual(t, len(problems), 2)
		for _, p := range problems {
			require.NotContains(t, p.Message+p.Line, password[:3])
			require.Contains(t, p.Line, shown)
		}
	}
}
