package repo

import "sync"

// deltaCache keeps objects that were read from packs, since the next object is
// often a delta against one of them. It holds two generations: when the young
// one is full the old one is dropped, and what is used is young again.
type deltaCache struct {
	mu         sync.Mutex
	young, old map[deltaKey]object
	size       int // bytes in young
}

type deltaKey struct {
	pack *pack
	at   int64
}

const (
	// generation is the size in bytes at which a generation is full.
	generation = 6 << 20
	// maxCached is the size in bytes above which an object is not kept.
	maxCached = 1 << 20
)

func (c *deltaCache) get(p *pack, at int64) (object, bool) {
	key := deltaKey{p, at}
	c.mu.Lock()
	defer c.mu.Unlock()
	if o, ok := c.young[key]; ok {
		return o, true
	}
	o, ok := c.old[key]
	if ok {
		delete(c.old, key)
		c.add(key, o)
	}
	return o, ok
}

func (c *deltaCache) put(p *pack, at int64, o object) {
	if len(o.data) > maxCached {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(deltaKey{p, at}, o)
}

func (c *deltaCache) add(key deltaKey, o object) {
	const overhead = 100 // of a map entry and the slice
	if c.young == nil || c.size > generation {
		c.young, c.old, c.size = map[deltaKey]object{}, c.young, 0
	}
	c.young[key] = o
	c.size += len(o.data) + overhead
}
