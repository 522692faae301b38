package catalog

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// open opens the project that a test's repository holds.
func open(t testing.TB, in *repotest.Repo) *Project {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := Open(t.Context(), r)
	require.NoError(t, err)
	return p
}

// says is a prompt that says one thing.
func says(text string) string {
	return "messages:\n  - role: user\n    content: |\n      " + text + "\n"
}

// includes is a prompt that includes partials.
func includes(names ...string) string {
	text := "messages:\n  - role: user\n    content: |\n"
	for _, name := range names {
		text += "      {{> " + name + "}}\n"
	}
	return text
}

// write writes files in the order of their paths.
func write(r *repotest.Repo, files map[string]string) {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		r.Write(path, files[path])
	}
}

// working is the catalog of the work tree.
func working(t testing.TB, p *Project) *Catalog {
	t.Helper()
	c, err := p.At(t.Context(), Revision{Kind: WorkTree})
	require.NoError(t, err)
	return c
}

// list lists the work tree without a cache.
func list(t testing.TB, p *Project) *Listing {
	t.Helper()
	l, err := p.List(t.Context(), ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter})
	require.NoError(t, err)
	return l
}

// counter is shared, since it loads a vocabulary.
var counter = token.NewCounter()

func names(entries []Entry) []string {
	got := []string{}
	for _, e := range entries {
		got = append(got, e.Name)
	}
	return got
}

const openPolicy = `version: 1
repository: 4f6c0e9d4f6c0e9d4f6c0e9d4f6c0e9d
environments:
  development: {branch: main, open: true}
  staging: {branch: env/staging, open: true}
  production: {branch: env/production, open: true}
`
