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

// SetConfig gives a key one value in the repository's own configuration, which
// all linked work trees share.
func (r *Repo) SetConfig(ctx context.Context, key, value string) error {
	_, err := r.git.run(ctx, nil, "config", "--local", "--replace-all", key, value)
	return err
}

// OwnConfig is Config of the repository's own configuration alone: what
// SetConfig has set.
func (r *Repo) OwnConfig(ctx context.Context, key string) (value string, ok bool, err error) {
	out, err := r.git.run(ctx, nil, "config", "--local", "-z", "--get", key)
	if isStatus(err, 1) {
		return "", false, nil
	}
	return strings.TrimSuffix(string(out), "\x00"), err == nil, err
}

// UnsetConfig takes a key out of the repository's own configuration. It fails
// where it is not there.
func (r *Repo) UnsetConfig(ctx context.Context, key string) error {
	_, err := r.git.run(ctx, nil, "config", "--local", "--unset-all", key)
	return err
}
