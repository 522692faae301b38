package lint_test

import (
	"context"
	"io/fs"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/stretchr/testify/require"
)

// locked is a snapshot with a file that nobody may read.
type locked struct {
	memory
	file string
}

func (l locked) ReadAll(ctx context.Context, files []repo.File, visit func(int, []byte) error) error {
	at := slices.IndexFunc(files, func(f repo.File) bool { return f.Path == l.file })
	if at < 0 {
		return l.memory.ReadAll(ctx, files, visit)
	}
	if err := l.memory.ReadAll(ctx, files[:at], visit); err != nil {
		return err
	}
	return &repo.FileError{Path: l.file, In: "worktree", Err: fs.ErrPermission}
}

func (l locked) Read(ctx context.Context, file string) ([]byte, error) {
	if file == l.file {
		return nil, &repo.FileError{Path: file, In: "worktree", Err: fs.ErrPermission}
	}
	return l.memory.Read(ctx, file)
}

// A prompt that cannot be read is found, and does not keep the others from being
// looked at.
func TestAPromptThatCannotBeReadIsFound(t *testing.T) {
	files := memory{}
	for _, name := range []string{"a", "b", "c"} {
		files["prompts/"+name+".prompt.yaml"] = unusedVariables(1)
	}
	result, err := lint.Run(t.Context(), lint.Query{Snapshot: locked{files, "prompts/b.prompt.yaml"}})
	require.NoError(t, err)
	require.Equal(t, []string{"T003", "Y008", "T003"}, codes(result.Problems))
	require.Equal(t, "prompts/b.prompt.yaml: the file cannot be read: permission denied", result.Problems[1].String())
	require.Len(t, result.Files, 3)
}

// A partial that cannot be read is found, and so is each prompt that includes
// it; the others are looked at.
func TestAPartialThatCannotBeReadIsFound(t *testing.T) {
	files := memory{
		"prompts/a.prompt.yaml": "description: d\nmessages: [{role: user, content: '{{> p}}'}]\n",
		"prompts/b.prompt.yaml": unusedVariables(1), "prompts/p.partial.md": "a\n", "prompts/q.partial.md": "{{#x}}\n",
	}
	result, err := lint.Run(t.Context(), lint.Query{Snapshot: locked{files, "prompts/p.partial.md"}})
	require.NoError(t, err)
	require.Equal(t, []string{"T004", "T003", "Y008", "T001"}, codes(result.Problems))
	require.Equal(t, `prompts/a.prompt.yaml:2:39: partial "p": prompts/p.partial.md: permission denied`, result.Problems[0].String())
	require.Equal(t, "prompts/p.partial.md: the file cannot be read: permission denied", result.Problems[2].String())
}
