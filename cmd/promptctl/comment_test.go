package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// Ten processes that comment at once lose nothing.
func TestManyCommentAtOnce(t *testing.T) {
	made := repotest.New(t)
	made.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: Hi}\n")
	made.Commit("One")
	self, err := os.Executable()
	require.NoError(t, err)
	program := filepath.Join(t.TempDir(), "promptctl") // the name by which it is the program
	if err := os.Symlink(self, program); err != nil {
		t.Skip("this system makes no symbolic links:", err)
	}
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			cmd := exec.Command(program, "-C", made.Dir, "comment", "a", "-m", fmt.Sprintf("comment %d.", i))
			cmd.Env = made.Env()
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	got := inProcess(t, made.Env(), "-C", made.Dir, "comment", "--list", "a")
	require.Equal(t, statusDone, got.status, got.err)
	for i := range 10 {
		require.Equal(t, 1, strings.Count(got.out, fmt.Sprintf("comment %d.\n", i)), got.out)
	}
	require.Equal(t, "cat_sort_uniq", made.Git("config", "--get-all", "notes.promptctl/comments.mergeStrategy"))
	made.Git("fsck", "--strict")
}
