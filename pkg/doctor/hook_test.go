package doctor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/hook"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

func TestHooks(t *testing.T) {
	made := repotest.New(t)
	results := examine(t, world(t, made))
	expect(t, results, "hooks", Note, "prompts are not checked before a commit")
	require.Equal(t, "promptctl hook install", results["hooks"].Hint)

	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	defer r.Close()
	plan, err := hook.Install(t.Context(), r)
	require.NoError(t, err)
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	expect(t, examine(t, world(t, made)), "hooks", OK, "prompts are checked before a commit")

	file := filepath.Join(made.Dir, ".git", "hooks", "pre-commit")
	require.NoError(t, os.WriteFile(file, []byte("#!/bin/sh\ncall_lefthook run\n"), 0o755))
	expect(t, examine(t, world(t, made)), "hooks", OK, "lefthook looks after them")

	expect(t, examine(t, world(t, repotest.NewBare(t))), "hooks", OK, "not needed")
}

func TestDiff(t *testing.T) {
	made := repotest.New(t)
	results := examine(t, world(t, made))
	expect(t, results, "diff", Note, "git diff shows prompts as lines of YAML")
	require.Equal(t, "promptctl hook install --diff", results["diff"].Hint)

	r, err := repo.Open(t.Context(), repo.Options{Dir: made.Dir, Env: made.Env()})
	require.NoError(t, err)
	defer r.Close()
	plan, err := hook.InstallDiff(t.Context(), r)
	require.NoError(t, err)
	_, err = plan.Apply(t.Context())
	require.NoError(t, err)
	expect(t, examine(t, world(t, made)), "diff", OK, "git diff shows prompts by field and sentence")

	made.Git("config", "diff.promptctl.textconv", "cat")
	expect(t, examine(t, world(t, made)), "diff", Note, `diff.promptctl.textconv is set already, to "cat"`)

	expect(t, examine(t, world(t, repotest.NewBare(t))), "diff", OK, "not needed")
}
