package catalog

import (
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// remembered is what a list keeps for the next one. It serves display only:
// nothing that is approved or served rests on it, and where it cannot be read
// or written a list takes longer and says the same.
type remembered struct {
	Format    int // of this struct
	Tip       repo.Hash
	Folders   string // the prompt folders, as they were for Tip
	Complete  bool
	Versions  map[string]LastVersion // by path, as of Tip
	Summaries map[string]summarised  // by path
}

// rememberedFormat changes with the meaning of what is remembered.
const rememberedFormat = 1

// rememberedFile is the file for one repository below the cache folder, ""
// where nothing is to be remembered.
func rememberedFile(folder string, r *repo.Repo) string {
	if folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.CommonDir()))
	return filepath.Join(folder, "list", hex.EncodeToString(sum[:8])+".gob")
}

func recall(file string) remembered {
	var m remembered
	f, err := os.Open(file)
	if err != nil {
		return remembered{}
	}
	defer f.Close()
	if err := gob.NewDecoder(f).Decode(&m); err != nil || m.Format != rememberedFormat {
		return remembered{}
	}
	return m
}

// keep writes the file whole or not at all.
func (m remembered) keep(file string) {
	if file == "" || os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".list-*")
	if err != nil {
		return
	}
	m.Format = rememberedFormat
	err = gob.NewEncoder(f).Encode(m)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // a left-over in a cache harms nobody
	}
}
