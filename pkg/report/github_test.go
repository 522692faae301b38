package report_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/stretchr/testify/require"
)

// command is a workflow command, as GitHub's runner takes it out of a line.
type command struct {
	name       string
	properties map[string]string
	data       string
}

// commands are the commands that the runner obeys in a log: lines that begin
// with :: after white space, and what has the older form ##[name] anywhere.
func commands(t *testing.T, log string) []command {
	t.Helper()
	known := []string{
		"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env", "set-output",
		"save-state", "stop-commands", "echo", "add-matcher", "remove-matcher",
	}
	var all []command
	for line := range strings.Lines(log) {
		line = strings.TrimRight(line, "\n")
		if info, data, ok := cutCommand(line); ok {
			name, properties, _ := strings.Cut(info, " ")
			if slices.Contains(known, name) {
				all = append(all, command{name, propertiesIn(properties), unescaped(data)})
				continue
			}
		}
		old := regexp.MustCompile(`##\[([^\] ]*)[^\]]*\]`).FindStringSubmatch(line)
		if old != nil {
			require.NotContains(t, known, old[1], line)
		}
	}
	return all
}

func cutCommand(line string) (info, data string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "::")
}

func propertiesIn(text string) map[string]string {
	properties := map[string]string{}
	for _, property := range strings.Split(text, ",") {
		if name, value, ok := strings.Cut(property, "="); ok {
			properties[name] = strings.NewReplacer("%3A", ":", "%2C", ",").Replace(unescaped(value))
		}
	}
	return properties
}

func unescaped(text string) string {
	for _, pair := range [][2]string{{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}} {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return text
}

// annotations are the commands that annotate, by kind.
func annotations(all []command) map[string][]command {
	by := map[string][]command{}
	for _, c := range all {
		if slices.Contains([]string{"error", "warning", "notice"}, c.name) {
			by[c.name] = append(by[c.name], c)
		}
	}
	return by
}

// Nothing that a file says becomes a command; what a command says comes back.
func TestGitHubObeysNothingOfAFile(t *testing.T) {
	all := commands(t, written(t, "github", fixture(t), report.Options{}))
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.name
	}
	require.Equal(t, []string{"error", "error", "warning", "warning", "notice", "notice", "group", "endgroup"}, names)
	require.Equal(t, map[string]string{
		"file": plainFile, "line": "9", "col": "24", "endLine": "9", "endColumn": "30", "title": "T002 undefined-variable",
	}, all[1].properties)
	require.Equal(t, "variable \"tikcet\" is not declared (did you mean \"ticket\"?)\nhint: the variables are ticket, persona", all[1].data)
	require.Equal(t, "prompts/ ::error file=x::,a:b%25<U+001B>[31m<U+202E>\n100%.prompt.yaml", all[2].properties["file"])
	require.Contains(t, all[2].data, "100%25")
	require.Equal(t, map[string]string{"file": plainFile, "line": "4", "endLine": "7", "title": "T003 unused-variable"}, all[3].properties,
		"columns are for one line only")
	require.Equal(t, map[string]string{"file": "prompts/bad name.prompt.yaml", "title": "Y014 prompt-name"}, all[0].properties)
}

// A path that is a command is none at the head of a line of the log.
func TestGitHubPathThatIsACommand(t *testing.T) {
	for _, file := range []string{"::set-output name=a::b", "\u3000::stop-commands::x", "##[add-path]x"} {
		r := &lint.Result{Problems: []lint.Problem{problem(t, "T003", diag.Error, file, "", "", "wrong")}}
		text := written(t, "github", r, report.Options{})
		require.Len(t, commands(t, text), 3, text)
	}
}

// GitHub keeps ten annotations of a kind and drops the others in silence, so
// the gravest come first and what is left is counted within that.
func TestGitHubLimits(t *testing.T) {
	r := many(t)
	text := written(t, "github", r, report.Options{})
	by := annotations(commands(t, text))
	require.Len(t, by["error"], 10)
	require.Len(t, by["warning"], 10)
	require.Len(t, by["notice"], 1)
	require.Equal(t, "29980 more: the log of this step has all of them", by["notice"][0].data)
	require.True(t, strings.HasSuffix(text, "all of them\n"))
	require.Equal(t, 30_000, strings.Count(text, "[T003]: "), "the log has all")
}

func TestGitHubKeepsANoticeForWhatIsLeft(t *testing.T) {
	of := func(errors, infos int) map[string][]command {
		r := &lint.Result{}
		for i := range errors + infos {
			severity := diag.Info
			if i < errors {
				severity = diag.Error
			}
			r.Problems = append(r.Problems, problem(t, "T003", severity, fmt.Sprint(i), "", "", "wrong"))
		}
		return annotations(commands(t, written(t, "github", r, report.Options{})))
	}
	require.Len(t, of(10, 10)["notice"], 10)
	require.Equal(t, "wrong", of(10, 10)["notice"][9].data)
	require.Len(t, of(11, 10)["notice"], 10)
	require.Equal(t, "2 more: the log of this step has all of them", of(11, 10)["notice"][9].data)
	require.Equal(t, "2 more: the log of this step has all of them", of(0, 11)["notice"][9].data)
}
