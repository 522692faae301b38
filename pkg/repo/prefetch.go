package repo

import (
	"bytes"
	"context"
	"errors"
	"strings"
)

// prefetch fetches at once what a partial clone lacks of the objects. git alone
// would fetch them one by one as they are read: measured on 100 blobs, from a
// remote on the same disk, 3.0 s one by one and 0.09 s at once.
//
// What cannot be fetched is no error here: git says why when it is read.
func (s *packs) prefetch(ctx context.Context, ids []Hash) error {
	s.packs(false)
	if !s.partial.Load() || !lazyFetch(s.git.git.env) {
		return nil
	}
	var missing bytes.Buffer
	for _, id := range ids {
		if raw, err := id.bytes(); err == nil && !s.has(raw) {
			missing.WriteString(string(id) + "\n")
		}
	}
	if bytes.Count(missing.Bytes(), []byte{'\n'}) < 2 {
		return nil
	}
	remotes, err := s.promisors(ctx)
	if err != nil {
		return err
	}
	for _, remote := range remotes {
		_, err := s.git.git.run(ctx, bytes.NewReader(missing.Bytes()), "-c", "fetch.negotiationAlgorithm=noop",
			"fetch", "-q", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--no-auto-maintenance",
			"--filter=blob:none", "--stdin", "--end-of-options", remote)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return err
		}
	}
	s.packs(true)
	return nil
}

// promisors returns the remotes that have what this clone lacks.
func (s *packs) promisors(ctx context.Context) ([]string, error) {
	out, err := s.git.git.run(ctx, nil, "config", "-z", "--bool", "--get-regexp", `^remote\..*\.promisor$`)
	var refusal *GitError
	if err != nil && !errors.As(err, &refusal) {
		return nil, err
	}
	var remotes []string
	for entry := range strings.SplitSeq(string(out), "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		if value == "true" {
			remotes = append(remotes, strings.TrimSuffix(strings.TrimPrefix(key, "remote."), ".promisor"))
		}
	}
	return remotes, nil
}
