package main

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

// A hostile promoter has a real key and git, and is not bound to this program. What
// follows is theirs: entries of a ledger that are made by hand, of which a test
// gets one thing wrong.

const production = "refs/heads/env/production"

// tip is the tip of production's ledger.
func (h *house) tip() string { return h.Git("rev-parse", production) }

// root is the commit in which it begins.
func (h *house) root() string {
	h.t.Helper()
	return h.Git("rev-list", "--first-parent", "--max-parents=0", production)
}

// serving is a house whose production serves triage and other, and at whose HEAD
// there is a newer triage that was approved too.
func serving(t *testing.T) (h *house, legal, security string) {
	t.Helper()
	h = newHouse(t, people, both)
	h.begin()
	for _, name := range []string{"triage", "other"} {
		h.approve("ana", name, "legal")
		h.approve("ben", name, "security")
		h.promote(name)
	}
	legal, security = h.edited("Sort all tickets.")
	return h, legal, security
}

// edited commits another triage, and has it approved.
func (h *house) edited(text string) (legal, security string) {
	h.t.Helper()
	h.Write("prompts/triage.prompt.yaml", promptText(text))
	h.commit("ana", text)
	return h.approve("ana", "triage", "legal"), h.approve("ben", "triage", "security")
}

// object writes an object by its bytes, whatever git would say of them.
func (h *house) object(kind, data string) string {
	h.t.Helper()
	return h.GitInput(data, "hash-object", "-t", kind, "-w", "--stdin", "--literally")
}

// tree writes a tree by its entries "MODE NAME ID", as they are.
func (h *house) tree(entries ...string) string {
	h.t.Helper()
	var b strings.Builder
	for _, e := range entries {
		cut := strings.LastIndexByte(e, ' ')
		id, err := hex.DecodeString(e[cut+1:])
		require.NoError(h.t, err)
		b.WriteString(e[:cut] + "\x00" + string(id))
	}
	return h.object("tree", b.String())
}

// plant is a tree with some entries "MODE ID\tPATH" put into it.
func (h *house) plant(tree string, entries ...string) string {
	h.t.Helper()
	apart := h.With("GIT_INDEX_FILE=" + filepath.Join(h.t.TempDir(), "index"))
	apart.Git("read-tree", tree)
	if len(entries) > 0 {
		apart.GitInput(strings.Join(entries, "\n")+"\n", "update-index", "--index-info")
	}
	return apart.Git("write-tree")
}

// uproot is a tree with a folder taken out.
func (h *house) uproot(tree, folder string) string {
	h.t.Helper()
	var entries []string
	for path := range strings.Lines(h.Git("ls-tree", "-r", "--name-only", tree, folder)) {
		entries = append(entries, "0 "+strings.Repeat("0", 40)+"\t"+strings.TrimSpace(path))
	}
	return h.plant(tree, entries...)
}

// text is a blob.
func (h *house) text(data string) string { return h.object("blob", data) }

// closure is the files of a prompt as they stand in a tree below a folder.
func (h *house) closure(tree, folder string) map[string][]byte {
	h.t.Helper()
	files := map[string][]byte{}
	for path := range strings.Lines(h.Git("ls-tree", "-r", "--name-only", tree+":"+folder)) {
		path = strings.TrimSpace(path)
		data, err := h.TryGit("", "cat-file", "blob", tree+":"+folder+"/"+path)
		require.NoError(h.t, err)
		files[path] = []byte(data)
	}
	return files
}

// served is the digest of what a commit or a tree serves of a prompt.
func (h *house) served(tree, name string) string {
	h.t.Helper()
	folder := "served/" + name + ".prompt"
	if _, err := h.TryGit("", "rev-parse", "-q", "--verify", tree+":"+folder); err != nil {
		return ledger.None
	}
	return statement.Digest(h.closure(tree, folder))
}

// draft is an entry that follows the tip and changes nothing yet.
func (h *house) draft(who string, e ledger.Entry) *ledger.Commit {
	h.t.Helper()
	tip := h.tip()
	e.Title, e.Environment = "Do the "+string(e.Action), "production"
	c := &ledger.Commit{Tree: h.Git("rev-parse", tip+"^{tree}"), Parents: append([]string{tip}, e.Sources...), Entry: &e}
	*h.clock++
	h.date(c, who, time.Date(2026, time.March, 1, 9, *h.clock, 0, 0, time.UTC))
	return c
}

// date says who made an entry, and when.
func (h *house) date(c *ledger.Commit, who string, when time.Time) {
	h.t.Helper()
	person, err := statement.ParsePerson(fmt.Sprintf("%s <%[1]s@example.com> %d +0000", who, when.Unix()))
	require.NoError(h.t, err)
	c.Author, c.Committer = person, person
}

// promotion is an entry that promotes a prompt as it is at HEAD, with the evidence
// of some tags.
func (h *house) promotion(name string, tags ...string) *ledger.Commit {
	h.t.Helper()
	c := h.draft("ci", ledger.Entry{Action: ledger.Promotion, Sources: []string{h.Head()}, Checked: &ledger.Checked{}})
	var files []string
	for _, path := range []string{"prompts/" + name + ".prompt.yaml", "prompts/safety.partial.md"} {
		files = append(files, "100644 "+h.Git("rev-parse", "HEAD:"+path)+"\tserved/"+name+".prompt/"+path)
	}
	before := c.Tree
	c.Tree = h.plant(before, files...)
	h.declare(c, before, name)
	for _, tag := range tags {
		c.Evidence = append(c.Evidence, []byte(h.raw(tag)))
	}
	return c
}

// declare says what becomes of a prompt between a tree and the entry's.
func (h *house) declare(c *ledger.Commit, before, name string) {
	h.t.Helper()
	c.Prompts = append(c.Prompts, ledger.Change{Name: name, From: h.served(before, name), To: h.served(c.Tree, name),
		Version: ledger.None, Path: "prompts/" + name + ".prompt.yaml"})
}

// serve is an entry that makes a prompt what another commit of the ledger serves;
// nothing where that serves none.
func (h *house) serve(action ledger.Action, name, old string) *ledger.Commit {
	h.t.Helper()
	c := h.draft("ci", ledger.Entry{Action: action})
	before := c.Tree
	folder := "served/" + name + ".prompt"
	var files []string
	for line := range strings.Lines(h.Git("ls-tree", "-r", old, folder)) {
		f := strings.Fields(line)
		files = append(files, f[0]+" "+f[2]+"\t"+f[3])
	}
	c.Tree = h.plant(h.uproot(before, folder), files...)
	h.declare(c, before, name)
	return c
}

// newPolicy is an entry that brings in force the policy at HEAD, with the consent
// of some tags.
func (h *house) newPolicy(who string, tags ...string) *ledger.Commit {
	h.t.Helper()
	c := h.draft(who, ledger.Entry{Action: ledger.Policy, Sources: []string{h.Head()}})
	c.From = ledger.PolicyDigest(h.closure(c.Tree, ".promptctl"))
	served := ""
	if id, err := h.TryGit("", "rev-parse", "-q", "--verify", c.Tree+":served"); err == nil {
		served = strings.TrimSpace(id)
	}
	entries := []string{"40000 .promptctl " + h.Git("rev-parse", "HEAD:.promptctl")}
	if served != "" {
		entries = append(entries, "40000 served "+served)
	}
	c.Tree = h.tree(entries...)
	c.To = ledger.PolicyDigest(h.closure(c.Tree, ".promptctl"))
	for _, tag := range tags {
		c.Evidence = append(c.Evidence, []byte(h.raw(tag)))
	}
	return c
}

// consent is the consent of an admin to the policy at HEAD.
func (h *house) consent(who string) string {
	h.t.Helper()
	return h.must(who, "policy", "approve", "--env", "production", "--yes")
}

// write signs an entry as someone, nobody for "", and writes it; a twist changes
// what is signed.
func (h *house) write(who string, c *ledger.Commit, twists ...func(payload string) string) string {
	h.t.Helper()
	payload, err := c.Unsigned()
	require.NoError(h.t, err)
	for _, twist := range twists {
		payload = []byte(twist(string(payload)))
	}
	if who == "" {
		return h.object("commit", string(payload))
	}
	raw, err := ledger.Sign(payload, []byte(h.sign(who, "git", string(payload))))
	require.NoError(h.t, err)
	return h.object("commit", string(raw))
}

// known is all that this machine knows of ledgers.
func (h *house) known() string {
	h.t.Helper()
	var b strings.Builder
	_ = filepath.WalkDir(h.home()+"/.local/state/promptctl", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			data, err := os.ReadFile(path)
			require.NoError(h.t, err)
			fmt.Fprintf(&b, "%s %q\n", path, data)
		}
		return err
	})
	require.NotEmpty(h.t, b.String())
	return b.String()
}

// home is the user's home.
func (h *house) home() string {
	h.t.Helper()
	for _, variable := range h.Env() {
		if home, is := strings.CutPrefix(variable, "HOME="); is {
			return home
		}
	}
	h.t.Fatal("no home")
	return ""
}

// stranger runs promptctl for ci on a machine that has not seen the ledger.
func (h *house) stranger(args ...string) outcome {
	h.t.Helper()
	return inProcess(h.t, h.as("ci").With("XDG_STATE_HOME="+h.t.TempDir()).Env(), append([]string{"-C", h.Dir}, args...)...)
}

// plan asks what a promotion of triage would do, which verifies the ledger first.
var plan = []string{"promote", "triage@HEAD", "--env", "production", "--dry-run"}

// distrusted checks that nobody believes the ledger as it is: neither who has seen
// it before, nor who sees it for the first time. What is known of it stays.
func (h *house) distrusted(why string) {
	h.t.Helper()
	known := h.known()
	got := h.do("ci", plan...)
	require.Equal(h.t, statusFailed, got.status, got.out+got.err)
	require.Contains(h.t, got.err, why)
	require.Empty(h.t, got.out)
	got = h.stranger("verify", "--env", "production")
	require.Equal(h.t, statusNo, got.status, got.out+got.err)
	require.Contains(h.t, got.out, why)
	require.Equal(h.t, known, h.known())
}

// trusted checks that everybody believes the ledger as it is.
func (h *house) trusted() {
	h.t.Helper()
	for who, got := range map[string]outcome{"who knows it": h.do("ci", plan...), "a stranger": h.stranger(plan...)} {
		require.Contains(h.t, []int{statusDone, statusNo}, got.status, "%s: %s", who, got.err)
		require.NotContains(h.t, got.err, "error:", who)
	}
}

// denied checks that a commit at the tip of production is believed by nobody. Then
// the branch is put back, and all is well.
func (h *house) denied(commit, why string) {
	h.t.Helper()
	before := h.tip()
	h.Git("update-ref", production, commit)
	h.distrusted(why)
	h.Git("update-ref", production, before)
	h.trusted()
}

// believed checks that a commit would be taken by somebody who sees the ledger for
// the first time: the same without what is wrong with another one.
func (h *house) believed(commit string) {
	h.t.Helper()
	before := h.tip()
	h.Git("update-ref", production, commit)
	got := h.stranger(plan...)
	require.Contains(h.t, []int{statusDone, statusNo}, got.status, got.err)
	require.NotContains(h.t, got.err, "error:")
	h.Git("update-ref", production, before)
}
