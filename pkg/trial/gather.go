package trial

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/statistics"
)

// seed makes the same trial give the same numbers whenever it is looked at.
const seed = 7

// gathering adds up what came of each case.
type gathering struct {
	*Trial
	index map[key]int // of cases among units
	units []unit
	plain bool // a score says no more than whether a case passed
}

// unit is one case, with the sums over its runs.
type unit struct {
	passed       [2]int
	onlyA, onlyB int // runs that passed on one side alone
	sums         [4]sums
	runs         int
}

// sums are of one measure.
type sums struct {
	before, after float64
	runs          int
}

// measured are the measures less the pass rate, in the order of a unit's sums.
func measured() [4]Name { return [4]Name{Score, Latency, Cost, Tokens} }

func (g *gathering) add(p Pair) {
	switch {
	case p.Before == nil:
		g.Left.OnlyAfter.add(p.After.ID)
		return
	case p.After == nil:
		g.Left.OnlyBefore.add(p.Before.ID)
		return
	}
	if !judged(p.Before) {
		g.Left.ErroredBefore.add(p.Before.ID)
		g.Left.FirstBefore = cmp.Or(g.Left.FirstBefore, p.Before)
	}
	if !judged(p.After) {
		g.Left.ErroredAfter.add(p.After.ID)
		g.Left.FirstAfter = cmp.Or(g.Left.FirstAfter, p.After)
	}
	if !p.Judged() {
		return
	}
	if !sameValues(p) {
		g.Left.Other.add(p.After.ID)
	}
	g.Runs++
	switch p.Change() {
	case Fixed:
		g.Fixed++
	case Broken:
		g.Broken++
	}
	g.unit(p.Before.ID).add(p)
	g.plain = g.plain && saysPassed(p.Before) && saysPassed(p.After)
}

// sameValues reports whether a case was given the same values.
func sameValues(p Pair) bool {
	if len(p.Before.Variables)+len(p.After.Variables) == 0 {
		return true
	}
	before, err := json.Marshal(p.Before.Variables)
	after, wrong := json.Marshal(p.After.Variables)
	return err == nil && wrong == nil && bytes.Equal(before, after)
}

// saysPassed reports whether the score is 1 where the case passed and 0 where it failed.
func saysPassed(c *results.Case) bool { return c.Score == share(c.Status) }

func share(s results.Status) float64 {
	if s == results.Passed {
		return 1
	}
	return 0
}

// unit is the sums of a case.
func (g *gathering) unit(id string) *unit {
	k := keyOf(id, 0)
	i, there := g.index[k]
	if !there {
		i = len(g.units)
		g.index[k] = i
		g.units = append(g.units, unit{})
	}
	return &g.units[i]
}

func (u *unit) add(p Pair) {
	a, b := p.Before, p.After
	u.runs++
	u.passed[0] += int(share(a.Status))
	u.passed[1] += int(share(b.Status))
	switch p.Change() {
	case Fixed:
		u.onlyB++
	case Broken:
		u.onlyA++
	}
	u.sum(0, a.Score, b.Score)
	if a.LatencyMS > 0 && b.LatencyMS > 0 {
		u.sum(1, a.LatencyMS, b.LatencyMS)
	}
	if a.CostUSD != nil && b.CostUSD != nil {
		u.sum(2, *a.CostUSD, *b.CostUSD)
	}
	if x, y := a.Tokens.Input+a.Tokens.Output, b.Tokens.Input+b.Tokens.Output; x > 0 && y > 0 {
		u.sum(3, float64(x), float64(y))
	}
}

func (u *unit) sum(i int, before, after float64) {
	s := &u.sums[i]
	s.before, s.after, s.runs = s.before+before, s.after+after, s.runs+1
}

// measure compares in every measure that there is, and corrects for their number.
func (g *gathering) measure() {
	if len(g.units) == 0 {
		return
	}
	all := []*comparing{g.passRate()}
	for i, name := range measured() {
		if name == Score && g.plain {
			continue
		}
		if c := g.mean(i, name); c.Cases > 0 {
			all = append(all, c)
		}
	}
	p := make([]float64, len(all))
	for i, c := range all {
		p[i] = c.P
	}
	for i, adjusted := range statistics.Holm(p) {
		all[i].Adjusted = adjusted
		all[i].decide(g.Matters, Level/float64(len(all)))
		g.Measures = append(g.Measures, all[i].Measure)
	}
}

// comparing is a measure, with what its verdict needs besides.
type comparing struct {
	Measure
	needed func(matters, level float64) int
}

// decide gives the verdict. The number of cases that are needed is for the level that
// the correction leaves in the worst case.
func (c *comparing) decide(matters, level float64) {
	least := statistics.ForSigns(level)
	c.Needed = max(c.needed(matters, level), least)
	if seen := math.Abs(c.Difference.Value); c.Name.OfAnswers() && seen >= matters {
		c.AsSeen = max(c.needed(seen, level), least)
	}
	more := c.Difference.Value > 0
	switch {
	case c.Adjusted < Level && more == c.Name.OfAnswers():
		c.Verdict = Better
	case c.Adjusted < Level:
		c.Verdict = Worse
	case c.Cases < c.Needed:
		c.Verdict = NotEnough
	default:
		c.Verdict = NoDifference
	}
}

// passRate compares how many runs passed. Runs of one case count for as much as they say:
// less than as many cases would.
func (g *gathering) passRate() *comparing {
	var pairs statistics.Pairs
	var before, after, differences []statistics.Unit
	var flips []int
	for _, u := range g.units {
		pairs.OnlyA += float64(u.onlyA)
		pairs.OnlyB += float64(u.onlyB)
		pairs.Both += float64(u.passed[0] - u.onlyA)
		pairs.Neither += float64(u.runs - u.passed[0] - u.onlyB)
		before = append(before, statistics.Unit{Sum: float64(u.passed[0]), Runs: float64(u.runs)})
		after = append(after, statistics.Unit{Sum: float64(u.passed[1]), Runs: float64(u.runs)})
		differences = append(differences, statistics.Unit{Sum: float64(u.onlyB - u.onlyA), Runs: float64(u.runs)})
		flips = append(flips, u.onlyB-u.onlyA)
	}
	n, change := pairs.N(), pairs.Difference()
	flipped := (pairs.OnlyA + pairs.OnlyB) / n
	effect := statistics.DesignEffect(differences, flipped-change*change)
	c := &comparing{Measure: Measure{
		Name: PassRate, Cases: len(g.units), Before: rate(before), After: rate(after),
		Difference: within(change, statistics.Newcombe(pairs.Scaled(1/effect), Confidence)),
		P:          statistics.SignFlips(flips),
	}}
	c.needed = func(matters, level float64) int {
		runs := float64(statistics.ForProportions(matters, flipped, level, Power))
		return int(math.Ceil(runs * effect * float64(len(g.units)) / n))
	}
	return c
}

// rate is the share of runs that passed.
func rate(units []statistics.Unit) Estimate {
	var passed, runs float64
	for _, u := range units {
		passed, runs = passed+u.Sum, runs+u.Runs
	}
	p := passed / runs
	effect := statistics.DesignEffect(units, p*(1-p))
	return within(p, statistics.Wilson(passed/effect, runs/effect, Confidence))
}

// mean compares a mean over the runs that have the measure on both sides.
func (g *gathering) mean(i int, name Name) *comparing {
	var units []statistics.Unit
	var differences []float64
	var before, after, runs float64
	for _, u := range g.units {
		if s := u.sums[i]; s.runs > 0 {
			before, after, runs = before+s.before, after+s.after, runs+float64(s.runs)
			units = append(units, statistics.Unit{Sum: s.after - s.before, Runs: float64(s.runs)})
			differences = append(differences, s.after-s.before)
		}
	}
	if len(units) == 0 {
		return &comparing{}
	}
	c := &comparing{Measure: Measure{
		Name: name, Cases: len(units), Before: alone(before / runs), After: alone(after / runs),
		Difference: within((after-before)/runs, statistics.Bootstrap(units, Confidence, seed)),
		P:          statistics.Randomization(differences, seed),
	}}
	c.needed = func(matters, level float64) int {
		if name != Score {
			matters *= before / runs
		}
		return statistics.ForMeans(matters, statistics.Deviation(units), level, Power)
	}
	return c
}
