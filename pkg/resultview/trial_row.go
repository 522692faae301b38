package resultview

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/trial"
)

// trialRow is a measure as it is shown.
type trialRow struct {
	trial.Measure
	value func(float64) string // of the measure, with its unit
	step  func(float64) string // a difference of it, without a sign
}

func newTrialRow(m trial.Measure) trialRow {
	switch m.Name {
	case trial.PassRate:
		return trialRow{m, percent, points}
	case trial.Score:
		return trialRow{m, decimals, decimals}
	case trial.Latency:
		return trialRow{m, millis, millis}
	case trial.Cost:
		return trialRow{m, usd, usd}
	}
	return trialRow{m, tokensOf, tokensOf}
}

// trialHead is what stands above the texts of a row.
func trialHead() []string {
	return []string{"Measure", "Before", "After", "Difference", "p", "Verdict"}
}

func (r trialRow) texts() []string {
	return []string{string(r.Name), r.estimate(r.Before), r.estimate(r.After), r.difference(), chance(r.Adjusted), r.verdict()}
}

// estimate is a mean with its interval, if it has one.
func (r trialRow) estimate(e trial.Estimate) string {
	if math.IsNaN(e.Low) {
		return r.value(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", r.value(e.Value), r.value(e.Low), r.value(e.High))
}

func (r trialRow) difference() string {
	text := r.signed(r.Difference.Value)
	if math.IsNaN(r.Difference.Low) {
		return text
	}
	return text + " (" + r.spread(r.Difference, false) + ")"
}

// spread is the interval of a difference; where nobody knows one, the difference.
func (r trialRow) spread(e trial.Estimate, said bool) string {
	if math.IsNaN(e.Low) {
		return r.signed(e.Value)
	}
	text := r.signed(e.Low) + " to " + r.signed(e.High)
	if said {
		return "interval " + text
	}
	return text
}

// signed is a difference with its sign.
func (r trialRow) signed(x float64) string {
	switch text := r.step(math.Abs(x)); {
	case strings.Trim(text, "$0. points%") == "":
		return text // it is 0 when rounded
	case x < 0:
		return "-" + text
	default:
		return "+" + text
	}
}

func (r trialRow) verdict() string {
	if r.Verdict == trial.NotEnough && r.Needed > 0 {
		return "not enough cases: about " + thousands(r.Needed)
	}
	return string(r.Verdict)
}

// percent is a share in per cent, of which all and none are not said of what is nearly so.
func percent(x float64) string {
	text := strconv.FormatFloat(100*x, 'f', 1, 64)
	switch {
	case text == "100.0" && x < 1:
		return ">99.9%"
	case text == "0.0" && x > 0:
		return "<0.1%"
	}
	return strings.TrimSuffix(text, ".0") + "%"
}

// points is a difference of shares in hundredths.
func points(x float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(100*x, 'f', 1, 64), ".0")
	if text == "1" {
		return "1 point"
	}
	return text + " points"
}

// decimals is a score with as many digits as differences of means need.
func decimals(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 3, 64), "0"), ".")
}

func tokensOf(x float64) string {
	if x < 100 {
		return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	}
	return thousands(int(math.Round(x)))
}

// chance is a p-value with two digits that mean something.
func chance(p float64) string {
	switch {
	case p < 0.001:
		return "<0.001"
	case p > 0.995:
		return "1"
	}
	return strconv.FormatFloat(p, 'g', 2, 64)
}
