package trial

import (
	"math"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/statistics"
)

// Verdict is what can be said of a difference.
type Verdict string

// The verdicts.
const (
	Better       Verdict = "better"
	Worse        Verdict = "worse"
	NoDifference Verdict = "no difference shown" // and one that matters would probably have been
	NotEnough    Verdict = "not enough cases"    // one that matters may be there, and not show
)

// What is asked of a finding: that chance alone gives one in any measure in one of twenty
// trials at most, and that what matters is found in four of five.
const (
	Confidence = 0.95
	Level      = 1 - Confidence
	Power      = 0.8
)

// Matters is the smallest difference that matters, where nobody says another: five
// points of a rate or a score, five per cent of a time, of tokens and of a cost.
const Matters = 0.05

// Trial is what came of comparing two runs.
type Trial struct {
	Verdict       Verdict // of the answers: of the pass rate and the score
	Needed        int     // how many cases it would take, where there are not enough; 0 otherwise
	AsSeen        int     // how many, were the difference as large as it looks; 0 where it looks smaller than what matters
	Matters       float64 // the smallest difference that matters
	Cases         int     // that were compared
	Runs          int     // of them: more where they are run several times
	Fixed, Broken int     // runs
	Measures      []Measure
	Left          Left
}

// Measure is something that runs are compared in.
type Measure struct {
	Name          Name
	Cases         int // that have it on both sides
	Before, After Estimate
	Difference    Estimate // how much more there is after
	P             float64  // how probable such a difference is by chance
	Adjusted      float64  // P, corrected for the number of measures
	Verdict       Verdict
	Needed        int // how many cases it takes to find a difference that matters
	AsSeen        int // how many, were the difference as large as it looks; 0 where it looks smaller than what matters, and for what is not of answers
}

// Name is what a measure is called.
type Name string

// The measures: means over runs. Of the first two more is better, of the others less.
const (
	PassRate Name = "pass rate"
	Score    Name = "score"
	Latency  Name = "latency" // milliseconds
	Cost     Name = "cost"    // US dollars
	Tokens   Name = "tokens"
)

// OfAnswers reports whether a measure is about how good answers are.
func (n Name) OfAnswers() bool { return n == PassRate || n == Score }

// Estimate is a mean and the interval that holds the true one with Confidence. Where no
// interval was asked for, or nobody knows one, Low and High are NaN.
type Estimate struct {
	Value, Low, High float64
}

func alone(value float64) Estimate { return Estimate{value, math.NaN(), math.NaN()} }

func within(value float64, i statistics.Interval) Estimate {
	if math.IsInf(i.Low, 0) || math.IsInf(i.High, 0) {
		return alone(value)
	}
	return Estimate{value, i.Low, i.High}
}

// Left is what was not compared, and why, and what was compared in spite of something.
type Left struct {
	OnlyBefore, OnlyAfter       Some // in one run alone
	ErroredBefore, ErroredAfter Some // nobody could judge them there
	Other                       Some // given other values: they were compared all the same

	FirstBefore, FirstAfter *results.Case // the first that errored; nil where none did
}

// Some are cases, of which the first are named.
type Some struct {
	Count int
	IDs   []string
}

// mostIDs is how many cases are named.
const mostIDs = 20

func (s *Some) add(id string) {
	if s.Count++; len(s.IDs) < mostIDs {
		s.IDs = append(s.IDs, id)
	}
}

// Undecided reports whether nobody could judge a case on a side.
func (l Left) Undecided() bool { return l.ErroredBefore.Count+l.ErroredAfter.Count > 0 }

// Regression is by how much the pass rate fell, 0 where it did not.
func (t *Trial) Regression() float64 {
	if m := t.Measure(PassRate); m != nil {
		return max(0, -m.Difference.Value)
	}
	return 0
}

// Exceeds reports whether the pass rate fell by more than a share, such as 0.02. What is
// equal but for rounding is not more.
func (t *Trial) Exceeds(most float64) bool { return t.Regression() > most+1e-9 }

// Measure returns a measure; nil where nothing was compared in it.
func (t *Trial) Measure(name Name) *Measure {
	for i := range t.Measures {
		if t.Measures[i].Name == name {
			return &t.Measures[i]
		}
	}
	return nil
}

// Compare compares two runs. Matters is the smallest difference that matters, such as
// 0.05; 0 is that of the package.
func (r *Runs) Compare(matters float64) (*Trial, error) {
	if matters <= 0 {
		matters = Matters
	}
	t := &Trial{Matters: matters}
	g := &gathering{Trial: t, index: map[key]int{}, plain: true}
	for p, err := range r.Pairs() {
		if err != nil {
			return nil, err
		}
		g.add(p)
	}
	t.Cases = len(g.units)
	g.measure()
	t.judge()
	return t, nil
}

// judge says what all measures together come to. Worse in anything that is about
// answers is worse; what they took decides nothing.
func (t *Trial) judge() {
	t.Verdict = NoDifference
	for _, m := range t.Measures {
		switch {
		case !m.Name.OfAnswers():
		case m.Verdict == Worse:
			t.Verdict = Worse
		case m.Verdict == Better && t.Verdict != Worse:
			t.Verdict = Better
		}
	}
	if t.Verdict != NoDifference {
		return
	}
	rate := t.Measure(PassRate)
	switch {
	case rate == nil:
		t.Verdict, t.Needed = NotEnough, statistics.ForProportions(t.Matters, 0, Level, Power)
	case rate.Verdict == NotEnough:
		t.Verdict, t.Needed, t.AsSeen = NotEnough, rate.Needed, rate.AsSeen
	}
}
