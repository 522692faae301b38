package repo

import (
	"context"
	"errors"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Settings is what git would do in a folder, in a repository or not: its
// configuration, and the programs and names that it would use.
type Settings struct{ git runner }

// NewSettings returns the settings that count in o.Dir. It fails where there
// is no git.
func NewSettings(o Options) (*Settings, error) {
	g, err := newRunner(o.Dir, o.Env)
	return &Settings{g}, err
}

// Settings returns what git would do in the repository.
func (r *Repo) Settings() *Settings { return &Settings{r.git} }

// Config returns the value that git's configuration gives to a key such as
// "user.name", as Repo.Config does.
func (s *Settings) Config(ctx context.Context, key string) (value string, ok bool, err error) {
	return (&Repo{git: s.git}).Config(ctx, key)
}

// Variable returns one of git's logical variables (git-var(1)): GIT_EDITOR and
// GIT_PAGER are commands of the shell, GIT_AUTHOR_IDENT is a name, an address
// in angle brackets and a date. It fails where git would not know what to use.
func (s *Settings) Variable(ctx context.Context, name string) (string, error) {
	out, err := s.git.run(ctx, nil, "var", name)
	return strings.TrimSuffix(string(out), "\n"), err
}

// Identity returns who git would write down as the author of a commit that is
// made now. It fails where git knows no author or no committer.
func (s *Settings) Identity(ctx context.Context) (Person, error) {
	author, err := s.Ident(ctx, "GIT_AUTHOR_IDENT")
	if err == nil {
		_, err = s.Ident(ctx, "GIT_COMMITTER_IDENT")
	}
	return decodePerson(author), err
}

// Ident returns one of git's two identities, GIT_AUTHOR_IDENT or
// GIT_COMMITTER_IDENT: a name, an address in angle brackets and a date. Where git
// knows none, the error says how to tell it.
func (s *Settings) Ident(ctx context.Context, name string) (string, error) {
	ident, err := s.Variable(ctx, name)
	if errors.As(err, new(*GitError)) {
		return "", diag.WithHint(errors.New("git does not know who you are"),
			"run `git config --global user.name \"Your Name\"` and `git config --global user.email you@example.com`")
	}
	return ident, err
}

// MinimumGit is the oldest git that works.
func MinimumGit() Version { return parseVersion(minGit) }

// All returns git's whole configuration, so that several keys take one process.
// The last value of a key counts, as for git.
func (s *Settings) All(ctx context.Context) (Values, error) {
	out, err := s.git.run(ctx, nil, "config", "-z", "--list")
	if err != nil {
		return nil, err
	}
	all := Values{}
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		all[key] = value
	}
	return all, nil
}

// Values is a configuration: values by their keys, as git writes those.
type Values map[string]string

// Value returns what a key has, whatever the case of its section and name
// (git-config(1), under SYNTAX; what stands between them keeps its case).
func (v Values) Value(key string) (value string, ok bool) {
	first, last := strings.IndexByte(key, '.'), strings.LastIndexByte(key, '.')
	if first < 0 {
		return "", false
	}
	value, ok = v[strings.ToLower(key[:first])+key[first:last]+strings.ToLower(key[last:])]
	return value, ok
}
