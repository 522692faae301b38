package lint

import (
	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// Index is what a file is checked against besides itself: the project that it
// is part of. It is safe for concurrent use.
type Index struct {
	Config  *config.Config
	Catalog *catalog.Catalog // every prompt and partial, by name
	Tokens  *token.Counter

	releases func() (map[string]string, error)
}

// Release returns the newest release of a prompt, "" where there is none.
func (x *Index) Release(name string) (string, error) {
	if x.releases == nil {
		return "", nil
	}
	all, err := x.releases()
	return all[name], err
}
