package repo

// entry is a commit that a walk has yet to look at.
type entry struct {
	date   int64
	order  int // of being put on the queue
	commit uint32
	set    *watched // nil where it has to be asked for
}

// frontier is a queue of commits: the latest date first, and of one date the
// first that came, as in git.
type frontier struct {
	heap []entry
	puts int
}

func (e *entry) before(o *entry) bool {
	return e.date > o.date || e.date == o.date && e.order < o.order
}

func (f *frontier) push(e entry) {
	e.order = f.puts
	f.puts++
	f.heap = append(f.heap, e)
	for i := len(f.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !f.heap[i].before(&f.heap[up]) {
			break
		}
		f.heap[i], f.heap[up] = f.heap[up], f.heap[i]
		i = up
	}
}

func (f *frontier) pop() (entry, bool) {
	if len(f.heap) == 0 {
		return entry{}, false
	}
	top, last := f.heap[0], len(f.heap)-1
	f.heap[0] = f.heap[last]
	f.heap = f.heap[:last]
	for i := 0; ; {
		first := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if f.heap[child].before(&f.heap[first]) {
				first = child
			}
		}
		if first == i {
			return top, true
		}
		f.heap[i], f.heap[first] = f.heap[first], f.heap[i]
		i = first
	}
}
