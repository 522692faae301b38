package repo

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing/format/objfile"
)

var errBadLoose = errors.New("corrupt loose object")

// loosePath returns the file of an object that is in no pack.
func loosePath(folder string, raw []byte) string {
	name := hex.EncodeToString(raw)
	return filepath.Join(folder, name[:2], name[2:])
}

// readLoose reads an object that is in no pack.
func readLoose(folder string, raw []byte) (object, error) {
	file, err := os.Open(loosePath(folder, raw))
	if err != nil {
		return object{}, err
	}
	defer file.Close()
	r, err := objfile.NewReader(file)
	if err != nil {
		return object{}, notAbsent(err)
	}
	defer r.Close()
	kind, size, err := r.Header()
	if err != nil || size < 0 {
		return object{}, notAbsent(err)
	}
	if size > maxObject {
		return object{}, errTooLarge
	}
	data, err := readExactly(r, int(size))
	if err != nil {
		return object{}, notAbsent(err)
	}
	if id := r.Hash(); len(raw) == len(id) && string(raw) != string(id[:]) {
		return object{}, errBadLoose
	}
	return object{kind.String(), data}, nil
}

// notAbsent makes sure that a file that is there and cannot be understood does
// not look like one that is not there.
func notAbsent(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return errBadLoose
	}
	return fmt.Errorf("%w: %w", errBadLoose, err)
}
