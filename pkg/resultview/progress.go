package resultview

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// Progress is the line at the foot of a terminal that says how far a run has come.
// It is safe for concurrent use, and says nothing where Err is no terminal that can
// move its cursor.
type Progress struct {
	live  *term.Live
	style term.Style
	width int
	now   func() time.Time
	began time.Time
	total int
	stop  chan struct{}
	ended sync.WaitGroup
	once  sync.Once
	told  teller

	mu                    sync.Mutex
	done, failed, errored int
	usd                   float64
	next                  time.Time // when to draw again
}

// How long a run goes on before its progress is shown, so that nothing flickers up,
// and how often it is brought up to date.
const (
	progressDelay    = 200 * time.Millisecond
	progressInterval = 100 * time.Millisecond
)

// NewProgress begins to report on a run of so many cases; 0 where the number is not
// known. It is brought up to date by each case, and by each tick, so that it moves
// on while a model takes its time; nil is no ticks. It must be ended with End.
func NewProgress(t *term.Terminal, now func() time.Time, tick <-chan time.Time, total int) *Progress {
	p := &Progress{live: t.Live(), style: t.ErrStyle, width: t.Width, now: now, began: now(), total: total, stop: make(chan struct{})}
	p.next = p.began.Add(progressDelay)
	p.ended.Go(func() {
		for {
			select {
			case <-tick:
				p.draw()
			case <-p.stop:
				return
			}
		}
	})
	return p
}

// Case says that a case is done, and what came of it.
func (p *Progress) Case(c *results.Case) {
	p.mu.Lock()
	p.done++
	switch c.Status {
	case results.Failed:
		p.failed++
	case results.Errored:
		p.errored++
	}
	if c.CostUSD != nil {
		p.usd += *c.CostUSD
	}
	p.usd += c.JudgeUSD
	if p.told.wants(c) {
		p.live.Clear()
		p.told.write(c)
		p.next = time.Time{}
	}
	p.mu.Unlock()
	p.draw()
}

// draw draws the line, if it is time.
func (p *Progress) draw() {
	if !p.live.Able() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(progressInterval)
	p.live.Show(p.line(now.Sub(p.began)))
}

// End removes the line. It may be called more than once.
func (p *Progress) End() {
	p.once.Do(func() {
		close(p.stop)
		p.ended.Wait()
		p.live.Clear()
		p.told.end()
	})
}

// line is as much of the line as fits: what matters most comes first.
func (p *Progress) line(took time.Duration) string {
	plain := func(text string) string { return text }
	parts := []term.Cell{{Text: p.count(), Paint: p.style.Bold}}
	if p.failed > 0 {
		parts = append(parts, term.Cell{Text: thousands(p.failed) + " failed", Paint: p.style.Red})
	}
	if p.errored > 0 {
		parts = append(parts, term.Cell{Text: thousands(p.errored) + " errored", Paint: p.style.Yellow})
	}
	for _, text := range []string{p.left(took), p.cost(), p.rate(took)} {
		if text != "" {
			parts = append(parts, term.Cell{Text: text, Paint: plain})
		}
	}
	bar, room := p.bar(), p.width-1
	line := ""
	if used := term.Width(bar) + 1 + term.Width(parts[0].Text); bar != "" && used <= room {
		line, room = p.style.Green(bar)+" ", room-term.Width(bar)-1
	}
	for i, part := range parts {
		text := part.Text
		if i > 0 {
			text = " · " + text
		}
		if room -= term.Width(text); room < 0 {
			break
		}
		line += strings.TrimSuffix(text, part.Text) + part.Paint(part.Text)
	}
	return line
}

func (p *Progress) count() string {
	if p.total == 0 {
		return number(p.done, "case")
	}
	return thousands(p.done) + "/" + thousands(p.total)
}

// barWidth is how many columns the bar takes.
const barWidth = 20

// bar is a bar of eighths of columns, "" where the number of cases is not known.
func (p *Progress) bar() string {
	if p.total == 0 {
		return ""
	}
	eighths := min(p.done, p.total) * barWidth * 8 / p.total
	bar := strings.Repeat("█", eighths/8)
	if part := eighths % 8; part > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[part-1])
	}
	return bar + strings.Repeat("░", barWidth-len([]rune(bar)))
}

// left is how long the rest takes, if it goes on as it went; "" where nobody can
// tell, then how long it took so far.
func (p *Progress) left(took time.Duration) string {
	if p.total == 0 || p.done == 0 || p.done >= p.total {
		return millis(float64(took) / float64(time.Millisecond))
	}
	rest := float64(took) / float64(p.done) * float64(p.total-p.done)
	return millis(rest/float64(time.Millisecond)) + " left"
}

func (p *Progress) cost() string {
	if p.usd == 0 {
		return ""
	}
	return Dollars(p.usd)
}

func (p *Progress) rate(took time.Duration) string {
	if took <= 0 || p.done == 0 {
		return ""
	}
	rate := float64(p.done) / took.Seconds()
	if rate >= 10 {
		return thousands(int(rate)) + "/s"
	}
	return fmt.Sprintf("%.1f/s", rate)
}
