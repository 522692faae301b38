package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ask sends a message to a server, and returns the status and the body.
func ask(t *testing.T, m *fakeModel, body string) (int, string, error) {
	t.Helper()
	response, err := http.Post(m.URL+"/chat/completions", "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

func TestFakeModelAnswersByRules(t *testing.T) {
	rules, err := parseRules([]byte("- {match: 'item-(\\d+)', answer: 'number ${1}'}\n- {match: busy, status: 429, times: 1, headers: {Retry-After: '0'}}\n- {match: half, answer: abcdef, cut: true}\n"))
	require.NoError(t, err)
	m, err := newFakeModel(rules...)
	require.NoError(t, err)
	defer m.Close()
	said := func(text string) string { return `{"model":"m","messages":[{"role":"user","content":"` + text + `"}]}` }
	status, body, err := ask(t, m, said("is item-7 there?"))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, `"content":"number 7"`)
	require.Contains(t, body, `"prompt_tokens":3`)
	status, _, err = ask(t, m, said("busy"))
	require.NoError(t, err)
	require.Equal(t, http.StatusTooManyRequests, status)
	_, body, err = ask(t, m, said("busy"))
	require.NoError(t, err)
	require.Contains(t, body, `"content":"busy"`)
	_, _, err = ask(t, m, said("half"))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	_, body, err = ask(t, m, strings.Replace(said("two words"), `{"model"`, `{"stream":true,"model"`, 1))
	require.NoError(t, err)
	require.Contains(t, body, `"content":"two "`)
	require.True(t, strings.HasSuffix(body, "data: [DONE]\n\n"))
	_, count := m.Requests()
	require.Equal(t, 5, count)
}
