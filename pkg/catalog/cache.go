package catalog

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"hash/crc32"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// remembered is what a list keeps for the next one. It serves display only:
// nothing that is approved or served rests on it, and where it cannot be read
// or written a list takes longer and says the same.
type remembered struct {
	Program   string // that wrote it: another one may say other things of the same file
	Folders   string // the prompt folders
	Tip       repo.Hash
	Complete  bool                   // Versions are of a history that is not cut off
	Versions  map[string]LastVersion // by path, as of Tip
	Summaries map[string]summarised  // by path
}

// rememberedFile is the file for one repository below the cache folder, ""
// where nothing is to be remembered.
func rememberedFile(folder string, r *repo.Repo) string {
	if folder == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(r.CommonDir()))
	return filepath.Join(folder, "list", hex.EncodeToString(sum[:8])+".gob")
}

// thisProgram tells this build of the program from others.
func thisProgram() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	id := info.GoVersion + " " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "-ldflags" {
			id += " " + s.Value
		}
	}
	return id
}

// recall reads what this program remembered of these prompt folders. What is
// damaged is as good as nothing.
func recall(file, folders string) remembered {
	var m remembered
	data, err := os.ReadFile(file)
	if err != nil || len(data) < crc32.Size {
		return remembered{}
	}
	sum, text := data[:crc32.Size], data[crc32.Size:]
	if binary.BigEndian.Uint32(sum) != crc32.ChecksumIEEE(text) {
		return remembered{}
	}
	if err := gob.NewDecoder(bytes.NewReader(text)).Decode(&m); err != nil || m.Program != thisProgram() || m.Folders != folders {
		return remembered{}
	}
	return m
}

// keep writes the file whole or not at all.
func (m remembered) keep(file string) {
	if file == "" || os.MkdirAll(filepath.Dir(file), 0o700) != nil {
		return
	}
	var b bytes.Buffer
	b.Write(make([]byte, crc32.Size))
	if gob.NewEncoder(&b).Encode(m) != nil {
		return
	}
	data := b.Bytes()
	binary.BigEndian.PutUint32(data, crc32.ChecksumIEEE(data[crc32.Size:]))
	f, err := os.CreateTemp(filepath.Dir(file), ".list-*")
	if err != nil {
		return
	}
	_, err = f.Write(data)
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
