package repo

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// errIndexForm is why an index is left to git: it is damaged, or has what is
// not read here.
var errIndexForm = errors.New("the index is not in a form that is read here")

// indexPath is where the index is. As for git itself, GIT_INDEX_FILE starts
// from the top of the work tree.
func (r *Repo) indexPath() string {
	named, _ := lookup(r.git.env, "GIT_INDEX_FILE")
	switch {
	case named == "":
		return filepath.Join(r.gitDir, "index")
	case filepath.IsAbs(named):
		return named
	}
	return filepath.Join(r.root, named)
}

// openIndex begins to read an index file: the versions 2 to 4 of the format,
// without an index that is split or sparse (https://git-scm.com/docs/index-format).
// For these, and for a damaged one, it or ended fails, and git is to be asked.
// A hook waits for the index first of all, and `git ls-files` takes longer than
// to read it here.
func openIndex(path string, idSize int) (*indexReader, error) {
	text, err := readText(path)
	if err != nil {
		return nil, err
	}
	r := &indexReader{text: text, idSize: idSize}
	magic := r.take(4)
	r.version, r.left = r.number(4), r.number(4)
	// An entry has 62 bytes at the least, so that no more can follow.
	if magic != "DIRC" || r.version < 2 || r.version > 4 || int(r.left) > len(text)/62 {
		return nil, errIndexForm
	}
	return r, nil
}

// readText is what a file holds, without another copy of it.
func readText(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it is only read
	var text strings.Builder
	if info, err := f.Stat(); err == nil {
		text.Grow(int(info.Size()))
	}
	_, err = io.Copy(&text, f)
	return text.String(), err
}

// indexEntry is a file in the index.
type indexEntry struct {
	path   string
	id     string // its bytes
	mode   Mode
	stage  int  // 0, or 1 to 3 where it is unmerged
	intent bool // of `git add --intent-to-add`: a commit does not have it yet
	skip   bool // a sparse checkout leaves it out of the work tree
}

// The bits of an entry's flags, and of those that it may have besides.
const (
	extendedFlag = 1 << 14
	stageShift   = 12
	intentFlag   = 1 << 13
	skipFlag     = 1 << 14
)

// Bytes of an entry that are about its file on disk: two times, the device and
// the inode come before the mode; the owner, the group and the size behind it.
const beforeMode, behindMode = 24, 12

// indexReader is a place in an index file.
type indexReader struct {
	text    string
	at      int
	short   bool // there was less than was to be read
	version uint32
	left    uint32 // entries that follow
	idSize  int
	last    string // the path of the entry before
}

// leavesOut reports whether the work tree may lack a file, or what is in a
// folder, because a sparse checkout left it out.
func (r *Repo) leavesOut(path string) bool {
	index, err := openIndex(r.indexPath(), len(emptyBlob(r.format))/2)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		return true
	}
	for e, ok := index.next(); ok; e, ok = index.next() {
		if e.skip && within(e.path, path) {
			return true
		}
	}
	return index.ended() != nil
}

// next reads an entry. It is false behind the last one, and where that cannot
// be read.
func (r *indexReader) next() (indexEntry, bool) {
	if r.left == 0 || r.short {
		return indexEntry{}, false
	}
	r.left--
	e := r.entry()
	return e, !r.short
}

// ended fails where not all was read, or where what follows the entries changes
// what they mean.
func (r *indexReader) ended() error {
	if r.left > 0 || r.short || !r.onlyOptional() {
		return errIndexForm
	}
	return nil
}

func (r *indexReader) entry() indexEntry {
	start := r.at
	r.take(beforeMode)
	mode := r.number(4)
	r.take(behindMode)
	e := indexEntry{mode: canonicalMode(Mode(mode)), id: r.take(r.idSize)}
	flags, more := r.number(2), uint32(0)
	if flags&extendedFlag != 0 && r.version > 2 {
		more = r.number(2)
	}
	e.stage, e.intent, e.skip = int(flags>>stageShift&3), more&intentFlag != 0, more&skipFlag != 0
	if e.path = r.path(); e.mode == modeTree {
		r.short = true // a sparse index, which has folders
	}
	if r.version < 4 {
		r.take((8 - (r.at-start)%8) % 8) // the path's NUL is counted already
	}
	r.last = e.path
	return e
}

// path reads a path and the NUL behind it. In version 4 it begins as the one
// before does, but for so many bytes at its end.
func (r *indexReader) path() string {
	shared := ""
	if r.version == 4 {
		cut := r.varint()
		if cut > len(r.last) {
			r.short = true
			return ""
		}
		shared = r.last[:len(r.last)-cut]
	}
	n := strings.IndexByte(r.text[r.at:], 0)
	if n < 0 {
		r.short = true
		return ""
	}
	rest := r.take(n + 1)[:n]
	if shared == "" {
		return rest
	}
	return shared + rest
}

// varint reads a number as git writes offsets: seven bits a byte, the highest
// first, and each but the first one more than it says.
func (r *indexReader) varint() int {
	n := -1
	for range 4 { // no path is as long as 2^28 bytes
		c := r.number(1)
		n = (n+1)<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			return n
		}
	}
	r.short = true
	return 0
}

// onlyOptional reports whether nothing follows the entries that changes what
// they mean: extensions whose names begin with a capital letter, and the hash.
func (r *indexReader) onlyOptional() bool {
	for len(r.text)-r.at > r.idSize {
		name, size := r.take(4), r.number(4)
		if r.take(int(size)); r.short || name[0] < 'A' || name[0] > 'Z' {
			return false
		}
	}
	return len(r.text)-r.at == r.idSize
}

// take reads so many bytes.
func (r *indexReader) take(n int) string {
	if n > len(r.text)-r.at {
		r.short, n = true, len(r.text)-r.at
	}
	r.at += n
	return r.text[r.at-n : r.at]
}

// number reads a number of so many bytes, the highest first.
func (r *indexReader) number(size int) uint32 {
	n := uint32(0)
	for _, c := range []byte(r.take(size)) {
		n = n<<8 | uint32(c)
	}
	return n
}
