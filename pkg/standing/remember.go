package standing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// remembered is a queue as it is kept. It serves display only: whatever is
// signed, released or verified is judged anew.
type remembered struct {
	Key   string
	Until time.Time // when something in it may expire
	Queue Queue
}

// queueFile is the file for one repository below the cache folder, "" where
// nothing is to be remembered.
func queueFile(folder string, r *repo.Repo) string {
	if folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.CommonDir()))
	return filepath.Join(folder, "review", hex.EncodeToString(sum[:8])+".gob")
}

// queueKey is a digest of all that a queue follows from.
func (r *Register) queueKey(ctx context.Context, revision catalog.Revision) (string, error) {
	tags, err := r.refs(ctx)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "4 %s %d\n%s", revision.Commit, len(tags), refsOf(tags))
	for _, f := range r.Forces {
		fmt.Fprintf(h, "%s %s %s %s\n", f.Name, f.Branch, f.Folder, f.Tip)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Fingerprint is a digest of all that a view of HEAD follows from: its commit, the
// policies in force, the ledgers, and every tag. It serves what is remembered for
// display.
func (r *Register) Fingerprint(ctx context.Context) (string, error) {
	revision, err := r.Project.Revision(ctx, "", DefaultRevision)
	if err != nil {
		return "", err
	}
	return r.queueKey(ctx, revision)
}

// recallQueue reads what was remembered of a queue with this key. What is
// damaged is as good as nothing.
func recallQueue(file, key string) (*Queue, time.Time) {
	data, err := os.ReadFile(file)
	if err != nil || len(data) < sha256.Size {
		return nil, time.Time{}
	}
	var m remembered
	if sum := sha256.Sum256(data[sha256.Size:]); !bytes.Equal(sum[:], data[:sha256.Size]) {
		return nil, time.Time{}
	}
	if gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&m) != nil || m.Key != key {
		return nil, time.Time{}
	}
	return &m.Queue, m.Until
}

// keepQueue writes the file whole or not at all; without it the next queue takes
// longer and says the same.
func keepQueue(file, key string, until time.Time, q *Queue) {
	if file == "" || os.MkdirAll(filepath.Dir(file), 0o700) != nil {
		return
	}
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(remembered{key, until, *q}) != nil {
		return
	}
	sum := sha256.Sum256(b.Bytes())
	_ = atomicfile.Write(file, append(sum[:], b.Bytes()...), 0o600)
}

// longest is how long a queue is remembered, as keys too become good and bad.
const longest = time.Hour

// firstExpiry is when the first statement expires that has not yet, or an hour
// from now.
func (r *Register) firstExpiry(ctx context.Context) (first time.Time, err error) {
	known, err := r.Statements(ctx)
	first = r.Now.Add(longest)
	for _, s := range known {
		if e := s.Expires; e.After(r.Now) && e.Before(first) {
			first = e
		}
	}
	return first, err
}
