package environment

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// store reads a ledger from a repository.
type store struct{ repo *repo.Repo }

// Store returns what ledgers of a repository are read from.
func Store(r *repo.Repo) ledger.Store { return store{r} }

func (s store) Object(ctx context.Context, id string) (string, []byte, error) {
	kind, data, err := s.repo.ReadObject(ctx, repo.Hash(id))
	return kind, data, incomplete(err)
}

func (s store) ID(kind string, data []byte) string { return string(s.repo.ObjectID(kind, data)) }

func (s store) Touching(ctx context.Context, source, since string, files []string) ([]string, map[string][]byte, error) {
	var not []repo.Hash
	if since != "" {
		aside, err := s.repo.Touching(ctx, repo.Hash(since), []repo.Hash{repo.Hash(source)}, files)
		if err != nil {
			return nil, nil, incomplete(err)
		}
		if len(aside) == 0 {
			not = append(not, repo.Hash(since))
		}
	}
	ids, err := s.repo.Touching(ctx, repo.Hash(source), not, files)
	if err != nil {
		return nil, nil, incomplete(err)
	}
	texts, err := s.repo.RawCommits(ctx, ids)
	if err != nil {
		return nil, nil, incomplete(err)
	}
	names, raw := make([]string, len(ids)), make(map[string][]byte, len(ids))
	for i, id := range ids {
		names[i], raw[string(id)] = string(id), texts[id]
	}
	return names, raw, nil
}

func (s store) Suite(ctx context.Context, commit string, subjects []statement.Subject) (string, error) {
	snapshot, err := s.repo.At(ctx, repo.Hash(commit))
	if err != nil {
		return "", incomplete(err)
	}
	digest, err := Suite(ctx, snapshot, subjects)
	return digest, incomplete(err)
}

// incomplete says of what is missing here that nobody can tell.
func incomplete(err error) error {
	var cut *repo.IncompleteError
	if errors.Is(err, repo.ErrMissingObject) || errors.As(err, &cut) {
		return fmt.Errorf("%w: %w", ledger.ErrIncomplete, err)
	}
	return err
}
