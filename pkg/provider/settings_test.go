package provider

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/stretchr/testify/require"
)

func TestSettings(t *testing.T) {
	set := opened(t, `    local: {baseUrl: "http://localhost:8000/v1", keyEnv: LOCAL_KEY, model: llama, serves: ["meta/*"], concurrency: 2,
      requestsPerMinute: 30, tokensPerMinute: 1000, timeout: 5m, retries: 0, headers: {X-Team: a}, headersEnv: {X-Gate: GATE}, x-note: ours}
    east: {type: azure, baseUrl: "https://east.openai.azure.com", keyFile: ~/key, apiVersion: v, deployment: d, deployments: {a: b}}
    script: {command: [./model.py, --fast]}
    fixed: {text: Always the same.}
    openai: {retries: 2}
    second: {type: openai, keyEnv: SECOND_KEY}
    gateway: {baseUrl: "http://127.0.0.1:4000/v1", keyEnv: OPENAI_API_KEY}
    same: {baseUrl: "https://api.openai.com/v2", keyEnv: OPENAI_API_KEY}
`, nil)
	require.Equal(t, settings{
		name: "local", kind: "openai", preset: preset{kind: "openai"}, base: "http://localhost:8000/v1", keyEnv: "LOCAL_KEY", model: "llama", serves: []string{"meta/*"},
		concurrency: 2, requests: 30, tokens: 1000, timeout: 5 * time.Minute, headers: map[string]string{"X-Team": "a"}, headersEnv: map[string]string{"X-Gate": "GATE"},
	}, set.own[0])
	require.Equal(t, "azure", set.own[1].kind)
	require.Equal(t, "b", set.own[1].deployments["a"])
	require.Equal(t, 5, set.own[1].retries)
	require.Equal(t, []string{"./model.py", "--fast"}, set.own[2].command)
	require.Equal(t, "exec", set.own[2].kind)
	require.Equal(t, "echo", set.own[3].kind)
	require.Equal(t, "https://api.openai.com/v1", set.own[4].preset.base)
	require.Equal(t, "https://api.openai.com/v1", set.own[5].preset.base, "OpenAI with another key")
}

func TestBadSettings(t *testing.T) {
	for settings, want := range map[string]string{
		"x: {baseURL: 'http://a/v1'}":                                                     `4:9: provider x: unknown setting "baseURL" of type openai (did you mean "baseUrl"?)`,
		"x: {baseUrl: 'https://evil.example/v1', keyEnv: OPENAI_API_KEY}":                 "4:45: provider x: OPENAI_API_KEY is the key of openai, and is not sent to evil.example",
		"x: {baseUrl: 'https://evil.example/v1', headersEnv: {X-Key: ANTHROPIC_API_KEY}}": "4:45: provider x: ANTHROPIC_API_KEY is the key of anthropic, and is not sent to evil.example",
		"x: {}":                                             `4:5: provider x: baseUrl is missing`,
		"x: {type: opnai}":                                  `4:9: provider x: unknown type "opnai" (did you mean "openai"?)`,
		"x: {type: 3}":                                      `4:9: provider x: type must be a text, not 3`,
		"x: {baseUrl: localhost}":                           `4:9: provider x: baseUrl is not an address that begins with http:// or https://`,
		"x: {baseUrl: 'http://ana:s3cret@a'}":               `4:9: provider x: baseUrl has a name or a password in it`,
		"x: {baseUrl: 'http://a?key=s3cret'}":               `4:9: provider x: baseUrl has something behind its path`,
		"openai: {apiKey: s3cret}":                          `4:14: provider openai: apiKey: a key must not be in promptctl.yaml, which is kept in git`,
		"openai: {api_key: s3cret}":                         `4:14: provider openai: api_key: a key must not be in promptctl.yaml, which is kept in git`,
		"openai: {keyEnv: sk-proj-s3cret012345}":            `4:14: provider openai: keyEnv is not the name of an environment variable`,
		"openai: {keyEnv: s3cret-1}":                        `4:14: provider openai: keyEnv is not the name of an environment variable`,
		"openai: {keyEnv: A, keyFile: b}":                   `4:25: provider openai: keyEnv and keyFile cannot go together`,
		"openai: {headers: {Authorization: Bearer s3cret}}": `4:14: provider openai: the header Authorization is a secret, which must not be in promptctl.yaml`,
		"openai: {headers: {X-A: sk-s3cret01234567}}":       `4:14: provider openai: the header X-A is a secret, which must not be in promptctl.yaml`,
		"openai: {headers: {'X A': b}}":                     `4:14: provider openai: "X A" with "b" is no header`,
		`openai: {headers: {X-A: "b\nc"}}`:                  `4:14: provider openai: "X-A" with "b\nc" is no header`,
		"openai: {headers: [a]}":                            `4:14: provider openai: headers must be a mapping of texts, not a list`,
		"openai: {headersEnv: {X-A: b c}}":                  `4:14: provider openai: "b c" is not the name of an environment variable`,
		"openai: {retries: 21}":                             `4:14: provider openai: retries must be a whole number from 0 to 20, not 21`,
		"openai: {retries: 1.5}":                            `4:14: provider openai: retries must be a whole number from 0 to 20, not 1.5`,
		"openai: {concurrency: .nan}":                       `4:14: provider openai: concurrency must be a whole number from 1 to 256, not ".nan"`,
		"openai: {concurrency: many}":                       `4:14: provider openai: concurrency must be a whole number from 1 to 256, not "many"`,
		"openai: {timeout: 90}":                             `4:14: provider openai: timeout must be a duration such as 90s or 10m, not 90`,
		"openai: {serves: gpt}":                             `4:14: provider openai: serves must be a list of texts, not "gpt"`,
		"openai: {serves: [1]}":                             `4:14: provider openai: serves must be a list of texts, not a list`,
		"openai: {command: [a]}":                            `4:14: provider openai: unknown setting "command" of type openai`,
		"x: {type: exec}":                                   `4:5: provider x: command is missing`,
		"x: {type: echo, text: null}":                       `4:21: provider x: text must be a text, not null`,
	} {
		_, err := tryOpen(t, "    "+settings+"\n", nil)
		var wrong *config.Error
		require.ErrorAs(t, err, &wrong, settings)
		require.Contains(t, err.Error(), "promptctl.yaml:"+want, settings)
		require.NotContains(t, err.Error(), "s3cret", settings)
		for _, f := range wrong.Findings {
			require.NotContains(t, f.Hint, "s3cret")
			require.True(t, f.Hidden || !strings.Contains(settings, "s3cret"), "the line of %s is shown", settings)
		}
	}
}

// A line that may have a key is shown for no other finding on it either.
func TestLinesWithKeysAreHidden(t *testing.T) {
	_, err := tryOpen(t, "    {a: {baseUrl: 'http://a', retries: x}, openai: {apiKey: s3cret}}\n", nil)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Len(t, wrong.Findings, 2)
	require.True(t, wrong.Findings[0].Hidden)
	_, err = tryOpen(t, "    a: {baseUrl: 'http://a', retries: x}\n    openai: {apiKey: s3cret}\n", nil)
	require.ErrorAs(t, err, &wrong)
	require.False(t, wrong.Findings[0].Hidden, "what is plain is shown")
}

// The published schema, by which editors complete, has every setting.
func TestSchemaHasEverySetting(t *testing.T) {
	text, err := os.ReadFile("../config/config.schema.json")
	require.NoError(t, err)
	var schema struct {
		Definitions struct {
			Test struct {
				Properties struct {
					Providers struct {
						AdditionalProperties struct{ Properties map[string]any }
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &schema))
	have := schema.Definitions.Test.Properties.Providers.AdditionalProperties.Properties
	used := map[string]bool{}
	for _, kind := range types() {
		for _, name := range known(kind) {
			require.Contains(t, have, name, kind)
			used[name] = true
		}
	}
	for name := range have {
		require.True(t, used[name], "no type has the setting %s", name)
	}
}
