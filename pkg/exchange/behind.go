package exchange

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// HasReleases checks that every release which a remote has of these prompts is
// here too: who does not know the last number would give the next one wrongly.
func HasReleases(ctx context.Context, r *repo.Repo, remote string, prompts []string) error {
	there, err := r.RemoteRefs(ctx, remote, tagsPrefix)
	if err != nil {
		return err
	}
	here, err := r.Tags(ctx)
	if err != nil {
		return err
	}
	for _, ref := range there {
		tag := strings.TrimPrefix(ref.Name, tagsPrefix)
		i := strings.LastIndexByte(tag, '/')
		if i < 0 || !catalog.IsVersion(tag[i+1:]) || !slices.Contains(prompts, tag[:i]) || slices.Contains(here, tag) {
			continue
		}
		err := fmt.Errorf("INCOMPLETE: %s has the release %s, which is not here", remote, tag)
		return diag.WithHint(err, "fetch it: git fetch %s 'refs/tags/*:refs/tags/*'", remote)
	}
	return nil
}

// LacksNotes reports whether a remote has notes under a ref that are not all here.
func LacksNotes(ctx context.Context, r *repo.Repo, remote, ref string) (bool, error) {
	there, err := r.RemoteRefs(ctx, remote, notesPrefix)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(there, func(t repo.RemoteRef) bool { return t.Name == ref })
	if i < 0 {
		return false, nil
	}
	here, err := r.Refs(ctx, ref)
	if err != nil || len(here) == 0 || here[0].Hash == there[i].ID {
		return err == nil && len(here) == 0, err
	}
	if !r.Has(ctx, there[i].ID) {
		return true, nil
	}
	reached, err := r.IsAncestor(ctx, there[i].ID, here[0].Hash)
	return !reached, err
}
