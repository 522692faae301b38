package provider

import (
	"context"
	"sync"
	"time"
)

// limits are how many requests a provider is sent, at one time and in a minute.
type limits struct {
	now      func() time.Time
	slots    chan struct{} // nil is no limit
	mutex    sync.Mutex    // guards what is below
	requests bucket
	tokens   bucket
	paused   chan struct{} // closed when requests may be sent again; nil is now
	until    time.Time     // when that is
}

func newLimits(s settings, now func() time.Time) *limits {
	l := &limits{now: now}
	if s.concurrency > 0 {
		l.slots = make(chan struct{}, s.concurrency)
	}
	// Requests may come in bursts of a second; tokens in bursts of a minute, as
	// a single prompt may have that many.
	l.requests = newBucket(s.requests, max(1, s.requests/60), now())
	l.tokens = newBucket(s.tokens, s.tokens, now())
	return l
}

// enter waits until a request of about so many tokens may be sent. What it
// returns is to be called after the answer, with the tokens that it really took.
func (l *limits) enter(ctx context.Context, tokens int) (leave func(used int), err error) {
	if l.slots != nil {
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if err := l.await(ctx, tokens); err != nil {
		l.leave(0, 0)
		return nil, err
	}
	return func(used int) { l.leave(tokens, used) }, nil
}

func (l *limits) await(ctx context.Context, tokens int) error {
	if wait := l.reserve(tokens); wait > 0 {
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
	for paused := l.pausing(); paused != nil; paused = l.pausing() {
		select {
		case <-paused:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return context.Cause(ctx)
}

// pausing is closed at the end of a pause; nil is none.
func (l *limits) pausing() <-chan struct{} {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.paused
}

// reserve takes a place in the line, and returns how long it is.
func (l *limits) reserve(tokens int) time.Duration {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	now := l.now()
	return max(l.requests.take(1, now), l.tokens.take(float64(tokens), now))
}

func (l *limits) leave(expected, used int) {
	if l.slots != nil {
		<-l.slots
	}
	if used > 0 {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		l.tokens.give(float64(expected - used))
	}
}

// pause keeps all requests back for a while.
func (l *limits) pause(d time.Duration) {
	paused := make(chan struct{})
	l.mutex.Lock()
	defer l.mutex.Unlock()
	until := l.now().Add(d)
	if l.paused != nil && !until.After(l.until) {
		return // the one before is longer
	}
	l.paused, l.until = paused, until
	time.AfterFunc(d, func() {
		l.mutex.Lock()
		if l.paused == paused {
			l.paused = nil
		}
		l.mutex.Unlock()
		close(paused)
	})
}

// bucket is a token bucket that may be overdrawn: whoever does waits until it is
// level again.
type bucket struct {
	perSecond float64 // 0 is no limit
	most      float64
	level     float64
	at        time.Time
}

func newBucket(perMinute, most int, now time.Time) bucket {
	return bucket{float64(perMinute) / 60, float64(most), float64(most), now}
}

// take takes n, and returns how long it is until they are there.
func (b *bucket) take(n float64, now time.Time) time.Duration {
	if b.perSecond == 0 {
		return 0
	}
	b.level = min(b.most, b.level+now.Sub(b.at).Seconds()*b.perSecond)
	b.at = now
	b.level -= min(n, b.most)
	if b.level >= 0 {
		return 0
	}
	return time.Duration(-b.level / b.perSecond * float64(time.Second))
}

// give puts n back, or takes more where it is negative.
func (b *bucket) give(n float64) { b.level = min(b.most, b.level+n) }
