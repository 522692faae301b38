package review_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/review"
)

const greet = "prompts/greet.prompt.yaml"

// shownAt opens a repository and shows its prompts at HEAD.
func shownAt(t *testing.T, made *repotest.Repo) *review.Shown {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	head, err := p.Revision(t.Context(), "", "HEAD")
	require.NoError(t, err)
	c, err := p.At(t.Context(), head)
	require.NoError(t, err)
	return review.Show(p, c)
}

func TestPlace(t *testing.T) {
	made := repotest.New(t)
	made.Write(greet, "sections:\n  role: You greet people.\n  rules: |\n    Be kind to all.\n\n    Never shout at anybody.\n# end\n")
	made.Commit("One")
	first := repo.Hash(made.Git("rev-parse", "HEAD"))
	made.Write(greet, "description: x\nsections:\n  rules: |\n    Be kind to all.\n\n    Never shout at anybody.\n  role: You greet people.\n# end\n")
	made.Commit("Two")
	blob := repo.Hash(made.Git("rev-parse", "HEAD:"+greet))
	gone := repo.Hash(strings.Repeat("ab", 20))
	shown := shownAt(t, made)
	for name, c := range map[string]struct {
		about review.Subject
		want  review.Place
	}{
		"all of it":             {review.Subject{Commit: first}, review.Place{}},
		"a section":             {review.Subject{Commit: first, Section: "role"}, review.Place{Section: "role", Line: 7}},
		"a section, no commit":  {review.Subject{Commit: gone, Section: "role"}, review.Place{Section: "role", Line: 7}},
		"no section":            {review.Subject{Commit: first, Section: "goal"}, review.Place{Outdated: true}},
		"no section, no commit": {review.Subject{Commit: gone, Section: "goal"}, review.Place{Outdated: true}},
		"a line":                {review.Subject{Commit: first, Line: 6, Quote: "x"}, review.Place{Section: "rules", Line: 6}},
		"the end":               {review.Subject{Commit: first, Line: 7}, review.Place{Line: 8}},
		"a line that moved":     {review.Subject{Commit: first, Line: 2}, review.Place{Section: "role", Line: 7}},
		"a line, no commit":     {review.Subject{Commit: gone, Line: 3, Quote: "Never shout at anybody."}, review.Place{Section: "rules", Line: 6}},
		"a line of a blob":      {review.Subject{Commit: blob, Line: 3, Quote: "nowhere"}, review.Place{Outdated: true}},
		"a line far off":        {review.Subject{Commit: first, Line: 99, Quote: "# end"}, review.Place{Line: 8}},
		"a file outside":        {review.Subject{Commit: first, File: "../../etc/passwd", Line: 1, Quote: "# end"}, review.Place{Line: 8}},
		"a prompt that is gone": {review.Subject{Prompt: "../x", Commit: first, Line: 1, Quote: "# end"}, review.Place{Outdated: true}},
	} {
		if c.about.Prompt == "" {
			c.about.Prompt = "greet"
		}
		if c.about.File == "" {
			c.about.File = greet
		}
		for range 2 { // the second is remembered
			got, err := shown.Place(t.Context(), &review.Thread{Subject: c.about})
			require.NoError(t, err, name)
			require.Equal(t, c.want, got, name)
		}
	}
}
