package resultview

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
)

// Line says in a line what a run came to: "97 passed, 2 failed, 1 errored · score
// 0.97 · $0.0123 · 12,400 + 810 tokens · p50 812 ms, p95 1.2 s · 3.4 s".
func Line(s results.Summary) string {
	if s.Cases == 0 {
		return strings.Join(append([]string{"no cases were run"}, ended(s)...), " · ")
	}
	parts := []string{outcome(s)}
	if mean := scoreOf(s); mean != "" {
		parts = append(parts, "score "+mean)
	}
	if cost := costOf(s); cost != "" {
		parts = append(parts, cost)
	}
	if s.Tokens.Input+s.Tokens.Output > 0 {
		parts = append(parts, fmt.Sprintf("%s + %s tokens", thousands(s.Tokens.Input), thousands(s.Tokens.Output)))
	}
	if s.Latency.Max > 0 {
		parts = append(parts, fmt.Sprintf("p50 %s, p95 %s", millis(s.Latency.Median), millis(s.Latency.P95)))
	}
	if s.DurationMS > 0 {
		parts = append(parts, millis(s.DurationMS))
	}
	return strings.Join(append(parts, ended(s)...), " · ")
}

// outcome is how many cases passed and did not: "97 passed, 2 failed".
func outcome(s results.Summary) string {
	parts := []string{thousands(s.Passed) + " passed"}
	if s.Failed > 0 {
		parts = append(parts, thousands(s.Failed)+" failed")
	}
	if s.Errored > 0 {
		parts = append(parts, thousands(s.Errored)+" errored")
	}
	return strings.Join(parts, ", ")
}

// ended says that a run ended before its end, and why.
func ended(s results.Summary) []string {
	if s.NotRun == 0 && s.Stopped == "" {
		return nil
	}
	text := thousands(s.NotRun) + " not run"
	if s.Stopped != "" {
		text += " (" + s.Stopped + ")"
	}
	return []string{text}
}

// costOf is what a run cost, "" where nothing of that is known.
func costOf(s results.Summary) string {
	switch {
	case s.CostUSD == 0 && s.Unpriced > 0:
		return ""
	case s.Unpriced > 0:
		return "at least " + Dollars(s.CostUSD)
	}
	return Dollars(s.CostUSD)
}

// scoreOf is the mean score of a run, "" where nothing could be judged.
func scoreOf(s results.Summary) string {
	if s.Passed+s.Failed == 0 {
		return ""
	}
	return score(s.Score)
}

// latencyOf is one of the times that answers of a run took, "" where there are no
// answers.
func latencyOf(s results.Summary, ms float64) string {
	if s.Latency.Max <= 0 {
		return ""
	}
	return millis(ms)
}

// replayed says whose answers those of a run that asked no model are.
func replayed(h results.Head) string {
	if by, _, _ := strings.Cut(h.Model, "/"); by == "echo" {
		return "echoes"
	}
	return "recorded answers"
}

// Dollars is an amount of US dollars with as many digits as mean something.
func Dollars(amount float64) string {
	switch {
	case amount == 0:
		return "$0"
	case amount >= 100:
		return "$" + thousands(int(math.Round(amount)))
	case amount >= 1:
		return fmt.Sprintf("$%.2f", amount)
	case amount < 0.0000005:
		return "<$0.000001"
	}
	digits := min(6, 2-int(math.Floor(math.Log10(amount))))
	text := strconv.FormatFloat(amount, 'f', digits, 64)
	return "$" + strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// score is a score with two digits, and never 1 or 0 where it is less or more.
func score(x float64) string {
	text := strconv.FormatFloat(x, 'f', 2, 64)
	switch {
	case text == "1.00" && x < 1:
		return ">0.99"
	case text == "0.00" && x > 0:
		return "<0.01"
	case text == "1.00" || text == "0.00":
		return text[:1]
	}
	return text
}

// millis is a time in milliseconds as people say it.
func millis(ms float64) string {
	switch {
	case ms < 1:
		return "<1 ms"
	case ms < 999.5:
		return fmt.Sprintf("%.0f ms", ms)
	case ms < 59_950:
		return fmt.Sprintf("%.1f s", ms/1000)
	}
	d := time.Duration(ms * float64(time.Millisecond)).Round(time.Second)
	if d < time.Hour {
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// thousands is a number with a comma between thousands.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// number is a number of things: "1 case", "2 cases".
func number(n int, unit string) string {
	if n != 1 {
		unit += "s"
	}
	return thousands(n) + " " + unit
}
