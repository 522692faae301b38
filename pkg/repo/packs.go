package repo

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// packs reads objects from the repository's files, and leaves to git what is
// not there.
type packs struct {
	git     *batch
	folders []string // the objects folders: the repository's own, then those it borrows from
	idLen   int
	hot     atomic.Pointer[pack] // the pack in which the last object was found
	unpack  unpacker
	partial atomic.Bool // there are packs of a partial clone

	mu     sync.Mutex
	list   []*pack // replaced as a whole, never changed
	listed bool
}

func newPacks(r *Repo) *packs {
	return &packs{
		git:     &batch{git: r.git, repo: r},
		folders: objectFolders(r.commonDir, r.git.dir, r.git.env),
		idLen:   r.idLen(),
	}
}

// read implements objects.
func (s *packs) read(ctx context.Context, id Hash) (object, error) {
	o, err := s.local(ctx, id)
	if !errors.Is(err, errAskGit) {
		return o, err
	}
	o, err = s.git.read(ctx, id)
	return o, s.reason(err)
}

// errAskGit is why an object is not read in this process.
var errAskGit = errors.New("is for git to read")

// local reads an object in this process. A gc or repack in another process
// moves objects from loose files into packs and from packs into other packs:
// what is not found is looked for again among the packs as they are by then.
// What is not found then, or is damaged, is errAskGit.
func (s *packs) local(ctx context.Context, id Hash) (object, error) {
	if ctx.Err() != nil {
		return object{}, context.Cause(ctx)
	}
	raw, err := id.bytes()
	if err != nil || len(raw) != s.idLen {
		return object{}, &ObjectError{Hash: id, Err: errors.New("is not an object id of this repository")}
	}
	for _, again := range []bool{false, true} {
		var o object
		if o, err = s.find(raw, again); err == nil {
			return o, nil
		}
	}
	if errors.Is(err, errTooLarge) {
		return object{}, &ObjectError{Hash: id, Err: err}
	}
	return object{}, errAskGit
}

// reason completes the error of an object that git could not read either: git
// says "missing" of much that is damaged.
func (s *packs) reason(err error) error {
	var bad *ObjectError
	if !errors.As(err, &bad) {
		return err
	}
	if raw, idErr := bad.Hash.bytes(); idErr == nil {
		if _, found := s.find(raw, false); found != nil && !errors.Is(found, fs.ErrNotExist) {
			bad.Err = found
		}
	}
	return err
}

// find looks an object up in this process.
func (s *packs) find(raw []byte, again bool) (object, error) {
	if o, err := s.packed(raw, again); !errors.Is(err, fs.ErrNotExist) {
		return o, err
	}
	for _, folder := range s.folders {
		if o, err := readLoose(folder, raw); !errors.Is(err, fs.ErrNotExist) {
			return o, err
		}
	}
	return object{}, fs.ErrNotExist
}

// packed looks an object up in the packs. A copy that cannot be read is no
// reason not to try the next.
func (s *packs) packed(raw []byte, again bool) (object, error) {
	failure := fs.ErrNotExist
	hot := s.hot.Load()
	if hot != nil {
		if o, ok, err := s.inPack(hot, raw); ok {
			return o, nil
		} else if err != nil {
			failure = err
		}
	}
	for _, p := range s.packs(again) {
		if p == hot {
			continue
		}
		if o, ok, err := s.inPack(p, raw); ok {
			s.hot.Store(p)
			return o, nil
		} else if err != nil {
			failure = err
		}
	}
	return object{}, failure
}

func (s *packs) inPack(p *pack, raw []byte) (object, bool, error) {
	at, ok, err := p.find(raw)
	if err != nil || !ok {
		return object{}, false, err
	}
	o, err := s.unpack.object(p, at)
	return o, err == nil, err
}

// has reports whether the object is in a pack or a loose file.
func (s *packs) has(raw []byte) bool {
	for _, p := range s.packs(false) {
		if _, ok, _ := p.find(raw); ok {
			return true
		}
	}
	for _, folder := range s.folders {
		if _, err := os.Lstat(loosePath(folder, raw)); err == nil {
			return true
		}
	}
	return false
}

// packs returns the packs, listing them at the first call or anew. A pack that
// is still there keeps what it has opened.
func (s *packs) packs(again bool) []*pack {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listed && !again {
		return s.list
	}
	var list []*pack
	for _, folder := range s.folders {
		entries, _ := os.ReadDir(filepath.Join(folder, "pack")) // none: no packs
		for _, e := range entries {
			if base, ok := strings.CutSuffix(e.Name(), ".idx"); ok {
				list = append(list, s.known(filepath.Join(folder, "pack", base)))
			} else if strings.HasSuffix(e.Name(), ".promisor") {
				s.partial.Store(true)
			}
		}
	}
	s.list, s.listed = list, true
	return list
}

func (s *packs) known(base string) *pack {
	i := slices.IndexFunc(s.list, func(p *pack) bool { return p.base == base })
	if i >= 0 {
		return s.list[i]
	}
	return &pack{base: base, idLen: s.idLen}
}

func (s *packs) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, p := range s.list {
		errs = append(errs, p.close())
	}
	s.list, s.listed = nil, false
	s.hot.Store(nil)
	return errors.Join(errs...)
}
