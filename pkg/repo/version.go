package repo

import (
	"context"
	"fmt"
	"strings"
)

// Version is the version of a git program.
type Version struct {
	Major, Minor, Patch int
	Text                string // as git says it: "2.39.5 (Apple Git-154)"
}

// AtLeast reports whether the version is major.minor or newer.
func (v Version) AtLeast(major, minor int) bool {
	return v.Major > major || v.Major == major && v.Minor >= minor
}

// GitVersion returns the version of the git that o.Env leads to. It needs no
// repository.
func GitVersion(ctx context.Context, o Options) (Version, error) {
	g, err := newRunner(o.Dir, o.Env)
	if err != nil {
		return Version{}, err
	}
	return g.version(ctx)
}

// GitVersion returns the version of the git that the repository is read with.
func (r *Repo) GitVersion(ctx context.Context) (Version, error) { return r.git.version(ctx) }

func (g *runner) version(ctx context.Context) (Version, error) {
	out, err := g.run(ctx, nil, "version")
	if err != nil {
		return Version{}, err
	}
	return parseVersion(string(out)), nil
}

// parseVersion reads "git version 2.39.5". Parts that are not there are 0.
func parseVersion(line string) Version {
	v := Version{Text: strings.TrimPrefix(strings.TrimSpace(line), "git version ")}
	if n, _ := fmt.Sscanf(v.Text, "%d.%d.%d", &v.Major, &v.Minor, &v.Patch); n < 3 {
		v.Patch = 0
	}
	return v
}
