package provider

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// pipes is a network in memory, for bubbles of synctest: in a real one time would
// not go on.
type pipes struct {
	conns chan net.Conn
	made  atomic.Int32
	done  chan struct{}
	once  sync.Once
}

// Accept waits for whoever dials.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listening.
func (p *pipes) Close() error { p.once.Do(func() { close(p.done) }); return nil }

// Addr is none.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		p.made.Add(1)
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bubbled is a provider x of OpenAI's wire in a bubble.
func bubbled(t *testing.T, handler http.HandlerFunc, settings string, change ...func(*Options)) *Set {
	t.Helper()
	return new(pipes).bubbled(t, handler, settings, change...)
}

func (p *pipes) bubbled(t *testing.T, handler http.HandlerFunc, settings string, change ...func(*Options)) *Set {
	t.Helper()
	p.conns, p.done = make(chan net.Conn), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then a server sees that its client goes
		handler(w, r)
	})}
	go server.Serve(p)
	transport := newTransport(50)
	transport.DialContext, transport.Proxy = p.dial, nil
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	change = append(change, func(o *Options) { o.Client = &http.Client{Transport: transport} })
	return opened(t, "    x: {baseUrl: 'http://localhost/v1', "+settings+"}\n", nil, change...)
}

// turns gives one answer after the other, and then the last one.
func turns(answers ...http.HandlerFunc) (http.HandlerFunc, *atomic.Int32) {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		answers[min(int(n.Add(1)), len(answers))-1](w, r)
	}, &n
}

// silence answers with the beginning of something, and then never.
func silence(beginning string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if beginning != "" {
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, beginning)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}
}

func breaks(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, hello[:50])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}
