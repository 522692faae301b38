package repo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// RemoteError is a remote that could not be talked to, or would not do what it
// was asked for as a whole.
type RemoteError struct {
	Remote  string
	Problem string // in our words
	Said    string // in git's or the remote's, "" where that adds nothing
	Err     error  // git's failure
}

// Error names the remote and what is wrong.
func (e *RemoteError) Error() string {
	msg := "remote " + e.Remote + ": " + e.Problem
	if e.Said != "" {
		msg += ": " + e.Said
	}
	return msg
}

// Unwrap returns git's failure.
func (e *RemoteError) Unwrap() error { return e.Err }

// ErrNoAtomic says that a remote takes no push that is all or nothing.
var ErrNoAtomic = errors.New("it does not know pushes that are all or nothing")

// remoteTrouble is one thing that goes wrong with remotes, and how git, ssh,
// curl and the hosts speak of it.
type remoteTrouble struct {
	words         *regexp.Regexp
	problem, hint string
}

var remoteTroubles = sync.OnceValue(func() []remoteTrouble {
	t := func(words, problem, hint string) remoteTrouble {
		return remoteTrouble{regexp.MustCompile(`(?i)` + words), problem, hint}
	}
	return []remoteTrouble{
		t(`cannot run |unable to find remote helper|command not found`, "what git talks to it with cannot be run",
			"see GIT_SSH_COMMAND, core.sshCommand and the address that `git remote -v` shows"),
		t(`marked as read.only|is read.only|read-only file system|archived so`, "it may be read only",
			"ask for the right to write to it, or fetch alone: --fetch-only"),
		t(`\b403\b|permission to .* denied|write access .*not granted|not allowed to push|insufficient permission|unable to create temporary object directory`,
			"you may not write to it", "ask for the right to write to it, or fetch alone: --fetch-only"),
		t(`permission denied( \(|,)|authentication failed|could not read (username|password)|access denied|\b401\b|invalid (username|credentials)|terminal prompts disabled`,
			"it does not know you", "see that git has the right key or token for it: `git ls-remote %s` tries it"),
		t(`host key verification failed|remote host identification has changed`, "its host key is not known, or is another than before",
			"connect to the host with ssh once and compare the key"),
		t(`does not appear to be a git repository|repository .*not found|\b404\b|no such file or directory`, "there is no repository",
			"`git remote -v` shows where it leads, `git remote set-url %s URL` mends it"),
		t(`could not resolve|connection (refused|timed out|reset|closed)|network is unreachable|no route to host|failed to connect|couldn't connect|operation timed out|ssl (certificate|connect)|certificate verif|early eof|hung up|unexpected disconnect`,
			"it cannot be reached", "see that you are online and that `git ls-remote %s` works, and try again"),
		t(`^error: failed to push some refs`, "a hook of git's in this repository stopped it (pre-push)", "nothing was pushed; see what the hook says"),
	}
})

// explainRemote says what is wrong with a remote, and what mends it.
func explainRemote(remote string, err error) error {
	var refusal *GitError
	if !errors.As(err, &refusal) {
		return err
	}
	if strings.Contains(refusal.Stderr, "does not support --atomic") {
		return &RemoteError{remote, ErrNoAtomic.Error(), "", ErrNoAtomic}
	}
	for _, t := range remoteTroubles() {
		if line := lineOf(refusal.Stderr, t.words); line != "" {
			hint := t.hint
			if strings.Contains(hint, "%s") {
				hint = fmt.Sprintf(hint, remote)
			}
			return diag.WithHint(&RemoteError{remote, t.problem, line, err}, "%s", hint)
		}
	}
	return &RemoteError{remote, refusal.Error(), "", err}
}

// lineOf returns the first line in which words are, without the mark of who
// said it.
func lineOf(text string, words *regexp.Regexp) string {
	for line := range strings.Lines(text) {
		if words.MatchString(line) {
			for _, mark := range []string{"remote: ", "fatal: ", "error: ", "ERROR: "} {
				line = strings.TrimPrefix(line, mark)
			}
			return strings.TrimSpace(line)
		}
	}
	return ""
}
