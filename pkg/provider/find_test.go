package provider

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFind(t *testing.T) {
	const own = `    gate: {baseUrl: "http://gate/v1", serves: ["team/*", "openai/gpt-4o"]}
    big: {baseUrl: "http://big/v1", serves: ["team/big-*"], model: big-1}
    openai: {concurrency: 3}
    script: {command: [./x]}
`
	for _, test := range []struct{ own, name, provider, model string }{
		{"", "openai/gpt-4o", "openai", "gpt-4o"},
		{"", "OpenAI/gpt-4o", "openai", "gpt-4o"},
		{"", "openrouter/anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5"},
		{"", "gpt-4o-mini", "openai", "gpt-4o-mini"},
		{"", "claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"},
		{"", "gemini-2.5-flash", "google", "gemini-2.5-flash"},
		{"", "echo", "echo", "echo"},
		{"", "echo/anything", "echo", "anything"},
		{own, "team/small", "gate", "team/small"},
		{own, "team/big-7", "big", "team/big-7"},
		{own, "openai/gpt-4o", "gate", "openai/gpt-4o"},
		{own, "openai/gpt-4o-mini", "openai", "gpt-4o-mini"},
		{own, "big", "big", "big-1"},
		{own, "script", "script", "script"},
		{"    one: {baseUrl: 'http://one/v1'}\n", "llama-of-ours", "one", "llama-of-ours"},
		{"    one: {baseUrl: 'http://one/v1'}\n", "meta-llama/Llama-3.3", "one", "meta-llama/Llama-3.3"},
	} {
		set, name, err := opened(t, test.own, nil).settingsOf(test.name)
		require.NoError(t, err, test.name)
		require.Equal(t, test.provider, set.name, test.name)
		require.Equal(t, test.model, name, test.name)
	}
}

func TestFindFails(t *testing.T) {
	for _, test := range []struct{ name, message, hint string }{
		{"", "no model is named", "name one with --model, or with model: in the prompt"},
		{"opnai/gpt-4o", `"opnai" of the model "opnai/gpt-4o" is no provider that is known (did you mean "openai"?)`, "openrouter/opnai/gpt-4o"},
		{"gpt-4p", `no provider is known for the model "gpt-4p" (did you mean "gpt-4`, "openai/gpt-4p"},
		{"openai", "openai is a provider, and not a model", "write openai/MODEL"},
	} {
		_, err := opened(t, "", nil).Call(context.Background(), say(test.name, "Hi"))
		var unknown *UnknownError
		require.ErrorAs(t, err, &unknown)
		require.ErrorContains(t, err, test.message)
		require.Contains(t, diag.Hint(err), test.hint)
		_, err = opened(t, "", nil).Embed(context.Background(), test.name, []string{"a"})
		require.ErrorAs(t, err, &unknown)
	}
}

// A provider that needs no settings has all that a call needs but the key.
func TestPresets(t *testing.T) {
	for _, name := range presets() {
		p, ok := presetOf(name)
		require.True(t, ok, name)
		require.Contains(t, types(), p.kind, name)
		if p.kind == echoType {
			continue
		}
		require.True(t, p.base != "" || p.baseEnv != "", name)
		require.True(t, p.free || len(p.keyEnv) > 0, name)
		if p.base != "" {
			_, problem := addressOf(p.base)
			require.Empty(t, problem, name)
		}
		provider, short := model.Provider(name + "/m")
		require.Equal(t, name, provider, "pkg/model knows it too")
		require.Equal(t, "m", short)
		require.Equal(t, formOf(p.kind), model.FormatOf(name+"/m"), name)
		for _, variable := range append(p.keyEnv, p.baseEnv) {
			require.True(t, variable == "" || isVariable(variable), variable)
		}
	}
	_, ok := presetOf("nobody")
	require.False(t, ok)
}

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"a", "a", true}, {"a", "b", false}, {"*", "", true}, {"a*", "a", true}, {"*b", "ab", true}, {"a*b", "ab", true}, {"ab*ba", "aba", false},
		{"a*b*c", "axbyc", true}, {"a*b*c", "acb", false}, {"**", "x", true}, {"a*b*b", "ab", false},
	} {
		require.Equal(t, test.want, matches(test.pattern, test.name), test.pattern+" "+test.name)
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringMatching("[ab]{0,3}"), 1, 4).Draw(t, "parts")
		between := rapid.SliceOfN(rapid.StringMatching("[abc]{0,3}"), len(parts)-1, len(parts)-1).Draw(t, "between")
		name := parts[0]
		for i, text := range between {
			name += text + parts[i+1]
		}
		if !matches(strings.Join(parts, "*"), name) {
			t.Fatalf("%q does not match %q", strings.Join(parts, "*"), name)
		}
	})
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	for file, text := range map[string]string{"key": testKey + "\n", "empty": "\n", "many": "a b\n" + testKey} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600))
	}
	in := func(o *Options) { o.Dir = dir }
	s := serve(t, says(http.StatusOK, hello))
	url := "baseUrl: " + s.URL
	for _, test := range []struct {
		name, settings string
		env            env
		want           string // of the header; "" is none
	}{
		{"a variable", "x: {" + url + ", keyEnv: X_KEY}", env{"X_KEY": " " + testKey + "\n"}, "Bearer " + testKey},
		{"a file beside promptctl.yaml", "x: {" + url + ", keyFile: key}", nil, "Bearer " + testKey},
		{"a file in the home", "x: {" + url + ", keyFile: ~/key}", env{"HOME": dir}, "Bearer " + testKey},
		{"a file anywhere", "x: {" + url + ", keyFile: " + dir + "/key}", nil, "Bearer " + testKey},
		{"none", "x: {" + url + "}", env{"X_KEY": testKey, "OPENAI_API_KEY": testKey}, ""},
		{"the key of OpenAI is not for an address of promptctl.yaml", "x: {type: openai, " + url + "}", env{"OPENAI_API_KEY": testKey}, ""},
		{"nor under its own name", "openai: {" + url + "}", env{"OPENAI_API_KEY": testKey}, ""},
		{"unless that is said", "openai: {" + url + ", keyEnv: OPENAI_API_KEY}", env{"OPENAI_API_KEY": testKey}, "Bearer " + testKey},
		{"the environment may say both", "other: {" + url + "}", env{"OPENAI_API_KEY": testKey, "OPENAI_BASE_URL": s.URL}, "Bearer " + testKey},
	} {
		name := "x/m"
		if !strings.HasPrefix(test.settings, "x") {
			name = "openai/m"
		}
		_, err := opened(t, "    "+test.settings+"\n", test.env, in).Call(context.Background(), say(name, "Hi"))
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, s.asked[len(s.asked)-1].header.Get("Authorization"), test.name)
	}
	count := s.count()
	for _, test := range []struct{ settings, message, hint string }{
		{"x: {" + url + ", keyEnv: X_KEY}", "there is no key: X_KEY is not set", "set X_KEY to a key of yours, or name another variable or a file with keyEnv or keyFile of test.providers.x in promptctl.yaml"},
		{"x: {" + url + ", keyEnv: BAD}", "what is in BAD is no key", "a key is one word of letters, digits and signs"},
		{"x: {" + url + ", keyFile: nothing}", "the key cannot be read: open " + dir + "/nothing: no such file or directory", ""},
		{"x: {" + url + ", keyFile: empty}", "what is in empty is no key", "a key is one word of letters, digits and signs"},
		{"x: {" + url + ", keyFile: many}", "what is in many is no key", "a key is one word of letters, digits and signs"},
		{"x: {type: gemini}", "there is no key: GEMINI_API_KEY and GOOGLE_API_KEY are not set", "set GEMINI_API_KEY or GOOGLE_API_KEY to a key of yours, *"},
		{"x: {baseUrl: 'http://gate.example.com/v1', keyFile: key}", "the key would go to gate.example.com over http, which anybody on the way can read", "write https:// in its address"},
	} {
		set := opened(t, "    "+test.settings+"\n", env{"BAD": "two words " + testKey}, in)
		_, err := set.Call(context.Background(), say("x/m", "Hi"))
		require.Equal(t, test.message, failure(t, err).Message)
		requireLike(t, test.hint, diag.Hint(err), test.settings)
		require.NotContains(t, err.Error(), "attempts")
		checked := set.Check("x/m")
		require.EqualError(t, checked, err.Error(), "which can be known before")
		require.Equal(t, diag.Hint(err), diag.Hint(checked))
	}
	require.NoError(t, opened(t, "    x: {"+url+"}\n", nil).Check("x/m"))
	require.NoError(t, opened(t, "", nil).Check("echo"))
	require.Error(t, opened(t, "", nil).Check("nobody/m"))
	require.Equal(t, count, s.count(), "nothing was sent")
}

func TestBaseOfTheEnvironment(t *testing.T) {
	for _, test := range []struct{ host, want string }{
		{"", "http://localhost:11434"}, {"0.0.0.0", "http://localhost:11434"}, {":8080", "http://localhost:8080"}, {"box", "http://box:11434"},
		{"box:80", "http://box:80"}, {"[::1]:80", "http://[::1]:80"}, {"https://box/x", "https://box/x"},
	} {
		set := opened(t, "", env{"OLLAMA_HOST": test.host})
		from, _, err := set.find("ollama/m")
		require.NoError(t, err)
		require.Equal(t, test.want, from.service.(*httpService).base.String(), test.host)
	}
	for variable, message := range map[string]string{"ftp://x": "begins with http", "http://ana:secret@x": "a name or a password", "https://x/v1?key=secret": "something behind its path"} {
		_, err := opened(t, "", env{"OPENAI_BASE_URL": variable}).Call(context.Background(), say("openai/m", "Hi"))
		require.ErrorContains(t, err, message)
		require.NotContains(t, err.Error(), "secret")
	}
	_, err := opened(t, "", nil).Call(context.Background(), say("azure/m", "Hi"))
	require.Equal(t, "it is not said where it is: AZURE_OPENAI_ENDPOINT is not set", failure(t, err).Message)
}

func TestIsNear(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true, "10.1.2.3": true, "192.168.0.9": true, "gateway": true, "a.svc": true,
		"a.b.internal": true, "8.8.8.8": false, "api.openai.com": false, "localhost.example.com": false, "local.co": false} {
		require.Equal(t, want, isNear(host), host)
	}
}
