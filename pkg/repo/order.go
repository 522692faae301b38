package repo

import (
	"context"
	"iter"
	"slices"
)

// chunk is how many items a worker takes at a time: few enough to bound what is
// in memory at once, and enough to make handing over cheap.
const chunk = 16

// inOrder applies work to the list, a chunk at a time, with this many workers,
// and yields the results in the order of the list. What is ready and not yet
// taken is at most two chunks for each worker.
func inOrder[T, R any](ctx context.Context, list []T, workers int, work func([]T) R) iter.Seq[R] {
	if len(list) <= chunk {
		return func(yield func(R) bool) {
			if len(list) > 0 {
				yield(work(list))
			}
		}
	}
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		todo, order := make(chan job[T, R], workers), make(chan job[T, R], workers)
		for range workers {
			go func() {
				for j := range todo {
					j.done <- work(j.part)
				}
			}()
		}
		go handOut(ctx, list, todo, order)
		for j := range order {
			if !yield(<-j.done) {
				return
			}
		}
	}
}

// job is a part of a list, and the place for its result.
type job[T, R any] struct {
	part []T
	done chan R
}

// handOut makes jobs of the list until ctx ends.
func handOut[T, R any](ctx context.Context, list []T, todo, order chan<- job[T, R]) {
	defer close(order)
	defer close(todo)
	for part := range slices.Chunk(list, chunk) {
		j := job[T, R]{part, make(chan R, 1)}
		select {
		case order <- j:
			todo <- j
		case <-ctx.Done():
			return
		}
	}
}
