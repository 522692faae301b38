package repo

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
)

// Attributes returns the values of some attributes for each of the paths of
// the work tree, which need not exist: a map for each path. A value is "set",
// "unset", "unspecified" or what the attribute was set to (gitattributes(5)).
func (r *Repo) Attributes(ctx context.Context, paths []string, names ...string) ([]map[string]string, error) {
	return attributes(ctx, r.git, paths, names)
}

// OwnAttributes is Attributes as the repository's own files give them, without
// those of the user and of the system.
func (r *Repo) OwnAttributes(ctx context.Context, paths []string, names ...string) ([]map[string]string, error) {
	g := r.git.with("GIT_ATTR_NOSYSTEM", "1")
	return attributes(ctx, g, paths, names, "-c", "core.attributesFile="+os.DevNull)
}

func attributes(ctx context.Context, g runner, paths, names []string, settings ...string) ([]map[string]string, error) {
	if len(paths) == 0 || len(names) == 0 {
		return make([]map[string]string, len(paths)), nil
	}
	input := strings.NewReader(strings.Join(paths, "\x00") + "\x00")
	out, err := g.run(ctx, input, slices.Concat(settings, []string{"check-attr", "-z", "--stdin"}, names)...)
	if err != nil {
		return nil, err
	}
	answers := strings.Split(string(out), "\x00") // path, attribute, value, and so on
	if len(answers) != 3*len(names)*len(paths)+1 {
		return nil, errors.New("git check-attr gave too few answers")
	}
	values := make([]map[string]string, len(paths))
	for i := range values {
		values[i] = make(map[string]string, len(names))
		for n := range names {
			at := 3 * (i*len(names) + n)
			values[i][answers[at+1]] = answers[at+2]
		}
	}
	return values, nil
}
