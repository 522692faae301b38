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
	refs := make([]string, len(names))
	for i, name := range names {
		refs[i] = tagsPrefix + name
	}
	return pushTags(ctx, r, remote, batches(refs, threeTags))
}

func pushTags(ctx context.Context, r *repo.Repo, remote string, batches [][]string) (PushResult, error) {
	var result PushResult
	for _, refs := range batches {
		pushed, err := pushBatch(ctx, r, remote, refs)
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

// pushBatch pushes refs all or none, or each for itself where the remote knows
// no other way.
func pushBatch(ctx context.Context, r *repo.Repo, remote string, refs []string) ([]repo.PushedRef, error) {
	refspecs := make([]string, len(refs))
	for i, ref := range refs {
		refspecs[i] = ref + ":" + ref
	}
	pushed, err := r.Push(ctx, remote, refspecs, true)
	if errors.Is(err, repo.ErrNoAtomic) {
		return r.Push(ctx, remote, refspecs, false)
	}
	return pushed, err
}

// threeTags reports whether a batch of so many refs and bytes is full: hosts
// such as GitHub start no workflow for a push of more than three tags.
func threeTags(refs, _ int) bool { return refs >= 3 }

// commandLine reports whether a batch is as long as command lines can be.
func commandLine(_, bytes int) bool {
	limit := 100_000
	if runtime.GOOS == "windows" {
		limit = 20_000
	}
	return 2*bytes > limit // a refspec names both sides
}

// batches divides refs into batches that are full, and a last one.
func batches(refs []string, full func(refs, bytes int) bool) [][]string {
	var all [][]string
	bytes := 0
	for i, ref := range refs {
		if i == 0 || full(len(all[len(all)-1]), bytes) {
			all, bytes = append(all, nil), 0
		}
		last := len(all) - 1
		all[last], bytes = append(all[last], ref), bytes+len(ref)+2
	}
	return all
}
