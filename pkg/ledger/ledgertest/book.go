package ledgertest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Book is a ledger that is being written.
type Book struct {
	Store       ledger.Store
	Put         func(kind string, data []byte) string
	Environment string
	Branch      string
	Repository  string    // the policy's id of it
	Now         time.Time // of the next commit; each is a minute later
	Policy      map[string]string
	Served      map[string]map[string]string // the files of each prompt
	Tips        []string

	said int // how many statements
}

// Draft is a commit that is not written yet. Tests put wrong things into it.
type Draft struct {
	*ledger.Commit
	Signer string // "" signs nothing
}

// Prompt is a prompt that a test promotes: its one file, and maybe others.
type Prompt struct {
	Name    string
	Files   map[string]string
	Version string // "" has none
}

// Path is where the prompt's file is.
func (p Prompt) Path() string { return "prompts/" + p.Name + ".prompt.yaml" }

// Subject is the prompt as statements speak of it.
func (p Prompt) Subject() statement.Subject {
	return statement.Subject{Digest: Digest(p.Files), Name: p.Name, Path: p.Path()}
}

// Tip is the newest commit, None where there is none.
func (b *Book) Tip() string {
	if len(b.Tips) == 0 {
		return ledger.None
	}
	return b.Tips[len(b.Tips)-1]
}

// Person is who makes commits and tags at a time.
func Person(name string, when time.Time) statement.Person {
	p, err := statement.ParsePerson(fmt.Sprintf("%s <%s@example.com> %d +0000", name, name, when.Unix()))
	if err != nil {
		panic(err)
	}
	return p
}

// Source writes an ordinary commit with some files, which a person signed; nobody
// for "".
func (b *Book) Source(parent, signer string, files map[string]string) string {
	all := Under(ledger.PolicyFolder, b.Policy)
	maps.Copy(all, files)
	head := "tree " + Files(b.Put, all) + "\n"
	if parent != "" {
		head += "parent " + parent + "\n"
	}
	who := Person("x", b.Now)
	payload := []byte(head + "author " + who.String() + "\ncommitter " + who.String() + "\n\nWork\n")
	raw, err := SignCommit(payload, signer)
	if err != nil {
		panic(err)
	}
	return b.Put("commit", raw)
}

// Tree writes the tree that the ledger is to have.
func (b *Book) Tree() string {
	files := Under(ledger.PolicyFolder, b.Policy)
	for name, closure := range b.Served {
		maps.Copy(files, Under(ledger.Served+"/"+name+".prompt", closure))
	}
	return Files(b.Put, files)
}

// Draft drafts an entry that follows the newest one.
func (b *Book) Draft(signer string, e ledger.Entry, evidence ...[]byte) Draft {
	e.Environment, e.Title = b.Environment, "Do the "+string(e.Action)
	who := Person(signer, b.Now)
	c := &ledger.Commit{Tree: b.Tree(), Author: who, Committer: who, Evidence: evidence, Entry: &e}
	if len(b.Tips) > 0 {
		c.Parents = []string{b.Tip()}
	}
	c.Parents = append(c.Parents, e.Sources...)
	return Draft{c, signer}
}

// Root drafts the beginning of a ledger.
func (b *Book) Root(signer string) Draft {
	e := ledger.Entry{Action: ledger.Root, From: ledger.None, To: b.PolicyDigest()}
	for name, files := range b.Served {
		e.Prompts = append(e.Prompts, Prompt{Name: name, Files: files}.change(ledger.None))
	}
	return b.Draft(signer, e)
}

// PolicyDigest is that of the policy's folder.
func (b *Book) PolicyDigest() string {
	files := map[string][]byte{}
	for path, text := range b.Policy {
		files[path] = []byte(text)
	}
	return ledger.PolicyDigest(files)
}

func (p Prompt) change(from string) ledger.Change {
	version := p.Version
	if version == "" {
		version = ledger.None
	}
	return ledger.Change{Name: p.Name, From: from, To: Digest(p.Files), Version: version, Path: p.Path()}
}

// digest is that of what is served of a prompt.
func (b *Book) digest(name string) string {
	if files, served := b.Served[name]; served {
		return Digest(files)
	}
	return ledger.None
}

// Serve drafts a promotion or a rollback of some prompts.
func (b *Book) Serve(action ledger.Action, signer string, prompts ...Prompt) Draft {
	e := ledger.Entry{Action: action}
	for _, p := range prompts {
		e.Prompts = append(e.Prompts, p.change(b.digest(p.Name)))
		b.Served[p.Name] = p.Files
	}
	return b.Draft(signer, e)
}

// Promote drafts a promotion from a commit that has the prompts.
func (b *Book) Promote(signer string, checked ledger.Checked, source string, evidence [][]byte, prompts ...Prompt) Draft {
	d := b.Serve(ledger.Promotion, signer, prompts...)
	d.Checked, d.Sources, d.Evidence = &checked, []string{source}, evidence
	d.Parents = append(d.Parents, source)
	return d
}

// Remove drafts a removal.
func (b *Book) Remove(signer string, p Prompt) Draft {
	c := ledger.Change{Name: p.Name, From: b.digest(p.Name), To: ledger.None, Version: ledger.None, Path: p.Path()}
	delete(b.Served, p.Name)
	return b.Draft(signer, ledger.Entry{Action: ledger.Removal, Prompts: []ledger.Change{c}})
}

// Change drafts that another policy comes in force, from a commit that has it.
func (b *Book) Change(signer string, policy map[string]string, evidence ...[]byte) Draft {
	from := b.PolicyDigest()
	b.Policy = policy
	source := b.Source("", signer, nil)
	return b.Draft(signer, ledger.Entry{Action: ledger.Policy, From: from, To: b.PolicyDigest(), Sources: []string{source}}, evidence...)
}

// Raw returns the bytes of a commit.
func (d Draft) Raw() ([]byte, error) {
	payload, err := d.Unsigned()
	if err != nil {
		return nil, err
	}
	return SignCommit(payload, d.Signer)
}

// SignCommit signs a commit with a person's key; nobody's for "".
func SignCommit(payload []byte, signer string) ([]byte, error) {
	if signer == "" {
		return payload, nil
	}
	return ledger.Sign(payload, repotest.Sign(signer, payload))
}

// Write writes a commit, and makes it the newest.
func (b *Book) Write(d Draft) (string, error) {
	raw, err := d.Raw()
	if err != nil {
		return "", err
	}
	return b.WriteRaw(raw), nil
}

// WriteRaw is Write of bytes.
func (b *Book) WriteRaw(raw []byte) string {
	id := b.Put("commit", raw)
	b.Tips = append(b.Tips, id)
	b.Now = b.Now.Add(time.Minute)
	return id
}

// Claim is what is to be verified of the ledger up to a commit.
func (b *Book) Claim(tip string) ledger.Claim {
	return ledger.Claim{Environment: b.Environment, Branch: b.Branch, Tip: tip, Root: append(b.Tips, tip)[0], Now: b.Now}
}

// Verify verifies all of it.
func (b *Book) Verify(ctx context.Context) (*ledger.State, error) {
	return ledger.Verify(ctx, b.Store, b.Claim(b.Tip()))
}

// Say returns the tag object of a statement that a person signs; nobody for "".
func (b *Book) Say(who string, s statement.Statement) []byte {
	if s.Repository == "" {
		s.Repository = b.Repository
	}
	s.Title = "Say it"
	b.said++
	sum := sha256.Sum256(fmt.Append(nil, b.said))
	s.Nonce = hex.EncodeToString(sum[:16])
	message, err := s.Message()
	if err != nil {
		panic(err)
	}
	payload := statement.Payload(strings.Repeat("1", len(b.Store.ID("blob", nil))), s.TagName(), Person(who+"x", b.Now), message)
	if who != "" {
		payload = append(payload, repotest.Sign(who, payload)...)
	}
	return payload
}

// Approval is one of a prompt for this environment by someone who saw a tip.
func (b *Book) Approval(role, tip string, prompts ...Prompt) statement.Statement {
	s := statement.Statement{Kind: statement.Approval, Role: role, Suite: statement.None, For: []statement.For{{Environment: b.Environment, Tip: tip}}}
	for _, p := range prompts {
		s.Subjects = append(s.Subjects, p.Subject())
	}
	return s
}
