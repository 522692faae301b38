package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
// and in no order, and holds only a few prompts in memory. It ends with the
// first error.
func (c *Catalog) Closures(ctx context.Context, entries []Entry, visit Visit) error {
	if len(entries) == 0 {
		return nil // a catalog of nothing need not have been read from anywhere
	}
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan source, 4*workers)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(queue)
		return c.readSources(ctx, entries, queue)
	})
	loader := c.sharing(ctx)
	for range workers {
		group.Go(func() error {
			for s := range queue {
				if err := s.visit(loader(entries[s.i]), entries[s.i].File.Path, visit); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// sharing returns the loaders of prompts that read each partial once for all of
// them, unless each has its own.
func (c *Catalog) sharing(ctx context.Context) func(Entry) prompt.Loader {
	if IsServed(c.snapshot) {
		return func(e Entry) prompt.Loader {
			loader := c.loader(ctx, e)
			loader.Read = refusing(loader.Read)
			return loader
		}
	}
	shared := &sharedFiles{read: refusing(Loader(ctx, c.snapshot, c.Folders).Read), known: map[string]sharedFile{}}
	loader := prompt.Loader{Folders: c.Folders, Read: shared.file, Known: c.known}
	return func(Entry) prompt.Loader { return loader }
}

// refusing makes a file that nobody may read one that is refused: that is wrong
// with the prompts that include it, and keeps no other from being looked at.
func refusing(read func(file string) ([]byte, error)) func(file string) ([]byte, error) {
	return func(file string) ([]byte, error) {
		data, err := read(file)
		var denied *repo.FileError
		if errors.As(err, &denied) && errors.Is(err, fs.ErrPermission) {
			err = refusal{denied.Err}
		}
		return data, err
	}
}

// source is the text of the prompt number i.
type source struct {
	i    int
	text []byte
}

func (c *Catalog) readSources(ctx context.Context, entries []Entry, queue chan<- source) error {
	files := make([]repo.File, len(entries))
	for i, e := range entries {
		files[i] = e.File
	}
	return c.snapshot.ReadAll(ctx, files, func(i int, text []byte) error {
		select {
		case queue <- source{i, text}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
}

func (s source) visit(loader prompt.Loader, file string, visit Visit) error {
	p, found := prompt.Parse(file, s.text)
	closure, found, err := loader.Gather(p, found)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return visit(s.i, closure, found)
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
