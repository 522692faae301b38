package repo

import (
	"context"
	"fmt"
	"strings"
)

// RemoteRef is a ref that a remote has.
type RemoteRef struct {
	Name string // in full
	ID   Hash   // the object that it names
}

// RemoteRefs asks a remote for its refs below these prefixes, which end at a
// slash ("refs/tags/"), and returns them in the order of their names. Nothing
// is written. What a remote answers is not to be trusted: a name may be one
// that git refuses here.
func (r *Repo) RemoteRefs(ctx context.Context, remote string, prefixes ...string) ([]RemoteRef, error) {
	args := []string{"ls-remote", "--quiet", "--refs", "--end-of-options", remote}
	for _, p := range prefixes {
		args = append(args, p+"*")
	}
	out, _, err := r.remotely(ctx, remote, nil, args...)
	if err != nil {
		return nil, err
	}
	var refs []RemoteRef
	for line := range strings.Lines(string(out)) {
		id, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || !validHash(id) {
			return nil, fmt.Errorf("remote %s: git ls-remote answers %q", remote, line)
		}
		if below(name, prefixes) {
			refs = append(refs, RemoteRef{name, Hash(id)})
		}
	}
	return refs, nil
}

// below reports whether a name has one of the prefixes, or there are none:
// patterns of git ls-remote match in the middle too.
func below(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// Has reports whether an object is here. Nothing is fetched to find out.
func (r *Repo) Has(ctx context.Context, id Hash) bool {
	g := r.git.with("GIT_NO_LAZY_FETCH", "1", "GIT_ALLOW_PROTOCOL", "none")
	_, err := g.run(ctx, nil, "cat-file", "-e", string(id))
	return err == nil
}
