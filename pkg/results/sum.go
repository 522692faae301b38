package results

import (
	"math"
	"slices"
	"time"
)

// Summer sums up a run, a case after the other, and finds its failure modes. It
// needs the same memory however many cases there are. The zero value is empty
// and ready.
type Summer struct {
	sum     Summary
	scores  float64
	latency quantiles
	modes   modes
}

// Add takes one more case.
func (s *Summer) Add(c *Case) {
	s.sum.Cases++
	switch c.Status {
	case Passed:
		s.sum.Passed++
	case Failed:
		s.sum.Failed++
	default:
		s.sum.Errored++
	}
	if c.Status == Passed || c.Status == Failed {
		s.scores += c.Score
	}
	s.sum.Tokens.Input += c.Tokens.Input
	s.sum.Tokens.Output += c.Tokens.Output
	s.sum.CostUSD += c.JudgeUSD
	switch {
	case c.CostUSD != nil:
		s.sum.CostUSD += *c.CostUSD
	case c.Answered():
		s.sum.Unpriced++
	}
	if c.Answered() {
		s.latency.add(c.LatencyMS)
	}
	s.modes.add(c)
}

// Answered reports whether there is an answer.
func (c *Case) Answered() bool { return c.Error == "" }

// Summary returns the sums of what was added. How long the run took, what was not
// run, and why it ended before is for the runner to say.
func (s *Summer) Summary() Summary {
	sum := s.sum
	if judged := sum.Passed + sum.Failed; judged > 0 {
		sum.Score = s.scores / float64(judged)
	}
	sum.Latency = Latency{Median: s.latency.at(0.5), P95: s.latency.at(0.95), Max: s.latency.max}
	return sum
}

// Modes returns the failure modes of what was added, the largest first, and at
// most so many.
func (s *Summer) Modes(most int) []FailureMode { return s.modes.list(most) }

// Took says how long the run took.
func (s *Summary) Took(d time.Duration) {
	s.Duration, s.DurationMS = d, float64(d)/float64(time.Millisecond)
}

const (
	// exact is how many numbers are kept as they are.
	exact = 10_000
	// growth is from one bucket to the next: the middle of one is within half a
	// percent of all in it.
	growth = 1.01
)

// quantiles finds quantiles of numbers. The first are kept; when there are more
// it is only counted how many fall between two powers of growth, as DDSketch does
// (Masson, Rim and Lee, VLDB 2019).
type quantiles struct {
	n       int
	max     float64
	few     []float64
	buckets map[int]int // by the power of growth that is their upper end
	none    int         // numbers that are not above 0
}

func (q *quantiles) add(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return
	}
	q.n++
	q.max = max(q.max, x)
	if q.buckets != nil {
		q.count(x)
		return
	}
	if q.few = append(q.few, x); len(q.few) > exact {
		q.buckets = map[int]int{}
		for _, x := range q.few {
			q.count(x)
		}
		q.few = nil
	}
}

func (q *quantiles) count(x float64) {
	if x <= 0 {
		q.none++
		return
	}
	q.buckets[int(math.Ceil(math.Log(x)/math.Log(growth)))]++
}

// at returns the smallest number that a share of all is not above (the nearest
// rank), and 0 where there are none.
func (q *quantiles) at(share float64) float64 {
	rank := max(1, int(math.Ceil(share*float64(q.n))))
	switch {
	case q.n == 0:
		return 0
	case q.buckets == nil:
		return slices.Sorted(slices.Values(q.few))[rank-1]
	}
	return q.bucketAt(rank)
}

func (q *quantiles) bucketAt(rank int) float64 {
	powers := make([]int, 0, len(q.buckets))
	for power := range q.buckets {
		powers = append(powers, power)
	}
	slices.Sort(powers)
	seen := q.none
	if rank <= seen {
		return 0
	}
	for _, power := range powers {
		if seen += q.buckets[power]; rank <= seen {
			return min(q.max, math.Pow(growth, float64(power))*2/(1+growth))
		}
	}
	return q.max
}
