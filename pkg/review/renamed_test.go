package review_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/review"
)

const greeting = "sections:\n  role: You greet people who come to our shop in the morning.\n  rules: Never shout at anybody who enters it.\n"

// renamedTo is a repository in which greet became other files, and a thread on a
// section of it.
func renamedTo(t *testing.T, files map[string]string) (*repotest.Repo, *review.Thread) {
	made := repotest.New(t)
	made.Write(greet, greeting)
	made.Write("prompts/stays.prompt.yaml", greeting)
	made.Commit("One")
	first := repo.Hash(made.Git("rev-parse", "HEAD"))
	made.Git("rm", "-q", greet)
	for name, text := range files {
		made.Write(name, text)
	}
	made.Commit("Two")
	return made, &review.Thread{ID: "aaaaaaaa", Subject: review.Subject{Prompt: "greet", File: greet, Commit: first, Section: "rules"}}
}

func TestThreadsFollowAPromptThatIsRenamed(t *testing.T) {
	const hello, other = "prompts/shop/hello.prompt.yaml", "prompts/other.prompt.yaml"
	edited := greeting + "  tone: Kind.\n"
	gone := review.Place{Outdated: true}
	for name, c := range map[string]struct {
		files map[string]string
		want  review.Place
	}{
		"as it was":            {map[string]string{hello: greeting}, review.Place{Prompt: "shop/hello", Section: "rules", Line: 3}},
		"the same beside like": {map[string]string{hello: greeting, other: edited}, review.Place{Prompt: "shop/hello", Section: "rules", Line: 3}},
		"edited":               {map[string]string{hello: "description: It greets.\n" + edited}, review.Place{Prompt: "shop/hello", Section: "rules", Line: 4}},
		"edited more":          {map[string]string{hello: edited, other: edited + "  size: Two sentences.\n"}, review.Place{Prompt: "shop/hello", Section: "rules", Line: 3}},
		"two as it was":        {map[string]string{hello: greeting, other: greeting}, gone},
		"two that are edited":  {map[string]string{hello: edited, other: edited}, gone},
		"something else":       {map[string]string{hello: "sections:\n  rules: Count the words.\n"}, gone},
		"nothing":              {nil, gone},
	} {
		t.Run(name, func(t *testing.T) {
			made, thread := renamedTo(t, c.files)
			shown := shownAt(t, made)
			for range 2 { // the second is remembered
				place, err := shown.Place(t.Context(), thread)
				require.NoError(t, err)
				require.Equal(t, c.want, place)
			}
			for of, want := range map[string]bool{"": true, "greet": true, "shop/hello": c.want.Prompt != "", "stays": false, "other": false} {
				threads, err := shown.Of(t.Context(), []*review.Thread{thread}, of)
				require.NoError(t, err)
				require.Equal(t, want, len(threads) == 1, of)
			}
		})
	}
}

// A prompt that has the old name is it, whatever another one says.
func TestThreadsStayWithTheName(t *testing.T) {
	made, thread := renamedTo(t, map[string]string{"prompts/hello.prompt.yaml": greeting, greet: "sections:\n  rules: Count the words.\n"})
	place, err := shownAt(t, made).Place(t.Context(), thread)
	require.NoError(t, err)
	require.Equal(t, review.Place{Section: "rules", Line: 2}, place)
}
