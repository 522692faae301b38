package lint

import (
	"bytes"
	"strings"
	"sync"
)

// charset is kinds of characters that may stand in a credential.
type charset uint

const (
	charDigits charset = 1 << iota
	charLowerHex
	charLower
	charUpper
	charUnderscore
	charHyphen
	charDot
	charPlusSlash // + and /
	charPadding   // =

	hexadecimal  = charDigits | charLowerHex
	alphanumeric = charDigits | charLower | charUpper
	urlSafe      = alphanumeric | charUnderscore | charHyphen
)

// charsets are the kinds that each character is of.
var charsets = sync.OnceValue(func() *[256]charset {
	var kinds [256]charset
	set := func(chars string, of charset) {
		for i := range len(chars) {
			kinds[chars[i]] |= of
		}
	}
	set("0123456789", charDigits)
	set("abcdef", charLowerHex)
	set("abcdefghijklmnopqrstuvwxyz", charLower)
	set("ABCDEFGHIJKLMNOPQRSTUVWXYZ", charUpper)
	set("_", charUnderscore)
	set("-", charHyphen)
	set(".", charDot)
	set("+/", charPlusSlash)
	set("=", charPadding)
	return &kinds
})

// credential is a form that credentials of one kind have.
type credential struct {
	name        string // with its article
	prefix      string
	chars       charset // of what follows
	least, most int     // how many of them; most 0 is no limit
}

// match returns the end of the credential that begins at i, i where what begins
// there is none.
func (c credential) match(text []byte, i int) int {
	body := bytes.TrimRight(runOf(text, i+len(c.prefix), c.chars), ".")
	if len(body) < c.least || c.most > 0 && len(body) > c.most {
		return i
	}
	end := i + len(c.prefix) + len(body)
	if end < len(text) && isWordByte(text[end]) || !looksRandom(strings.TrimRight(string(body), "=")) {
		return i
	}
	return end
}

// credentials are the forms by their first byte. Longer prefixes come before
// shorter ones that they begin with.
var credentials = sync.OnceValue(func() *[256][]credential {
	var by [256][]credential
	for _, c := range credentialForms() {
		by[c.prefix[0]] = append(by[c.prefix[0]], c)
	}
	return &by
})

func credentialForms() []credential {
	return []credential{
		{"an Anthropic API key", "sk-ant-", urlSafe, 40, 0},
		{"an OpenRouter API key", "sk-or-v1-", hexadecimal, 64, 64},
		{"an OpenAI API key", "sk-proj-", urlSafe, 40, 0},
		{"an OpenAI API key", "sk-svcacct-", urlSafe, 40, 0},
		{"an OpenAI API key", "sk-admin-", urlSafe, 40, 0},
		{"an API key", "sk-", urlSafe, 32, 0},
		{"a Stripe live key", "sk_live_", alphanumeric, 24, 0},
		{"a Stripe live key", "rk_live_", alphanumeric, 24, 0},
		{"a webhook secret", "whsec_", alphanumeric | charPlusSlash | charPadding, 32, 0},
		{"a GitHub token", "ghp_", alphanumeric, 36, 0},
		{"a GitHub token", "gho_", alphanumeric, 36, 0},
		{"a GitHub token", "ghu_", alphanumeric, 36, 0},
		{"a GitHub token", "ghs_", alphanumeric, 36, 0},
		{"a GitHub token", "ghr_", alphanumeric, 36, 0},
		{"a GitHub token", "github_pat_", alphanumeric | charUnderscore, 60, 0},
		{"a GitLab token", "glpat-", urlSafe | charDot, 20, 0},
		{"an AWS access key ID", "AKIA", charDigits | charUpper, 16, 16},
		{"an AWS access key ID", "ASIA", charDigits | charUpper, 16, 16},
		{"a Google API key", "AIza", urlSafe, 35, 35},
		{"a Google OAuth client secret", "GOCSPX-", urlSafe, 28, 28},
		{"a Google OAuth access token", "ya29.", urlSafe | charDot, 50, 0},
		{"an Azure storage key", "AccountKey=", alphanumeric | charPlusSlash | charPadding, 88, 88},
		{"a Slack token", "xoxb-", alphanumeric | charHyphen, 40, 0},
		{"a Slack token", "xoxp-", alphanumeric | charHyphen, 40, 0},
		{"a Slack token", "xoxa-", alphanumeric | charHyphen, 40, 0},
		{"a Slack token", "xoxr-", alphanumeric | charHyphen, 40, 0},
		{"a Slack token", "xoxs-", alphanumeric | charHyphen, 40, 0},
		{"a Slack token", "xapp-", alphanumeric | charHyphen, 40, 0},
		{"an npm token", "npm_", alphanumeric, 36, 36},
		{"a PyPI token", "pypi-AgE", urlSafe, 50, 0},
		{"a Hugging Face token", "hf_", alphanumeric, 34, 40},
		{"a SendGrid API key", "SG.", urlSafe | charDot, 66, 66},
		{"a Twilio API key", "SK", hexadecimal, 32, 32},
		{"a Mailgun API key", "key-", hexadecimal, 32, 32},
		{"a Groq API key", "gsk_", alphanumeric, 48, 60},
		{"an xAI API key", "xai-", alphanumeric, 70, 90},
		{"a Perplexity API key", "pplx-", alphanumeric, 40, 60},
		{"a Replicate API token", "r8_", alphanumeric, 37, 37},
		{"a Tavily API key", "tvly-", alphanumeric | charHyphen, 32, 0},
		{"a LangSmith API key", "lsv2_pt_", hexadecimal | charUnderscore, 43, 43},
		{"a LangSmith API key", "lsv2_sk_", hexadecimal | charUnderscore, 43, 43},
		{"a DigitalOcean token", "dop_v1_", hexadecimal, 64, 64},
		{"a Databricks token", "dapi", hexadecimal, 32, 32},
		{"a Shopify token", "shpat_", hexadecimal, 32, 32},
		{"a Linear API key", "lin_api_", alphanumeric, 40, 40},
		{"a Notion token", "ntn_", alphanumeric, 43, 50},
		{"a HashiCorp Vault token", "hvs.", urlSafe, 24, 0},
		{"a Grafana token", "glsa_", alphanumeric | charUnderscore, 41, 41},
		{"an age key", "AGE-SECRET-KEY-1", charDigits | charUpper, 58, 58},
	}
}
