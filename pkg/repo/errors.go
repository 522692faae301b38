package repo

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// minGit is the oldest git that works: the first that knows
// `rev-parse --path-format`.
const minGit = "2.31"

var (
	errNoGit  = errors.New("git was not found")
	errOldGit = diag.WithHint(errors.New("this git is too old"), "install git %s or newer", minGit)
)

// ErrNoRepository says that a folder lies in no repository; where there is one
// that cannot be opened the error is another.
var ErrNoRepository = errors.New("not in a git repository")

// GitError is a git command that ended with a status other than 0.
type GitError struct {
	Args   []string // the command, without git's own settings
	Stderr string   // what it wrote to standard error, trimmed
	Status int      // its exit status, -1 where a signal ended it
}

// Error returns what git said, without its "fatal:".
func (e *GitError) Error() string {
	said := firstComplaint(e.Stderr)
	if said == "" {
		said = fmt.Sprintf("ended with status %d", e.Status)
	}
	return "git " + subcommand(e.Args) + ": " + said
}

// subcommand returns what git is to do, past the settings before it.
func subcommand(args []string) string {
	for len(args) > 2 && args[0] == "-c" {
		args = args[2:]
	}
	return args[0]
}

// firstComplaint returns the lines from the first that git marked as fatal or,
// where there is none, as an error. Traces and warnings before it, and git's
// own hints after it, are left out.
func firstComplaint(stderr string) string {
	stderr, _, _ = strings.Cut(stderr, "\nhint: ")
	for _, mark := range []string{"fatal: ", "error: "} {
		if strings.HasPrefix(stderr, mark) {
			return strings.TrimPrefix(stderr, mark)
		}
		if _, after, ok := strings.Cut(stderr, "\n"+mark); ok {
			return after
		}
	}
	return stderr
}

// mendDamage is what to do about an object that is damaged.
const mendDamage = "run `git fsck` to see what is damaged, and `git fetch --refetch` to get it from the remote again"

// damaged is how git speaks of objects that it cannot read (object-file.c,
// packfile.c, commit.c and revision.c of git 2.31 to 2.50).
var damaged = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\bcorrupt|unable to (unpack|read|parse)|(could|can) ?not read|failed to (read|traverse)|far too short to be a packfile|packfile .*(cannot be accessed|does not match)|bad tree object|inflate:`)
})

// explainDamage adds what mends an object to git's complaint about one.
func explainDamage(e *GitError) error {
	if damageLine(e.Stderr) == "" {
		return e
	}
	return diag.WithHint(e, mendDamage)
}

// damageLine returns the first line in which git complains about an object.
func damageLine(stderr string) string {
	for line := range strings.Lines(stderr) {
		if damaged().MatchString(line) {
			line = strings.TrimPrefix(strings.TrimPrefix(line, "fatal: "), "error: ")
			return strings.TrimSuffix(line, "\n")
		}
	}
	return ""
}

// UnknownRevisionError is a revision that names no commit, or more than one.
type UnknownRevisionError struct {
	Rev        string
	Reason     string   // why, where more is known than that nothing has this name
	Candidates []string // what it could mean, where it could mean several
}

// Error names the revision, and what it could mean.
func (e *UnknownRevisionError) Error() string {
	msg := fmt.Sprintf("unknown revision %q", e.Rev)
	if len(e.Candidates) > 0 {
		msg = fmt.Sprintf("ambiguous revision %q", e.Rev)
	}
	if e.Reason != "" {
		msg += ": " + e.Reason
	}
	if len(e.Candidates) > 0 {
		msg += ": " + strings.Join(e.Candidates, ", ")
	}
	return msg
}

// ObjectError is an object that cannot be read: it is missing, truncated or
// corrupt.
type ObjectError struct {
	Hash Hash
	Path string // the file that it holds, where it was met as a file
	In   string // where it was met: a commit, "staged" or "worktree"
	Err  error  // what is wrong with it
}

// Error names the object and where it was met.
func (e *ObjectError) Error() string {
	msg := "object " + string(e.Hash)
	switch {
	case e.Path != "" && e.In != "":
		msg += fmt.Sprintf(" (%s in %s)", e.Path, e.In)
	case e.In != "":
		msg += fmt.Sprintf(" (in %s)", e.In)
	}
	return msg + ": " + e.Err.Error()
}

// Unwrap returns what is wrong with the object.
func (e *ObjectError) Unwrap() error { return e.Err }

// ErrMissingObject is what is wrong with an object that is not there.
var ErrMissingObject = errors.New("missing")

// FileError is a file that a snapshot cannot give.
type FileError struct {
	Path string
	In   string // the snapshot, as Describe says it
	Err  error
}

// Error returns the path, what is wrong, and where.
func (e *FileError) Error() string { return fmt.Sprintf("%s: %s in %s", e.Path, e.Err, e.In) }

// Unwrap returns what is wrong with the file.
func (e *FileError) Unwrap() error { return e.Err }

// isStatus reports whether err is a git command that ended with this status.
func isStatus(err error, status int) bool {
	var g *GitError
	return errors.As(err, &g) && g.Status == status
}

// explainOpen adds what the caller can do to git's refusal to open.
func explainOpen(dir string, err error) error {
	var refusal *GitError
	if !errors.As(err, &refusal) {
		return err
	}
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	said := firstComplaint(refusal.Stderr)
	switch {
	case strings.Contains(said, "not a git repository"):
		err = fmt.Errorf("%s: %w", dir, ErrNoRepository)
		return diag.WithHint(err, "run `git init`, or name the repository's folder with -C")
	case strings.Contains(said, "dubious ownership"):
		first, rest, _ := strings.Cut(said, "\n")
		_, command, _ := strings.Cut(rest, "git config")
		err = fmt.Errorf("%s: git refuses: %s", dir, first)
		return diag.WithHint(err, "if you trust its owner, run `git config%s`", strings.TrimSuffix(command, "\n"))
	case strings.Contains(said, "repository extension"), strings.Contains(said, "repo version"), strings.Contains(said, "object format"):
		err = fmt.Errorf("%s: git refuses: %s", dir, said)
		return diag.WithHint(err, "the repository was made for a newer git: install one that knows its format")
	}
	return fmt.Errorf("%s: git refuses: %s", dir, said)
}
