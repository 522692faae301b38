// Package dossier is all that a reviewer needs of one prompt, gathered for one
// page: what changed, what lint finds, what came of its tests, what the signed
// statements are worth and which threads are open.
package dossier

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Dossier is what is known of a prompt at a revision.
type Dossier struct {
	*standing.Verification
	Changes  *comparison.Comparison // since what is served, or the last release
	Findings diag.List              // of lint
	Record   *review.Record
	Threads  []Thread       // that are open
	Runs     []*history.Run // of its tests, that somebody kept; the newest first
	Approved *Approved      // what the reader approved last, nil where that is nothing or just this
	You      string         // who reads, "" where nobody whom the policy knows does
}

// Thread is a discussion, and where what it is about stands now.
type Thread struct {
	*review.Thread
	Now review.Place
}

// Approved is an earlier text that the reader approved.
type Approved struct {
	Commit  repo.Hash
	When    time.Time // as they said
	Changes *comparison.Comparison
}

// Gather gathers what is known of NAME[@REV] for a reader, whom the policy may
// know by their key.
func Gather(ctx context.Context, r *standing.Register, reference, key string, o comparison.Options) (*Dossier, error) {
	d := &Dossier{}
	var err error
	if d.Verification, err = r.Verify(ctx, reference, nil); err != nil {
		return nil, err
	}
	if d.Look == nil {
		return nil, &catalog.ReferenceError{Reference: reference, Problem: "it is a statement and no prompt: promptctl verify judges it"}
	}
	if owner, there := r.Owner(key); there {
		d.You = owner.Name
	}
	for _, gather := range []func(context.Context, *standing.Register, comparison.Options) error{d.compare, d.lint, d.discuss, d.tested, d.approved} {
		if err := gather(ctx, r, o); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Dossier) compare(ctx context.Context, r *standing.Register, o comparison.Options) (err error) {
	d.Changes, err = r.Changes(ctx, d.Look, r.Forces, o)
	return err
}

// lint lints the prompt's file and its tests.
func (d *Dossier) lint(ctx context.Context, r *standing.Register, o comparison.Options) error {
	snapshot, err := r.Project.Repo.At(ctx, d.Look.Revision.Commit)
	if err != nil {
		return err
	}
	result, err := lint.Run(ctx, lint.Query{Snapshot: snapshot, Args: []string{d.Look.File.Path}, Tokens: o.Tokens})
	if err != nil {
		return err
	}
	d.Findings = lint.Findings(result.Problems)
	return nil
}

// discuss finds the threads that are open.
func (d *Dossier) discuss(ctx context.Context, r *standing.Register, _ comparison.Options) (err error) {
	if d.Record, err = review.Read(ctx, r.Project.Repo); err != nil {
		return err
	}
	shown := review.Show(r.Project, d.Look.Catalog)
	threads, err := shown.Of(ctx, review.Open(d.Record.Threads), d.Look.Name)
	if err != nil {
		return err
	}
	for _, t := range threads {
		now, err := shown.Place(ctx, t)
		if err != nil {
			return err
		}
		d.Threads = append(d.Threads, Thread{t, now})
	}
	return nil
}

// tested finds what came of its tests.
func (d *Dossier) tested(ctx context.Context, r *standing.Register, _ comparison.Options) error {
	record, err := history.Read(ctx, r.Project.Repo)
	if err != nil {
		return err
	}
	d.Runs = record.Of(d.Look.Subject.Digest)
	return nil
}

// approved finds the text that the reader approved last. The commit that a
// statement names is a hint, so it counts only if it has the digest.
func (d *Dossier) approved(ctx context.Context, r *standing.Register, o comparison.Options) error {
	last, err := r.LastApproval(ctx, d.Look.Name, d.You)
	if err != nil || last == nil || last.Speaks(d.Look.Subject.Digest) || d.released(last) {
		return err
	}
	commit := repo.Hash(last.Tag.Object)
	then, err := r.Look(ctx, d.Look.Name+"@rev:"+string(commit))
	if err != nil {
		if unknown := (*repo.UnknownRevisionError)(nil); errors.As(err, &unknown) {
			return nil // squashed away: nobody can show it any more
		}
		return err
	}
	if !last.Speaks(then.Subject.Digest) {
		return nil
	}
	d.Approved = &Approved{Commit: commit, When: last.Tag.Tagger.When}
	d.Approved.Changes, err = comparison.Between(ctx, r.Project, d.Look.Name, then.Revision, d.Look.Revision, o)
	return err
}

// released reports whether a statement speaks of the release that the changes
// are since: then they are what its signer has not seen.
func (d *Dossier) released(s *statement.Signed) bool {
	return slices.ContainsFunc(d.Changes.Prompts, func(p *comparison.Prompt) bool { return p.Before != nil && s.Speaks(p.Before.Digest()) })
}
