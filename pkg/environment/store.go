package environment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/suite"
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

// Suite returns the digest of the test suites of some prompts as a snapshot has
// them: their files of test cases, and the data that those name.
func Suite(ctx context.Context, snapshot repo.Snapshot, subjects []statement.Subject) (string, error) {
	files := map[string][]byte{}
	for _, s := range subjects {
		if err := tests(ctx, snapshot, s.Path, files); err != nil {
			return "", fmt.Errorf("the tests of %s: %w", s.Name, err)
		}
	}
	return statement.Digest(files), nil
}

// tests adds the files of the test cases beside a prompt.
func tests(ctx context.Context, snapshot repo.Snapshot, file string, files map[string][]byte) error {
	stem := prompt.Stem(file)
	for _, suffix := range []string{suite.Suffix, suite.ShortSuffix} {
		src, err := snapshot.Read(ctx, stem+suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		files[stem+suffix] = src
		cases, _ := suite.Parse(stem+suffix, src)
		for _, data := range cases.Data {
			rows, err := snapshot.Read(ctx, path.Clean(data.Path))
			if errors.Is(err, fs.ErrNotExist) {
				continue // a finding of lint
			}
			if err != nil {
				return err
			}
			files[path.Clean(data.Path)] = rows
		}
	}
	return nil
}
