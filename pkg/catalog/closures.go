package catalog

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"golang.org/x/sync/errgroup"
)

// Visit is given a prompt that was read: its place among the entries, what it
// is made of, and what is wrong with it.
type Visit func(i int, c *prompt.Closure, found diag.List) error

// Closures reads many prompts at once. It calls visit from several goroutines
// and in no order, and holds only a few prompts in memory.
func (c *Catalog) Closures(ctx context.Context, entries []Entry, visit Visit) error {
	type work struct {
		i   int
		src []byte
	}
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan work, 4*workers)
	shared := &sharedFiles{read: c.loader(ctx).Read, known: map[string]sharedFile{}}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(queue)
		files := make([]repo.File, len(entries))
		for i, e := range entries {
			files[i] = e.File
		}
		return c.snapshot.ReadAll(ctx, files, func(i int, src []byte) error {
			select {
			case queue <- work{i, src}:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range workers {
		group.Go(func() error {
			loader := prompt.Loader{Folders: c.Folders, Read: shared.file}
			for w := range queue {
				p, found := prompt.Parse(entries[w.i].File.Path, w.src)
				closure, found, err := loader.Gather(p, found)
				if err != nil {
					return fmt.Errorf("%s: %w", p.File, err)
				}
				if err := visit(w.i, closure, found); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// sharedFiles reads each partial once for all prompts that include it.
type sharedFiles struct {
	read  func(file string) ([]byte, error)
	mutex sync.Mutex
	known map[string]sharedFile
}

type sharedFile struct {
	data []byte
	err  error
}

func (s *sharedFiles) file(file string) ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	f, ok := s.known[file]
	if !ok {
		f.data, f.err = s.read(file)
		s.known[file] = f
	}
	return f.data, f.err
}
