package repo

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// What git 2.39 and hosts say, taken from them.
func TestParsePush(t *testing.T) {
	out := strings.Join([]string{
		"a hook of the user says\tthis: and\tthat",
		"To github.com:x/y.git",
		"*\trefs/tags/a:refs/tags/a\t[new tag]",
		" \trefs/notes/c:refs/notes/c\tabc1234..def5678",
		"=\trefs/tags/b:refs/tags/b\t[up to date]",
		"-\t:refs/tags/c\t[deleted]",
		"!\trefs/tags/d:refs/tags/d\t[rejected] (already exists)",
		"!\trefs/tags/e:refs/tags/e\t[remote rejected] (pre-receive hook declined)",
		"!\trefs/tags/f:refs/tags/f\t[remote rejected] (cannot lock ref 'refs/tags/f': is at 1 but expected 2)",
		"!\trefs/notes/c:refs/notes/c\t[rejected] (fetch first)",
		"!\trefs/tags/g:refs/tags/g\t[rejected] (atomic push failed)",
		"!\trefs/tags/h:refs/tags/h\t[remote rejected] (push declined due to repository rule violations)",
		"!\trefs/tags/i:refs/tags/i\t[remote rejected] (protected tag hook declined)",
		"!\trefs/tags/j:refs/tags/j\t[remote failure] (remote failed to report status)",
		"!\t:refs/tags/k\t[remote rejected] (deletion prohibited)",
		"!\t:refs/tags/l\t[rejected] (stale info)",
		"!\trefs/tags/m:refs/tags/m\t[remote rejected] (unpacker error)",
		"!\trefs/tags/n:refs/tags/n\t[remote rejected] (shallow update not allowed)",
		"Done",
	}, "\n")
	require.Equal(t, []PushedRef{
		{Ref: "refs/tags/a", Outcome: Created},
		{Ref: "refs/notes/c", Outcome: Moved},
		{Ref: "refs/tags/b", Outcome: Unchanged},
		{Ref: "refs/tags/c", Outcome: Deleted},
		{"refs/tags/d", Refused, CauseExists, "already exists"},
		{"refs/tags/e", Refused, CauseHook, "pre-receive hook declined"},
		{"refs/tags/f", Refused, CauseBehind, "cannot lock ref 'refs/tags/f': is at 1 but expected 2"},
		{"refs/notes/c", Refused, CauseBehind, "fetch first"},
		{"refs/tags/g", Refused, CauseOther, "atomic push failed"},
		{"refs/tags/h", Refused, CauseHook, "push declined due to repository rule violations"},
		{"refs/tags/i", Refused, CauseProtected, "protected tag hook declined"},
		{"refs/tags/j", Refused, CauseUnknown, "remote failed to report status"},
		{"refs/tags/k", Refused, CauseDeletion, "deletion prohibited"},
		{"refs/tags/l", Refused, CauseBehind, "stale info"},
		{"refs/tags/m", Refused, CauseStorage, "unpacker error"},
		{"refs/tags/n", Refused, CauseShallow, "shallow update not allowed"},
	}, parsePush([]byte(out)))
	require.Empty(t, parsePush([]byte("\n\t\n*\t\n?\ta:b\tc\n")))
}

func TestExplainRemote(t *testing.T) {
	for _, c := range []struct{ stderr, problem, said, hint string }{
		{"fatal: '/x.git' does not appear to be a git repository\nfatal: Could not read from remote repository.", "there is no repository", "'/x.git' does not appear to be a git repository", "set-url far URL"},
		{"ERROR: Repository not found.\nfatal: Could not read from remote repository.", "there is no repository", "Repository not found.", "git remote -v"},
		{"remote: Repository not found.\nfatal: repository 'https://github.com/x/y.git/' not found", "there is no repository", "Repository not found.", "git remote -v"},
		{"git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", "it does not know you", "git@github.com: Permission denied (publickey).", "git ls-remote far"},
		{"fatal: could not read Username for 'https://github.com': terminal prompts disabled", "it does not know you", "could not read Username for 'https://github.com': terminal prompts disabled", "git ls-remote far"},
		{"remote: Permission to x/y.git denied to bo.\nfatal: unable to access 'https://github.com/x/y.git/': The requested URL returned error: 403", "you may not write to it", "Permission to x/y.git denied to bo.", "--fetch-only"},
		{"ERROR: The key you are authenticating with has been marked as read only.\nfatal: Could not read from remote repository.", "it may be read only", "The key you are authenticating with has been marked as read only.", "--fetch-only"},
		{"ssh: Could not resolve hostname nowhere: Name or service not known\nfatal: Could not read from remote repository.", "it cannot be reached", "ssh: Could not resolve hostname nowhere: Name or service not known", "online"},
		{"fatal: unable to access 'https://x/': Failed to connect to x port 443 after 1 ms: Couldn't connect to server", "it cannot be reached", "unable to access 'https://x/': Failed to connect to x port 443 after 1 ms: Couldn't connect to server", "online"},
		{"Host key verification failed.\nfatal: Could not read from remote repository.", "its host key is not known, or is another than before", "Host key verification failed.", "compare the key"},
		{"error: failed to push some refs to 'x'", "a hook of git's in this repository stopped it (pre-push)", "failed to push some refs to 'x'", "nothing was pushed"},
		{"fatal: the receiving end does not support --atomic push", ErrNoAtomic.Error(), "", ""},
		{"fatal: something else", "git push: something else", "", ""},
	} {
		err := explainRemote("far", &GitError{Args: []string{"push"}, Stderr: c.stderr, Status: 128})
		var remote *RemoteError
		require.ErrorAs(t, err, &remote)
		require.Equal(t, c.problem, remote.Problem)
		require.Equal(t, c.said, remote.Said)
		require.Contains(t, diag.Hint(err), c.hint)
	}
	require.ErrorIs(t, explainRemote("x", &GitError{Args: []string{"push"}, Stderr: "fatal: the receiving end does not support --atomic push"}), ErrNoAtomic)
}

// What is waited for is heard at once; what comes with the error is not.
func TestListener(t *testing.T) {
	var heard strings.Builder
	l := &listener{to: &heard}
	for _, part := range []string{"Confirm user pres", "ence for key\nremote: no\nfat", "al: x\nTo /x\nhook speaks\nunfinished"} {
		_, err := l.Write([]byte(part))
		require.NoError(t, err)
	}
	require.Equal(t, "Confirm user presence for key\nhook speaks\n", heard.String())
	require.Equal(t, "no", remoteWords(l.all.String()))
	require.Equal(t, "a\nb", remoteWords("remote: a   \nremote: \nremote: error: hook declined to update refs/x\nelse\nremote: b\n"))
}

func TestMergedTagsOfBytes(t *testing.T) {
	tag := "object 1\ntype commit\ntag x\ntagger A <a> 1 +0000\n\nSay\n\n y\n"
	header := "mergetag " + strings.TrimSuffix(strings.ReplaceAll(tag, "\n", "\n "), " ")
	commit := "tree 1\nparent 2\nauthor x\ncommitter y\n" + header + "gpgsig -----BEGIN\n more\n" + header + "\nmergetag of the message\n z\n"
	got := mergedTags([]byte(commit))
	require.Len(t, got, 2)
	require.Equal(t, tag, string(got[0]))
	require.Equal(t, tag, string(got[1]))
	require.Empty(t, mergedTags(nil))
	require.Empty(t, mergedTags([]byte("tree 1\n")))
}
