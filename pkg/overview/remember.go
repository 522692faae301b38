package overview

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"os"
	"path/filepath"
	"time"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// remembered is what is kept of it. It serves display only.
type remembered struct {
	Key   string
	Until time.Time // statements expire, and keys
	Known known
}

// longest is how long it is remembered.
const longest = 10 * time.Minute

// cacheFile is the file for one repository below the cache folder, "" where nothing
// is to be remembered.
func cacheFile(folder string, r *repo.Repo) string {
	if folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.CommonDir()))
	return filepath.Join(folder, "status", hex.EncodeToString(sum[:8])+".gob")
}

// recall reads what was remembered with this key. What is damaged is as good as
// nothing.
func recall(file, key string, now time.Time) *known {
	data, err := os.ReadFile(file)
	if err != nil || len(data) < sha256.Size {
		return nil
	}
	if sum := sha256.Sum256(data[sha256.Size:]); !bytes.Equal(sum[:], data[:sha256.Size]) {
		return nil
	}
	var m remembered
	if gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&m) != nil || m.Key != key || now.After(m.Until) {
		return nil
	}
	return &m.Known
}

// keep writes the file whole or not at all.
func keep(file, key string, now time.Time, k *known) {
	if file == "" || os.MkdirAll(filepath.Dir(file), 0o700) != nil {
		return
	}
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(remembered{key, now.Add(longest), *k}) != nil {
		return
	}
	sum := sha256.Sum256(b.Bytes())
	_ = atomicfile.Write(file, append(sum[:], b.Bytes()...), 0o600)
}
