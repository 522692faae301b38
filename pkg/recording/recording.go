// Package recording keeps answers of models by what they answer, so that a run of
// test cases can be repeated without a key, a network or a bill.
//
// An answer lies in a file of its own, AB/CDEF….json, which is named by the SHA-256
// of the request: the provider, the model, the parameters, the messages with
// images and files by their digests, the tools, the form of the answer and the
// number of the repeat. A file has the request and the answer as people read
// them, texts line by line, so that a folder of them can be kept and reviewed in
// git. Keys and addresses of providers are no part of a request and never get
// there; nor do errors.
package recording

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// Mode says when a request is sent, and when its answer is kept.
type Mode string

// The modes.
const (
	Off     Mode = "off"     // everything is sent, and nothing is kept
	Record  Mode = "record"  // what is missing is sent and kept
	Replay  Mode = "replay"  // nothing is sent: a miss is a *MissError
	Refresh Mode = "refresh" // everything is sent and kept, once in a run
)

// Player answers calls from recordings, and keeps the answers of others. It is
// safe for concurrent use.
type Player struct {
	folder string
	mode   Mode
	next   provider.Provider

	mu       sync.Mutex
	busy     map[string]chan struct{} // keys of calls that are being answered
	fresh    map[string]bool          // keys of what this run has kept
	replayed int
	kept     int
	full     error // why an answer could not be kept: no further one is asked for

	nearby neighbours
}

// Open returns a player of the recordings in a folder, which need not be there
// yet, in front of a provider, which may be nil in mode Replay. The policy's folder
// is refused, also where a link leads there: what lies there is what approvals rest on.
func Open(folder string, mode Mode, next provider.Provider) (*Player, error) {
	if isPolicys(folder) || isPolicys(real(folder)) {
		return nil, diag.WithHint(fmt.Errorf("recordings cannot lie in %s: .promptctl is the policy's folder", folder), "keep them in recordings/")
	}
	return &Player{folder: folder, mode: mode, next: next, busy: map[string]chan struct{}{}, fresh: map[string]bool{},
		nearby: neighbours{folder: folder}}, nil
}

func isPolicys(folder string) bool {
	return slices.Contains(strings.Split(filepath.ToSlash(filepath.Clean(folder)), "/"), ".promptctl")
}

// real is where a folder is, or will be, with all links on the way followed.
func real(folder string) string {
	if there, err := filepath.EvalSymlinks(folder); err == nil {
		return there
	}
	parent := filepath.Dir(folder)
	if parent == folder {
		return folder
	}
	return filepath.Join(real(parent), filepath.Base(folder))
}

// Replayed is how many answers came from recordings that this run did not make.
func (p *Player) Replayed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.replayed
}

// Kept is how many answers were recorded.
func (p *Player) Kept() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept
}

// Call implements provider.Provider.
func (p *Player) Call(ctx context.Context, c provider.Call) (*provider.Answer, error) {
	if p.mode == Off {
		return p.next.Call(ctx, c)
	}
	request, err := encode(requestOf(c))
	if err != nil {
		return nil, fmt.Errorf("the request cannot be recorded: %w", err)
	}
	answer, before, err := answered(ctx, p, request, callForm{}, func() (*provider.Answer, error) { return p.next.Call(ctx, c) })
	if err == nil {
		answer.Recorded = before
	}
	return answer, err
}

// Embed implements provider.Provider. Each text is kept by itself.
func (p *Player) Embed(ctx context.Context, name string, texts []string) ([][]float64, error) {
	if p.mode == Off {
		return p.next.Embed(ctx, name, texts)
	}
	vectors := make([][]float64, len(texts))
	for i, text := range texts {
		request, err := encode(embeddingOf(name, text))
		if err != nil {
			return nil, fmt.Errorf("the text cannot be recorded: %w", err)
		}
		vectors[i], _, err = answered(ctx, p, request, vectorForm{}, func() ([]float64, error) { return p.embedOne(ctx, name, text) })
		if err != nil {
			return nil, err
		}
	}
	return vectors, nil
}

func (p *Player) embedOne(ctx context.Context, name, text string) ([]float64, error) {
	vectors, err := p.next.Embed(ctx, name, []string{text})
	if err != nil {
		return nil, err
	}
	if len(vectors) != 1 {
		return nil, fmt.Errorf("%s gave %d vectors for one text", name, len(vectors))
	}
	return vectors[0], nil
}

// form is how the answers of a kind of request are kept.
type form[T any] interface {
	read(answer []byte) (T, error)
	write(answer T) any
}

// answered answers a request from its recording, or by sending it. Of equal
// requests only one is under way at a time, so that it is sent once; before says that
// it was recorded when this run began, and what this run was told itself is not.
func answered[T any](ctx context.Context, p *Player, request []byte, f form[T], send func() (T, error)) (answer T, before bool, err error) {
	var none T
	key := keyOf(request)
	done, err := p.begin(ctx, key)
	if err != nil {
		return none, false, err
	}
	defer done()
	if p.reads(key) {
		got, err := load(p.file(key), request, f)
		if err == nil {
			return got, p.replay(key), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return none, false, err
		}
	}
	if p.mode == Replay {
		return none, false, p.miss(key, request)
	}
	if err := p.unwritable(); err != nil {
		return none, false, fmt.Errorf("not sent, as its answer could not be recorded: %w", err)
	}
	got, err := send()
	if err != nil {
		return none, false, err
	}
	if err := p.keep(key, save(p.file(key), request, f.write(got))); err != nil {
		return none, false, fmt.Errorf("recording an answer: %w", err)
	}
	return got, false, nil
}

// begin waits until nobody else answers the same request.
func (p *Player) begin(ctx context.Context, key string) (done func(), err error) {
	for {
		p.mu.Lock()
		other, taken := p.busy[key]
		if !taken {
			mine := make(chan struct{})
			p.busy[key] = mine
			p.mu.Unlock()
			return func() {
				p.mu.Lock()
				delete(p.busy, key)
				p.mu.Unlock()
				close(mine)
			}, nil
		}
		p.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// reads reports whether a recording counts: in mode Refresh only one that this
// run has made.
func (p *Player) reads(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mode != Refresh || p.fresh[key]
}

// replay counts an answer that was read, unless this run has made the recording.
func (p *Player) replay(key string) (before bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fresh[key] {
		return false
	}
	p.replayed++
	return true
}

// keep counts an answer that was kept, or remembers why it could not be.
func (p *Player) keep(key string, err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.full = err
		return err
	}
	p.kept++
	p.fresh[key] = true
	return nil
}

// unwritable is why no answer can be kept, such as a full disk: whoever pays for answers
// to keep them pays for no further one.
func (p *Player) unwritable() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.full
}

// file is where the recording of a key lies.
func (p *Player) file(key string) string { return filepath.Join(p.folder, key[:2], key[2:]+".json") }

// Has reports whether a call is recorded. It reads nothing of the recording.
func (p *Player) Has(c provider.Call) bool {
	request, err := encode(requestOf(c))
	if err != nil {
		return false
	}
	_, err = os.Stat(p.file(keyOf(request)))
	return err == nil
}
