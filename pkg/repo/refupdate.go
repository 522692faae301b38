package repo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// RefUpdate is what is to become of a ref.
type RefUpdate struct {
	Name   string // in full
	Old    Hash   // what it must lead to now; "" where it must not be there
	New    Hash   // "" deletes it
	Reason string // for the reflog; "" for none
}

// ErrMoved says that a ref was not as it was to be, or that another git was
// about to move it: it may do to look again and begin anew.
var ErrMoved = errors.New("was moved meanwhile or is locked")

// UpdateRefs moves refs all at once or not at all, each only if it is as it
// was. Where one is not the error is ErrMoved. git takes one reason for all: the
// first that there is.
func (r *Repo) UpdateRefs(ctx context.Context, updates ...RefUpdate) error {
	args := []string{"-c", durable, "update-ref"}
	for _, u := range updates {
		if u.Reason != "" {
			args = append(args, "-m", u.Reason)
			break
		}
	}
	var in strings.Builder
	in.WriteString("start\n")
	for _, u := range updates {
		in.WriteString(u.command())
	}
	in.WriteString("prepare\ncommit\n")
	_, err := r.git.run(ctx, strings.NewReader(in.String()), append(args, "--stdin")...)
	return explainMoved(err)
}

// command is what git is told of an update.
func (u *RefUpdate) command() string {
	switch {
	case u.Old == "":
		return fmt.Sprintf("create %s %s\n", u.Name, u.New)
	case u.New == "":
		return fmt.Sprintf("delete %s %s\n", u.Name, u.Old)
	default:
		return fmt.Sprintf("update %s %s %s\n", u.Name, u.New, u.Old)
	}
}

// moved is how git says that a ref is not as it was to be, or locked
// (refs/files-backend.c, packed-backend.c and reftable-backend.c of git 2.31 to
// 2.50). What makes a ref unreadable follows its name, and is not among it.
var moved = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^(?:prepare|commit): (?:cannot (?:lock|update) ref '\S+': )?(?:` +
		`is at [0-9a-f]+ but expected [0-9a-f]+$` +
		`|reference is missing but expected [0-9a-f]+$` +
		`|reference already exists$` +
		`|unable to resolve reference '\S+'$` +
		`|Unable to create '.*\.lock': File exists\.` +
		`|reftable: transaction prepare: data (?:is locked|concurrently modified)$)`)
})

// explainMoved makes git's refusal of a ref that was moved an ErrMoved. What
// counts is what git ends with: a hook may have talked before.
func explainMoved(err error) error {
	var refusal *GitError
	if !errors.As(err, &refusal) {
		return err
	}
	said := refusal.Stderr
	if at := strings.LastIndex(said, "\nfatal: "); at >= 0 {
		said = said[at+1:]
	}
	if moved().MatchString(strings.TrimPrefix(said, "fatal: ")) {
		return fmt.Errorf("a ref %w: %w", ErrMoved, err)
	}
	return err
}

// lockFile is how git names the file by which another git, at work or killed, holds a
// ref.
var lockFile = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`Unable to create '(.*\.lock)': File exists`) })

// LockFile returns the file that git says is in its way; "" where it says nothing of
// one.
func LockFile(said string) string {
	if m := lockFile().FindStringSubmatch(said); m != nil {
		return m[1]
	}
	return ""
}
