package term

import (
	"fmt"
	"sync"
	"time"
)

// How long work goes on before its progress is shown, so that nothing flickers
// up, and how often it is brought up to date.
const (
	progressDelay    = 300 * time.Millisecond
	progressInterval = 100 * time.Millisecond
)

// Progress is one line at the foot of a terminal that says how far some work has
// come. It is safe for concurrent use, and says nothing where Err is not a
// terminal that can move its cursor.
type Progress struct {
	term  *Terminal
	live  *Live
	now   func() time.Time
	label string
	total int

	mu   sync.Mutex
	done int
	next time.Time // when to draw again
}

// Progress begins to report on total steps of work; 0 where the number is not
// known. It must be ended with End.
func (t *Terminal) Progress(now func() time.Time, label string, total int) *Progress {
	return &Progress{term: t, live: t.Live(), now: now, label: OneLine(label), total: total, next: now().Add(progressDelay)}
}

// Step says that one more step has been done, and what it was about.
func (p *Progress) Step(about string) {
	if !p.live.Able() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if now := p.now(); !now.Before(p.next) {
		p.next = now.Add(progressInterval)
		p.draw(about)
	}
}

// draw writes the line over the one before. It leaves the last column free:
// some terminals go to the next line when that is filled.
func (p *Progress) draw(about string) {
	text := fmt.Sprintf("%s %d", p.label, p.done)
	if p.total > 0 {
		text += fmt.Sprintf("/%d (%d %%)", p.total, 100*p.done/p.total)
	}
	if about != "" {
		text += " " + OneLine(about)
	}
	p.live.Show(p.term.ErrStyle.Dim(Truncate(text, p.term.Width-1)))
}

// End removes the line.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live.Clear()
}
