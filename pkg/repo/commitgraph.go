package repo

import (
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/commitgraph"
)

// commitGraph returns the repository's commit-graph, or nil where there is none
// that can be used. As in git it does not count where the history is cut off or
// grafted, since it holds the parents that the commits themselves name. A
// damaged one is as good as none: it is only a cache.
func (r *Repo) commitGraph() *commitgraph.Graph {
	grafts, err := os.Stat(filepath.Join(r.commonDir, "info", "grafts"))
	if r.shallow || err == nil && grafts.Size() > 0 {
		return nil
	}
	g, err := commitgraph.Open(r.idLen(), objectFolders(r.commonDir, r.git.dir, r.git.env)...)
	if err != nil {
		return nil
	}
	return g
}

// idLen returns the number of bytes of an object's id.
func (r *Repo) idLen() int {
	if r.format == "sha256" {
		return 32
	}
	return 20
}
