// Package signoff makes signed statements about prompts: approvals, rejections,
// revocations, releases and consents to a policy. What is to be said is drafted
// and shown first, then signed by the program that git is set up to use, judged
// as a verifier would, and only then written.
package signoff

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"golang.org/x/sync/errgroup"
)

// Hand is who signs, and with what.
type Hand struct {
	Signer *signature.Signer // nil where git has no key to sign with
	Key    string            // its fingerprint
	Random io.Reader         // for the nonces
	tagger statement.Person
	noKey  error // why there is no Signer, and how to set one
}

// Options are what signing needs from outside.
type Options struct {
	Signing signature.SignerOptions // Config and Ident are filled in
	Random  io.Reader
}

// FindHand finds the key that git signs with, and who git says is there. Where
// there is no key there is a hand all the same, for those who only look or who
// release without one.
func FindHand(ctx context.Context, settings *repo.Settings, o Options) (*Hand, error) {
	h := &Hand{Random: o.Random}
	var values repo.Values
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) { values, err = settings.All(within); return err })
	group.Go(func() (err error) { h.tagger, err = whoSigns(within, settings); return err })
	err := group.Wait()
	if err != nil {
		return nil, err
	}
	o.Signing.Config = func(_ context.Context, key string) (string, bool, error) {
		value, ok := values.Value(key)
		return value, ok, nil
	}
	o.Signing.Ident = h.tagger.Name + " <" + h.tagger.Email + ">"
	h.Signer, err = signature.FindSigner(ctx, o.Signing)
	if errors.Is(err, signature.ErrNoKey) {
		h.Signer, h.noKey = nil, err
		return h, nil
	}
	if err == nil {
		h.Key, err = h.Signer.Fingerprint(ctx)
	}
	return h, err
}

// whoSigns is the name and address that git gives to tags, and the time.
func whoSigns(ctx context.Context, settings *repo.Settings) (statement.Person, error) {
	ident, err := settings.Ident(ctx, "GIT_COMMITTER_IDENT")
	if err != nil {
		return statement.Person{}, err
	}
	p, err := statement.ParsePerson(ident)
	if err != nil {
		err = fmt.Errorf("git's identity %q: %w", ident, err)
	}
	return p, err
}

// Person is the name and address of who signs, and the time.
func (h *Hand) Person() statement.Person { return h.tagger }

// Desk is where one person signs.
type Desk struct {
	*standing.Register
	*Hand
}

// Signs finds the person who signs, by the policy in force in an environment.
func (d *Desk) Signs(f *standing.Force) (*policy.Person, error) {
	if d.Signer == nil {
		return nil, d.noKey
	}
	key := policy.Key(d.Key)
	if owner, there := f.Policy.Owner(key); there {
		return owner, nil
	}
	if owner, how, there := f.Policy.Withdrawn(key); there {
		err := fmt.Errorf("%s's key %s is %s in the policy of %s (%s)", owner.Name, d.Key, how, f.Name, f.Source)
		return nil, diag.WithHint(err, "sign with another key: git config user.signingKey …")
	}
	err := fmt.Errorf("the policy of %s (%s) does not know the key %s, which git signs with", f.Name, f.Source, d.Key)
	return nil, diag.WithHint(err, "someone who may change the policy adds it: promptctl policy add-key PERSON --key FILE.pub")
}

// Draft is a statement that is not signed yet.
type Draft struct {
	*statement.Statement
	Commit repo.Hash // the one that was looked at
	Forces []*standing.Force
	Looks  []*standing.Look
	Name   string // of the tag
	// Partial is the one whose prompts it speaks of, "" where they were named.
	Partial string
	// Was and Becomes are the policies of a consent to one; nil for all else.
	Was, Becomes *policy.Policy
	// Already is what its signer said before, which stands and which it would only
	// repeat; nil where there is no such thing.
	Already *Said
	// after is the date that its own must not come before; zero where it may be any.
	after time.Time
}

// Written is a statement that is signed and in the repository.
type Written struct {
	*Draft
	ID     repo.Hash
	Signed bool
}

// prepare gives a draft what every statement has.
func (d *Desk) prepare(draft *Draft) error {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(d.Random, nonce); err != nil {
		return fmt.Errorf("random bytes for a statement: %w", err)
	}
	draft.Nonce = hex.EncodeToString(nonce)
	draft.Repository = draft.Forces[0].Policy.Repository
	if _, err := draft.Message(); err != nil {
		return err
	}
	draft.Name = draft.TagName()
	return nil
}

// Payload returns the bytes of the tag that are signed.
func (d *Desk) payload(draft *Draft) ([]byte, error) {
	message, err := draft.Message()
	tagger := d.tagger
	if draft.after.After(tagger.When) {
		tagger.When = draft.after
	}
	return statement.Payload(string(draft.Commit), draft.Name, tagger, message), err
}

// Write signs drafts and writes their tags, all of them or none. Each is judged
// before, by the policies that it is for: nothing is written that would not
// count. Without a key, the tag of a release in an open environment is written
// unsigned.
func (d *Desk) Write(ctx context.Context, drafts ...*Draft) ([]Written, error) {
	tags := make([]repo.NewTag, len(drafts))
	for i, draft := range drafts {
		data, err := d.sign(ctx, draft)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", draft.Name, err)
		}
		tags[i] = repo.NewTag{Name: draft.Name, Data: data}
	}
	ids, err := d.Project.Repo.CreateTags(ctx, tags...)
	if err != nil {
		return nil, err
	}
	written := make([]Written, len(drafts))
	for i, draft := range drafts {
		written[i] = Written{draft, ids[i], d.Signer != nil}
	}
	return written, nil
}

func (d *Desk) sign(ctx context.Context, draft *Draft) ([]byte, error) {
	data, err := d.payload(draft)
	if err != nil {
		return nil, err
	}
	if d.Signer != nil {
		armour, err := d.Signer.Sign(ctx, data)
		if err != nil {
			return nil, err
		}
		data = append(data, armour...)
	}
	signed := statement.Read("", "refs/tags/"+draft.Name, data)
	for _, f := range draft.Forces {
		if f.Open && signed.Err == nil {
			continue
		}
		v := statement.NewJudge(f.Policy, d.Now, nil, nil).Genuine(signed)
		if !v.Good() {
			return nil, fmt.Errorf("it would not count in %s, so nothing is written: %s", f.Name, v.Why)
		}
	}
	return data, nil
}

// names returns the names of environments.
func names(forces []*standing.Force) string {
	all := make([]string, len(forces))
	for i, f := range forces {
		all[i] = f.Name
	}
	return strings.Join(all, ", ")
}
