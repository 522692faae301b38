package lint

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// Index is what a file is checked against besides itself: the project that it
// is part of. It is safe for concurrent use.
type Index struct {
	Config  *config.Config
	Catalog *catalog.Catalog // every prompt and partial, by name
	Tokens  *token.Counter

	history  History
	read     func(file string) ([]byte, error)
	partials partials
}

// History is what is known of earlier versions. What is nil is not known.
type History struct {
	// Releases returns the releases of each prompt, by name, the newest first.
	Releases func() (map[string][]string, error)
	// Release reads a prompt as a release of it has it, nil where that has none.
	Release func(name, version string) (*prompt.Closure, error)
	// Base reads a prompt as it was where the changes began that are looked at,
	// nil where it was not there yet.
	Base func(name string) (*prompt.Closure, error)
	// Approved returns the digests of a prompt's texts that somebody approved.
	Approved func(name string) ([]string, error)
}

// Release returns the newest release of a prompt, "" where there is none.
func (x *Index) Release(name string) (string, error) {
	all, err := x.releases(name)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// releases are those of a prompt, the newest first.
func (x *Index) releases(name string) ([]string, error) {
	if x.history.Releases == nil {
		return nil, nil
	}
	all, err := x.history.Releases()
	return all[name], err
}

// partials are those that were read for partials which include them.
type partials struct {
	mutex sync.Mutex
	known map[string]*prompt.Partial
}

// partial returns the partial of a name, nil where it is not there. It is read
// once.
func (x *Index) partial(name string) (*prompt.Partial, error) {
	i, found := slices.BinarySearchFunc(x.Catalog.Partials, name, func(e catalog.Entry, name string) int { return strings.Compare(e.Name, name) })
	if !found {
		return nil, nil
	}
	x.partials.mutex.Lock()
	defer x.partials.mutex.Unlock()
	if partial, known := x.partials.known[name]; known {
		return partial, nil
	}
	file := x.Catalog.Partials[i].File.Path
	src, err := x.read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if x.partials.known == nil {
		x.partials.known = map[string]*prompt.Partial{}
	}
	partial, _ := prompt.ParsePartial(file, src)
	x.partials.known[name] = partial
	return partial, nil
}
