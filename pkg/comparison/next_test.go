package comparison_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// The next version is by all that changed since the last release, which may be
// more than between the two states.
func TestNext(t *testing.T) {
	const (
		said     = "messages: [{role: user, content: one}]\n"
		other    = "messages: [{role: user, content: two}]\n"
		breaking = said + "variables: {v: {type: string}}\n"
		owned    = said + "owner: ana\n"
	)
	for name, c := range map[string]struct {
		tags     []string // on what is said
		then, is string   // in the next commit, and in the work tree
		want     *comparison.Next
	}{
		"MAJOR":                          {[]string{"v1.2.3"}, said, breaking, &comparison.Next{Last: "v1.2.3", Class: change.Breaking, Version: "v2.0.0"}},
		"MINOR":                          {[]string{"v1.2.3"}, said, other, &comparison.Next{Last: "v1.2.3", Class: change.Behaviour, Version: "v1.3.0"}},
		"PATCH":                          {[]string{"v1.2.3"}, said, owned, &comparison.Next{Last: "v1.2.3", Version: "v1.2.4"}},
		"before 1.0.0, MAJOR is MINOR":   {[]string{"v0.2.3"}, said, breaking, &comparison.Next{Last: "v0.2.3", Class: change.Breaking, Version: "v0.3.0"}},
		"before 1.0.0, MINOR":            {[]string{"v0.2.3"}, said, other, &comparison.Next{Last: "v0.2.3", Class: change.Behaviour, Version: "v0.3.0"}},
		"before 1.0.0, PATCH":            {[]string{"v0.2.3"}, said, owned, &comparison.Next{Last: "v0.2.3", Version: "v0.2.4"}},
		"no last release":                {nil, said, other, nil},
		"tags that are no release":       {[]string{"latest", "1.2.3", "v1.2"}, said, other, nil},
		"the newest counts":              {[]string{"v1.9.0", "v1.10.0", "v1.10.0-rc.1"}, said, other, &comparison.Next{Last: "v1.10.0", Class: change.Behaviour, Version: "v1.11.0"}},
		"more changed before":            {[]string{"v1.2.3"}, breaking, breaking + "owner: ana\n", &comparison.Next{Last: "v1.2.3", Class: change.Breaking, Version: "v2.0.0"}},
		"it is what the release is":      {[]string{"v1.2.3"}, other, said, &comparison.Next{Last: "v1.2.3"}},
		"one side is no prompt":          {[]string{"v1.2.3"}, said, "messages: [\n", nil},
		"the prompt is gone":             {[]string{"v1.2.3"}, said, "", nil},
		"it is gone and there once more": {[]string{"v1.2.3"}, "", other, &comparison.Next{Last: "v1.2.3", Class: change.Behaviour, Version: "v1.3.0"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := repotest.New(t)
			in.Write("keep", "1\n")
			put(in, said)
			in.Commit("first")
			for _, tag := range c.tags {
				in.Tag("a/"+tag, tag)
			}
			put(in, c.then)
			in.Write("keep", "2\n")
			in.Commit("second")
			put(in, c.is)
			p := project(t, in)
			got, err := comparison.Query{}.Run(t.Context(), p)
			require.NoError(t, err)
			require.NoError(t, got.Name(t.Context(), p.Repo))
			require.Len(t, got.Prompts, 1)
			next := got.Prompts[0].Next
			if next != nil {
				require.Equal(t, next.Version != "", len(next.Why) > 0)
				next.Why = nil
			}
			require.Equal(t, c.want, next)
		})
	}
}

// put writes the prompt a, or removes it.
func put(in *repotest.Repo, src string) {
	if src == "" {
		in.Remove("prompts/a.prompt.yaml")
		return
	}
	in.Write("prompts/a.prompt.yaml", src)
}
