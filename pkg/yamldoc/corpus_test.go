package yamldoc

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// corpus returns the files of a folder of real prompts, where there is one
// beside the repository.
func corpus(t testing.TB) [][]byte {
	paths, err := filepath.Glob("../../../shared/corpus/prompts/*/*")
	require.NoError(t, err)
	var files [][]byte
	for _, p := range paths {
		src, err := os.ReadFile(p)
		require.NoError(t, err)
		files = append(files, src)
	}
	return files
}

func TestCorpus(t *testing.T) {
	for _, src := range corpus(t) {
		require.Empty(t, disagreement(src), "%.200s", src)
	}
}
