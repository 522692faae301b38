package main

import (
	"bytes"
	"compress/zlib"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // git names objects by it
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// benchKey is a key of a person of the policy, in a file that git can sign with.
type benchKey struct {
	ssh.Signer
	file, line string
}

func newBenchKey(b *testing.B) benchKey {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(b, err)
	signer, err := ssh.NewSignerFromKey(private)
	require.NoError(b, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	require.NoError(b, err)
	k := benchKey{signer, filepath.Join(b.TempDir(), "key"), strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))}
	require.NoError(b, os.WriteFile(k.file, pem.EncodeToMemory(block), 0o600))
	require.NoError(b, os.WriteFile(k.file+".pub", []byte(k.line+"\n"), 0o600))
	return k
}

// longLedger is a repository whose environment production has so many promotions,
// each with the approvals of two roles, by a history of as many commits.
type longLedger struct {
	b             *testing.B
	pack          bytes.Buffer
	objects       int
	ana, bo, ci   benchKey
	served, files map[string]string // trees and blobs by the names of prompts
	tags          []string          // some tag objects
	zlib          *zlib.Writer
}

const ledgerRepository = "4f6c1b0de29a88574f6c1b0de29a8859" // no other benchmark has it: roots are pinned by it

func (l *longLedger) object(kind string, data []byte) string {
	h := sha1.New() //nolint:gosec // git names objects by it
	fmt.Fprintf(h, "%s %d\x00", kind, len(data))
	h.Write(data)
	types := map[string]byte{"commit": 1, "tree": 2, "blob": 3, "tag": 4}
	size, first := len(data), types[kind]<<4|byte(len(data)&15)
	for size >>= 4; size > 0; size >>= 7 {
		l.pack.WriteByte(first | 0x80)
		first = byte(size & 0x7f)
	}
	l.pack.WriteByte(first)
	if l.zlib == nil {
		l.zlib, _ = zlib.NewWriterLevel(&l.pack, zlib.BestSpeed)
	}
	l.zlib.Reset(&l.pack)
	_, _ = l.zlib.Write(data)
	require.NoError(l.b, l.zlib.Close())
	l.objects++
	return hex.EncodeToString(h.Sum(nil))
}

// tree writes a tree of names that sort as they are.
func (l *longLedger) tree(entries ...[3]string) string {
	var b bytes.Buffer
	for _, e := range entries {
		id, _ := hex.DecodeString(e[2])
		fmt.Fprintf(&b, "%s %s\x00%s", e[0], e[1], id)
	}
	return l.object("tree", b.Bytes())
}

// folder writes the tree of all prompts, whose names end in a suffix.
func (l *longLedger) folder(of map[string]string, mode, suffix string) string {
	var entries [][3]string
	for i := range len(of) {
		name := promptNumber(i)
		entries = append(entries, [3]string{mode, name + suffix, of[name]})
	}
	return l.tree(entries...)
}

func promptNumber(i int) string { return fmt.Sprintf("p%02d", i) }

const ledgerPrompts = 20

// build makes the whole repository. The index of each loop is the minute.
func (l *longLedger) build(dir string, promotions int) (tip string) {
	policy := fmt.Sprintf(`version: 1
repository: %s
persons:
  ana: {emails: [ana@example.com], keys: [%q], roles: [legal, admin]}
  bo: {emails: [bo@example.com], keys: [%q], roles: [security]}
  ci: {kind: robot, keys: [%q], roles: [release]}
admin: {role: admin, count: 1}
environments:
  production: {branch: env/production, requires: {approvals: {legal: 1, security: 1}}, may: {promote: [release], rollback: [release]}}
`, ledgerRepository, ssh.FingerprintSHA256(l.ana.PublicKey()), ssh.FingerprintSHA256(l.bo.PublicKey()), ssh.FingerprintSHA256(l.ci.PublicKey()))
	signers := fmt.Sprintf("ana@example.com %s\nbo@example.com %s\nci@example.com %s\n", l.ana.line, l.bo.line, l.ci.line)
	rules := l.tree([3]string{"100644", "allowed_signers", l.object("blob", []byte(signers))}, [3]string{"100644", "policy.yaml", l.object("blob", []byte(policy))})
	folder := ledger.PolicyDigest(map[string][]byte{"policy.yaml": []byte(policy), "allowed_signers": []byte(signers)})

	tip = l.entry(l.ana, 0, &ledger.Commit{Tree: l.tree([3]string{"40000", ".promptctl", rules}),
		Entry: &ledger.Entry{Title: "Begin", Action: ledger.Root, Environment: "production", From: ledger.None, To: folder}})
	source := ""
	digests := map[string]string{}
	for i := 1; i <= promotions; i++ {
		name := promptNumber((i - 1) % ledgerPrompts)
		path := "prompts/" + name + ".prompt.yaml"
		text := fmt.Appendf(nil, "messages:\n  - {role: user, content: Text %d of {{customer}}}\n", i)
		blob := l.object("blob", text)
		l.files[name] = blob
		l.served[name] = l.tree([3]string{"40000", "prompts", l.tree([3]string{"100644", name + ".prompt.yaml", blob})})
		source = l.source(i, source, rules)
		was := ledger.None
		if before := digests[name]; before != "" {
			was = before
		}
		digests[name] = statement.Digest(map[string][]byte{path: text})
		subject := statement.Subject{Digest: digests[name], Name: name, Path: path}
		tip = l.entry(l.ci, i, &ledger.Commit{Parents: []string{tip, source},
			Tree:     l.tree([3]string{"40000", ".promptctl", rules}, [3]string{"40000", "served", l.folder(l.served, "40000", ".prompt")}),
			Evidence: [][]byte{l.approval(l.ana, "legal", i, source, subject), l.approval(l.bo, "security", i, source, subject)},
			Entry: &ledger.Entry{Title: "Promote " + name, Action: ledger.Promotion, Environment: "production", Sources: []string{source}, Checked: &ledger.Checked{},
				Prompts: []ledger.Change{{Name: name, From: was, To: digests[name], Version: ledger.None, Path: path}}}})
	}
	l.write(dir, source, tip)
	return tip
}

func (l *longLedger) source(i int, parent, rules string) string {
	tree := l.tree([3]string{"40000", ".promptctl", rules}, [3]string{"40000", "prompts", l.folder(l.files, "100644", ".prompt.yaml")})
	if parent != "" {
		parent = "parent " + parent + "\n"
	}
	who := fmt.Sprintf("dev <dev@example.com> %d +0000", 1700000000+60*i)
	return l.object("commit", fmt.Appendf(nil, "tree %s\n%sauthor %s\ncommitter %s\n\nEdit\n", tree, parent, who, who))
}

func (l *longLedger) who(name string, i int) statement.Person {
	p, err := statement.ParsePerson(fmt.Sprintf("%s <%s@example.com> %d +0000", name, name, 1700000000+60*i))
	require.NoError(l.b, err)
	return p
}

func (l *longLedger) approval(key benchKey, role string, i int, commit string, subject statement.Subject) []byte {
	s := &statement.Statement{Title: "Approve " + subject.Name, Kind: statement.Approval, Repository: ledgerRepository, Subjects: []statement.Subject{subject},
		For: []statement.For{{Environment: "production", Tip: statement.None}}, Role: role, Suite: statement.None, Nonce: fmt.Sprintf("%032x", i)}
	message, err := s.Message()
	require.NoError(l.b, err)
	payload := statement.Payload(commit, s.TagName(), l.who(role, i), message)
	raw := append(payload, sshSignature(l.b, key, payload)...)
	if i%100 == 0 {
		l.tags = append(l.tags, l.object("tag", raw))
	}
	return raw
}

func (l *longLedger) entry(key benchKey, i int, c *ledger.Commit) string {
	c.Author = l.who("ci", i)
	c.Committer = c.Author
	payload, err := c.Unsigned()
	require.NoError(l.b, err)
	raw, err := ledger.Sign(payload, []byte(sshSignature(l.b, key, payload)))
	require.NoError(l.b, err)
	return l.object("commit", raw)
}

// write puts all objects into a new repository, in one pack.
func (l *longLedger) write(dir, source, tip string) {
	head := append([]byte("PACK"), 0, 0, 0, 2)
	pack := append(binary.BigEndian.AppendUint32(head, uint32(l.objects)), l.pack.Bytes()...)
	sum := sha1.Sum(pack) //nolint:gosec // git's own
	run := func(in []byte, args ...string) {
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		cmd.Stdin = bytes.NewReader(in)
		out, err := cmd.CombinedOutput()
		require.NoError(l.b, err, "%s", out)
	}
	require.NoError(l.b, os.MkdirAll(dir, 0o755))
	run(nil, "init", "-q", "-b", "main")
	run(append(pack, sum[:]...), "index-pack", "--stdin")
	run(nil, "update-ref", "refs/heads/main", source)
	run(nil, "update-ref", "refs/heads/env/production", tip)
	run(nil, "reset", "-q", "--hard")
}

// promotions is how long the ledger is that is verified, and sampled how many of its
// commits git verifies, to be scaled.
const (
	promotions = 10_000
	sampled    = 100
)

// ledgerClaims are what is asked of environments: verifying a long ledger against
// git's verdict on each of its signatures, verifying it when nothing is new against
// asking git for its tip, and one promotion against one signed commit.
func (t *bench) ledgerClaims(b *testing.B, signed string) []claim {
	dir := filepath.Join(b.TempDir(), "ledger")
	l := &longLedger{b: b, ana: newBenchKey(b), bo: newBenchKey(b), ci: newBenchKey(b), served: map[string]string{}, files: map[string]string{}}
	l.build(dir, promotions)
	git := func(args ...string) func(testing.TB) measured { return t.in(dir, "git", args...) }
	git("config", "gpg.ssh.allowedSignersFile", ".promptctl/allowed_signers")(b)
	var commits []string
	for i := range sampled {
		commits = append(commits, fmt.Sprintf("env/production~%d", i))
	}
	for i, id := range l.tags {
		git("update-ref", fmt.Sprintf("refs/sampled/%d", i), id)(b)
	}
	each := func(tb testing.TB) (all measured) {
		add := func(one measured) {
			all.wall, all.cpu = all.wall+one.wall*promotions/sampled, all.cpu+one.cpu*promotions/sampled
		}
		for _, c := range commits {
			add(git("verify-commit", c)(tb))
		}
		for _, id := range l.tags {
			add(git("verify-tag", id)(tb))
		}
		return all
	}
	anew := func(tb testing.TB) measured {
		fresh := *t
		fresh.env = append(fresh.env, "XDG_STATE_HOME="+b.TempDir())
		return fresh.in(dir, t.program, "verify", "--env", "production", "-o", "json")(tb)
	}
	again := t.in(dir, t.program, "verify", "--env", "production", "-o", "json")
	return append([]claim{
		{"Ledger", "verify 10,000 promotions / git verify-…", 0.02, 3, anew, each},
		{"LedgerAgain", "the same, nothing new / git rev-parse", 10, 21, again, git("rev-parse", "env/production")},
	}, t.promoteClaim(b, signed), t.statusClaim(b))
}

// statusClaim asks for what three environments serve of 5,000 prompts each, one of
// them the branch that is checked out.
func (t *bench) statusClaim(b *testing.B) claim {
	dir := t.project(b, "status", 5000, ".prompt.yaml", promptOf)
	t.writeFile(b, dir, ".promptctl/policy.yaml", `version: 1
repository: 4f6c1b0de29a88574f6c1b0de29a8858
environments:
  development: {branch: main, open: true}
  staging: {branch: env/staging, open: true}
  production: {branch: env/production, open: true}
`)
	for _, args := range [][]string{{"add", "--all"}, {"config", "user.name", "a"}, {"config", "user.email", "a@example.com"}, {"commit", "-q", "-m", "Policy"}, {"branch", "-M", "main"}} {
		t.in(dir, "git", args...)(b)
	}
	for _, name := range []string{"staging", "production"} {
		t.in(dir, t.program, "env", "init", name, "--yes")(b)
		t.in(dir, t.program, "promote", "--all", "--env", name, "--yes")(b)
	}
	lists := t.in(dir, "sh", "-c", "git ls-tree -r HEAD && git ls-tree -r env/staging && git ls-tree -r env/production")
	return claim{"Status", "status of 5,000 × 3 / git ls-tree -r of three", 4, 11, t.in(dir, t.program, "status"), lists}
}

// promoteClaim promotes one prompt of 5,000 to and fro between two releases.
func (t *bench) promoteClaim(b *testing.B, signed string) claim {
	const name = "g000/f00001"
	dir := filepath.Join(b.TempDir(), "promote")
	t.in(".", "cp", "-a", signed, dir)(b)
	ours := func(args ...string) func(testing.TB) measured { return t.in(dir, t.program, args...) }
	ours("env", "init", "production", "--yes")(b)
	ours("release", name, "--yes")(b)
	file := filepath.Join(dir, "prompts", name+".prompt.yaml")
	text, err := os.ReadFile(file)
	require.NoError(b, err)
	require.NoError(b, os.WriteFile(file, append(text, "metadata: {edition: second}\n"...), 0o600))
	t.in(dir, "git", "commit", "-q", "-a", "-m", "Second")(b)
	ours("approve", name, "--yes")(b)
	ours("release", name, "--yes", "--bump", "major")(b)
	versions := []string{"v1.0.0", "v2.0.0"}
	turn := 0
	promote := func(tb testing.TB) measured {
		turn++
		return ours("promote", name+"@"+versions[turn%2], "--env", "production", "--yes")(tb)
	}
	commit := t.in(dir, "git", "commit", "-q", "-S", "--allow-empty", "-m", "Signed")
	return claim{"Promote", "promote --yes / git commit -S", 4, 21, promote, commit}
}
