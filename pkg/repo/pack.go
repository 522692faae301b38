package repo

import (
	"os"
	"sync"
	"sync/atomic"
)

// pack is one pack file and its index, opened on first use.
type pack struct {
	base  string // the path without .idx or .pack
	idLen int

	mu     sync.Mutex // held while it is opened or closed
	opened atomic.Pointer[openPack]
}

type openPack struct {
	index *packIndex
	file  *os.File
}

// open opens the pack where it is not open.
func (p *pack) open() (*openPack, error) {
	if o := p.opened.Load(); o != nil {
		return o, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if o := p.opened.Load(); o != nil {
		return o, nil
	}
	index, err := openPackIndex(p.base+".idx", p.idLen)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(p.base + ".pack")
	if err != nil {
		return nil, err
	}
	o := &openPack{index, file}
	p.opened.Store(o)
	return o, nil
}

func (p *pack) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.opened.Swap(nil)
	if o == nil {
		return nil
	}
	return o.file.Close()
}

// find returns the offset at which the pack has the object.
func (p *pack) find(raw []byte) (at int64, ok bool, err error) {
	o, err := p.open()
	if err != nil {
		return 0, false, err
	}
	at, ok = o.index.find(raw)
	return at, ok, nil
}
