package repo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Staged returns the paths of the files that a commit would change now, removed
// ones among them, in their order. GIT_INDEX_FILE counts, as for git itself.
func (r *Repo) Staged(ctx context.Context) ([]string, error) {
	if r.root == "" {
		return nil, r.noWorkTree()
	}
	if r.staged != nil {
		return r.staged()
	}
	return r.git.staged(ctx)
}

// staged asks git for the paths that a commit would change, from the top,
// wherever git is started.
func (g *runner) staged(ctx context.Context) ([]string, error) {
	out, err := g.run(ctx, nil, "diff", "--cached", "--name-only", "--no-renames", "--no-relative", "--no-ext-diff", "-z")
	return paths(out), err
}

// ChangedSince returns the paths of the files in which a revision's files
// differ from those at the commit where the two histories part: at is a
// commit, or "" for the work tree, whose files that git neither tracks nor
// ignores count as well, or "staged" for the index. It fails where no such
// commit is known.
func (r *Repo) ChangedSince(ctx context.Context, since Hash, at string) ([]string, error) {
	tip := Hash(at)
	if at == "" || at == (&index{}).Describe() {
		head, err := r.Head(ctx)
		if err != nil {
			return nil, err
		}
		tip = head.Commit
	}
	base, err := r.MergeBase(ctx, since, tip)
	if err != nil {
		return nil, err
	}
	return r.Differing(ctx, base, at)
}

// Differing returns the paths of the files, in their order, in which a
// revision's files differ from those at a commit: at is a commit, or "" for the
// work tree, whose files that git neither tracks nor ignores count as well, or
// "staged" for the index. Where under is given, only files below these folders
// count, and these files. Trees that are the same are not read.
func (r *Repo) Differing(ctx context.Context, from Hash, at string, under ...string) ([]string, error) {
	args := []string{"diff", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "-z"}
	switch at {
	case "":
		args = append(args, string(from))
	case (&index{}).Describe():
		args = append(args, "--cached", string(from))
	default:
		args = []string{"diff-tree", "-r", "--raw", "--no-renames", "-z", string(from), at}
	}
	return r.differing(ctx, at == "", args, under, func(out []byte) []string { return r.rawPaths(out, from, at) })
}

// rawPaths reads what git tells of files that differ (git-diff-tree(1), raw
// output format), and keeps where each lies at the two commits: a snapshot of
// those reads it without a look into its folders.
func (r *Repo) rawPaths(out []byte, from Hash, at string) []string {
	var changed []string
	fields := paths(out)
	for i := 0; i+1 < len(fields); i += 2 {
		meta := strings.Fields(strings.TrimPrefix(fields[i], ":"))
		path := fields[i+1]
		changed = append(changed, path)
		if len(meta) == 5 {
			r.keep(from, path, meta[0], meta[2])
			if validHash(at) {
				r.keep(Hash(at), path, meta[1], meta[3])
			}
		}
	}
	return changed
}

// committed is a file at a commit.
type committed struct {
	commit Hash
	path   string
}

// keep keeps where a file lies at a commit. All zeros are none: a folder may be
// there, or git has not looked what it is.
func (r *Repo) keep(commit Hash, path, mode, hash string) {
	m, ok := parseMode(mode)
	if ok && validHash(hash) && strings.Trim(hash, "0") != "" {
		r.places.Store(committed{commit, path}, treeEntry{mode: m, hash: Hash(hash)})
	}
}

// Unstaged returns the paths of the files, in their order, that differ between
// the index and the work tree, with those that git neither tracks nor ignores.
func (r *Repo) Unstaged(ctx context.Context, under ...string) ([]string, error) {
	return r.differing(ctx, true, []string{"diff", "--name-only", "--no-renames", "--no-ext-diff", "-z"}, under, paths)
}

// differing asks git for paths, and for those of files that it does not track
// where they count.
func (r *Repo) differing(ctx context.Context, untracked bool, args, under []string, read func([]byte) []string) ([]string, error) {
	places := append([]string{"--"}, under...)
	others := background(func() ([]byte, error) {
		if !untracked {
			return nil, nil
		}
		return r.git.run(ctx, nil, append([]string{"ls-files", "-z", "--others", "--exclude-standard"}, places...)...)
	})
	out, err := r.git.run(ctx, nil, append(args, places...)...)
	more, othersErr := others()
	changed := append(read(out), paths(more)...)
	slices.Sort(changed)
	return slices.Compact(changed), cmp.Or(err, othersErr)
}

// MergeBase is the commit at which two histories part. An empty tip is a branch
// without commits, which parts nowhere.
func (r *Repo) MergeBase(ctx context.Context, a, b Hash) (Hash, error) {
	if b == "" {
		return a, nil
	}
	out, err := r.git.run(ctx, nil, "merge-base", string(a), string(b))
	if isStatus(err, 1) {
		err = &UnknownRevisionError{Rev: a.Short() + "..." + b.Short(), Reason: "the two have no commit in common"}
		if r.shallow {
			err = diag.WithHint(err, "this is a shallow clone: run `git fetch --unshallow`")
		}
	}
	return Hash(strings.TrimSpace(string(out))), err
}

// paths reads a list of paths, each ended by NUL.
func paths(out []byte) []string {
	return slices.DeleteFunc(strings.Split(string(out), "\x00"), func(p string) bool { return p == "" })
}
