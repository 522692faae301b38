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
	unit  string               // of differences, said once
}

func newTrialRow(m trial.Measure) trialRow {
	switch m.Name {
	case trial.PassRate:
		return trialRow{m, percent, hundredths, " points"}
	case trial.Score:
		return trialRow{m, decimals, decimals, ""}
	case trial.Latency:
		return trialRow{m, millis, shortMillis, ""}
	case trial.Cost:
		return trialRow{m, perThousand, perThousand, ""}
	}
	return trialRow{m, tokensOf, tokensOf, ""}
}

// trialHead is what stands above the texts of a row.
func trialHead() []string {
	return []string{"Measure", "Before", "After", "Difference", "p", "Verdict"}
}

// texts are the fields of a row, with all intervals or only that of the difference.
func (r trialRow) texts(intervals bool) []string {
	before, after := r.value(r.Before.Value), r.value(r.After.Value)
	if intervals {
		before, after = r.estimate(r.Before), r.estimate(r.After)
	}
	verdict := r.verdict()
	if !intervals {
		verdict = strings.TrimSuffix(verdict, " cases")
	}
	return []string{r.label(), before, after, r.difference(), chance(r.Adjusted), verdict}
}

// label is what a measure is called. The cost of one case is too little to be read.
func (r trialRow) label() string {
	if r.Name == trial.Cost {
		return "cost per 1,000"
	}
	return string(r.Name)
}

// estimate is a mean with its interval, if it has one.
func (r trialRow) estimate(e trial.Estimate) string {
	if math.IsNaN(e.Low) {
		return r.value(e.Value)
	}
	return fmt.Sprintf("%s (%s to %s)", r.value(e.Value), strings.TrimSuffix(r.value(e.Low), "%"), r.value(e.High))
}

// difference is the difference with its interval, if it has one.
func (r trialRow) difference() string {
	text := r.signed(r.Difference.Value) + r.unit
	if spread := r.spread(); spread != "" {
		text += " (" + spread + ")"
	}
	return text
}

// spread is the interval of the difference, "" where nobody knows one.
func (r trialRow) spread() string {
	if math.IsNaN(r.Difference.Low) {
		return ""
	}
	return r.signed(r.Difference.Low) + " to " + r.signed(r.Difference.High)
}

// signed is a difference with its sign, which what is as good as nothing has not.
func (r trialRow) signed(x float64) string {
	switch text := r.step(math.Abs(x)); {
	case strings.Trim(text, "$0. ms") == "" || strings.HasPrefix(text, "<"):
		return text
	case x < 0:
		return "-" + text
	default:
		return "+" + text
	}
}

// verdict is in few words, as there are few columns.
func (r trialRow) verdict() string {
	switch {
	case r.Verdict == trial.NotEnough && r.Needed > 0:
		return "needs " + number(r.Needed, "case")
	case r.Verdict == trial.NoDifference:
		return "none shown"
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

// hundredths is a share in hundredths.
func hundredths(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(100*x, 'f', 1, 64), ".0")
}

// points is a difference of shares.
func points(x float64) string {
	if text := hundredths(x); text != "1" {
		return text + " points"
	}
	return "1 point"
}

// perThousand is what a thousand cases cost.
func perThousand(x float64) string { return Dollars(1000 * x) }

// shortMillis is a time in milliseconds, of which short ones may be differences.
func shortMillis(ms float64) string {
	if ms < 10 {
		return decimals(math.Round(10*ms)/10) + " ms"
	}
	return millis(ms)
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
