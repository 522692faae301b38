package repo

import (
	"context"
	"strings"
)

// Unchanged returns the blob of each tracked file below the folders that git
// finds to be on disk as it is in the index. It looks at the time and size of
// files, as git does, and not into them.
func (r *Repo) Unchanged(ctx context.Context, under ...string) (map[string]Hash, error) {
	if r.root == "" {
		return nil, r.noWorkTree()
	}
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	changed := background(func() ([]byte, error) {
		return r.git.run(ctx, nil, append([]string{"diff-files", "-z", "--name-only", "--no-ext-diff", "--"}, nonEmpty(places)...)...)
	})
	list, err := r.listFiles(ctx, places, "--cached")
	if err != nil {
		return nil, err
	}
	blobs := make(map[string]Hash, len(list))
	for _, l := range list {
		if l.tag == "H" {
			blobs[l.Path] = l.Hash
		}
	}
	out, err := changed()
	if err != nil {
		return nil, err
	}
	for path := range strings.SplitSeq(string(out), "\x00") {
		delete(blobs, path)
	}
	return blobs, nil
}

// nonEmpty leaves out the place that is everything.
func nonEmpty(places []string) []string {
	var named []string
	for _, p := range places {
		if p == "" {
			return nil
		}
		named = append(named, p)
	}
	return named
}
