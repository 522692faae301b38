// Package eval runs a prompt on its test cases.
//
// Inputs are read one after the other, rendered and sent by several workers, and
// the answers are held to the assertions. What came of them is handed on in the
// order of the inputs. So a run takes as much memory for a hundred thousand cases
// as for a thousand. Whatever goes wrong with one case is that case's: it has the
// status errored, and the others go on.
package eval

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/promptctl-io/promptctl/pkg/assertion"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// window is how many cases may be under way or wait for an earlier one: a slow
// case holds back no more than these.
const window = 1024

// mostModes is how many failure modes are told apart in the end.
const mostModes = 20

// Run is a prompt that is to be run on its test cases.
type Run struct {
	Closure  *prompt.Closure // without findings of severity error
	Suites   []*suite.Suite  // without such findings either
	Provider provider.Provider
	Facts    func(model string) (model.Facts, bool)
	Open     func(path string) (io.ReadCloser, error) // opens files of data, by their paths from the top of the repository
	Now      func() time.Time

	Model       string                  // in the place of the prompt's own; "" for that
	Repeat      int                     // how often each case is run; 0 is as often as it says
	Select      func(*suite.Input) bool // which inputs are run; nil for all
	Unread      bool                    // those that cannot be read are errored also where Select chooses
	Concurrency int                     // calls at one time, 1 or more
	FailFast    bool                    // the first case that does not pass ends the run
	AllowExec   bool                    // assertions may run programs
	Folder      string                  // in which they are run
	Environ     []string                // which they are given; nil is this program's own
	Timeout     time.Duration           // how long each may take; 0 is assertion.DefaultTimeout
	Recorder    func(id string) string  // the command that records the answer to a case; nil for none

	beside *beside // the other run of the same cases, where there is one
}

// Why a run ended before all cases were run.
const (
	Interrupted = "interrupted"
	OverBudget  = "budget"
	FailedFast  = "fail-fast"
)

// Outcome is what came of a run as a whole.
type Outcome struct {
	Summary results.Summary
	Modes   []results.FailureMode
}

// Do runs the cases, and hands what came of each to a function, in the order of the
// inputs. It fails where nothing can be run, such as with *diag.FindingsError where
// an assertion cannot be made ready, and with the function's error, which ends the
// run. When ctx is done, what has been answered is handed on all the same: the
// outcome says how many were not run.
func (r *Run) Do(ctx context.Context, each func(*results.Case) error) (*Outcome, error) {
	checks, found := r.checks()
	if err := found.Err(); err != nil {
		return nil, err
	}
	started := r.Now()
	c := &course{
		Run: r, checks: checks, fill: r.filler(), each: each,
		jobs: make(chan *job), done: make(chan *job, window), slots: make(chan struct{}, window), halt: make(chan struct{}),
	}
	ended := context.AfterFunc(ctx, func() { c.stop(Interrupted) })
	go c.produce()
	c.start(ctx)
	err := c.collect()
	if !ended() {
		c.stop(Interrupted) // or else the run may be over before that was said
	}
	out := &Outcome{c.sums.Summary(), c.sums.Modes(mostModes)}
	out.Summary.NotRun, out.Summary.Stopped = int(c.notRun.Load()), c.why
	out.Summary.Took(r.Now().Sub(started))
	return out, err
}

// course is a run that is under way.
type course struct {
	*Run
	checks map[*suite.Assertion]*assertion.Check
	fill   *filler
	each   func(*results.Case) error
	sums   results.Summer

	jobs   chan *job
	done   chan *job
	slots  chan struct{} // one is taken by each job that has not been handed on
	notRun atomic.Int64

	once sync.Once
	halt chan struct{} // closed when no further case is to begin
	why  string        // set before halt is closed
}

// job is one case that is run once.
type job struct {
	at     int          // its place in the order
	input  *suite.Input // nil where it could not be read
	repeat int          // 1, 2…
	err    error        // why it could not be read
	result *results.Case

	swapped bool // its answer has been given to the run beside this one
}

// stop lets no further case begin. The first reason counts.
func (c *course) stop(why string) {
	c.once.Do(func() {
		c.why = why
		close(c.halt)
	})
}

func (c *course) stopped() bool {
	select {
	case <-c.halt:
		return true
	default:
		return false
	}
}

// produce makes a job of each input and repeat. After the end it only counts what
// is not run.
func (c *course) produce() {
	defer close(c.jobs)
	at := 0
	defer c.beside.begun()
	for j := range c.all() {
		if !c.stopped() {
			c.beside.begin()
		}
		if !c.begin() {
			c.notRun.Add(1)
			continue
		}
		j.at = at
		at++
		c.jobs <- j
	}
}

// begin takes a slot for a job; false where none is to begin any more.
func (c *course) begin() bool {
	select {
	case <-c.halt:
		return false
	case c.slots <- struct{}{}:
		return true
	}
}

// start starts the workers, the last of which closes done.
func (c *course) start(ctx context.Context) {
	var workers sync.WaitGroup
	for range max(1, c.Concurrency) {
		workers.Go(func() {
			for j := range c.jobs {
				if !c.stopped() {
					j.result = c.run(ctx, j)
				}
				c.done <- j
			}
		})
	}
	go func() {
		workers.Wait()
		close(c.done)
	}()
}

// collect hands on what is done, in order.
func (c *course) collect() (err error) {
	waiting, next := map[int]*job{}, 0
	for j := range c.done {
		waiting[j.at] = j
		for j := waiting[next]; j != nil; j = waiting[next] {
			delete(waiting, next)
			next++
			if handed := c.handOn(j, err); err == nil && handed != nil {
				err = handed
				c.stop("")
			}
			<-c.slots
		}
	}
	return err
}

// handOn counts a job that is done, and hands it on unless that has failed before.
func (c *course) handOn(j *job, failed error) error {
	if j.result == nil {
		c.notRun.Add(1)
		return nil
	}
	c.sums.Add(j.result)
	if failed != nil {
		return nil
	}
	return c.each(j.result)
}
