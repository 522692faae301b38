package exchange

import (
	"context"
	"errors"
	"runtime"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// PushResult is what became of tags that were pushed.
type PushResult struct {
	Pushed  []string // refs in full that the remote has now
	Refused []Refusal
}

// PushTags pushes tags of these names to a remote, three at a time: hosts start
// no workflow for more. Each push is all or nothing, and after one that was
// refused the rest is not tried. Then the error is a *RefusedError; the result is
// true in any case.
func PushTags(ctx context.Context, r *repo.Repo, remote string, names []string) (PushResult, error) {
	refspecs := make([]string, len(names))
	for i, name := range names {
		refspecs[i] = tagsPrefix + name + ":" + tagsPrefix + name
	}
	return pushTags(ctx, r, remote, batches(refspecs, threeTags))
}

func pushTags(ctx context.Context, r *repo.Repo, remote string, batches [][]string) (PushResult, error) {
	var result PushResult
	for _, refspecs := range batches {
		pushed, err := pushBatch(ctx, r, remote, refspecs)
		for _, p := range pushed {
			if p.Outcome != repo.Refused {
				result.Pushed = append(result.Pushed, p.Ref)
			}
		}
		if err != nil {
			refused := explainRefusal(err)
			if r := new(RefusedError); errors.As(refused, &r) {
				result.Refused = append(result.Refused, r.Refused...)
			}
			return result, refused
		}
	}
	return result, nil
}

// pushBatch pushes tags all or none, or each for itself where the remote knows
// no other way.
func pushBatch(ctx context.Context, r *repo.Repo, remote string, refspecs []string) ([]repo.PushedRef, error) {
	pushed, err := r.Push(ctx, remote, refspecs, true)
	if errors.Is(err, repo.ErrNoAtomic) {
		return r.Push(ctx, remote, refspecs, false)
	}
	return pushed, err
}

// threeTags reports whether a batch of so many refspecs is full: hosts such as
// GitHub start no workflow for a push of more than three tags.
func threeTags(refspecs, _ int) bool { return refspecs >= 3 }

// commandLine reports whether a batch of so many bytes is as long as a command
// line can be, with room for as much again.
func commandLine(_, bytes int) bool {
	if runtime.GOOS == "windows" {
		return bytes > 10_000
	}
	return bytes > 100_000
}

// batches divides words into batches that are full, and a last one.
func batches(words []string, full func(words, bytes int) bool) [][]string {
	var all [][]string
	bytes := 0
	for i, word := range words {
		if i == 0 || full(len(all[len(all)-1]), bytes) {
			all, bytes = append(all, nil), 0
		}
		last := len(all) - 1
		all[last], bytes = append(all[last], word), bytes+len(word)+1
	}
	return all
}
