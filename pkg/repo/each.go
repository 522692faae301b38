package repo

import (
	"context"
	"errors"
	"runtime"
)

// chunkResult is what a worker has read: as many objects as it could, and then
// the error.
type chunkResult struct {
	objects []object
	err     error
}

// each implements objects. Workers read ahead of visit, a few chunks far. With
// the first object that is for git to read the rest of the list goes to git, in
// one run.
func (s *packs) each(ctx context.Context, ids []Hash, visit func(i int, o object) error) error {
	if err := s.prefetch(ctx, ids); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	i := 0
	for part := range inOrder(ctx, ids, min(runtime.GOMAXPROCS(0), 4), func(ids []Hash) chunkResult { return s.chunk(ctx, ids) }) {
		for _, o := range part.objects {
			if err := visit(i, o); err != nil {
				return err
			}
			i++
		}
		if errors.Is(part.err, errAskGit) {
			return s.reason(s.git.each(ctx, ids[i:], func(n int, o object) error { return visit(i+n, o) }))
		}
		if part.err != nil {
			return part.err
		}
	}
	if i < len(ids) {
		return context.Cause(ctx)
	}
	return nil
}

// chunk reads some objects in this process.
func (s *packs) chunk(ctx context.Context, ids []Hash) chunkResult {
	done := chunkResult{objects: make([]object, 0, len(ids))}
	for _, id := range ids {
		o, err := s.local(ctx, id)
		if err != nil {
			done.err = err
			break
		}
		done.objects = append(done.objects, o)
	}
	return done
}
