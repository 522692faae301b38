package repo

import (
	"context"
	"strings"
)

// Config returns the value that git's configuration gives to a key such as
// "user.name". Whatever git counts counts: includes, the system's and the
// user's files, GIT_CONFIG_*.
func (r *Repo) Config(ctx context.Context, key string) (value string, ok bool, err error) {
	out, talk, err := r.git.runBoth(ctx, nil, "config", "-z", "--get", "--end-of-options", key)
	if isStatus(err, 1) && !strings.Contains(talk, "error: ") { // with a complaint the key is not one
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	return strings.TrimSuffix(string(out), "\x00"), true, nil
}
