package main

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

func list(cs []*results.Case) iter.Seq2[*results.Case, error] {
	return func(y func(*results.Case, error) bool) {
		for _, c := range cs {
			if !y(c, nil) {
				return
			}
		}
	}
}

var outs = []string{
	"orders", "billing",
	"The ticket is about a parcel that has not come yet. It belongs into the queue **orders**, because the customer asks where it is and wants to know when it will be delivered.",
	"I'm sorry, but I cannot help with that request. Please contact a human agent, who will be able to look into your account.",
	"{\"queue\": \"returns\", \"confidence\": 0.82, \"reasons\": [\"asks for a refund\", \"names an order\"]}",
	"Sehr geehrte Frau Müller,\n\nvielen Dank für Ihre Nachricht. Ihre Bestellung ist unterwegs und wird voraussichtlich am Freitag zugestellt.\n\nMit freundlichen Grüßen\nIhr Support",
	"ご注文の商品は金曜日に届く予定です。ご不便をおかけして申し訳ありません。",
	"مرحبا، طلبك في الطريق وسيصل يوم الجمعة.",
	"</script><script>alert(1)</script><img src=x onerror=alert(2)> \x1b[31mred\x1b[0m \u202eevil\u202c",
	"",
}

func run(ref, model string, n int, seed uint64, fail float64) resultview.Of {
	r := rand.New(rand.NewPCG(seed, 1))
	var cs []*results.Case
	var s results.Summer
	for i := range n {
		usd := 0.00004 + r.Float64()*0.0002
		c := &results.Case{ID: fmt.Sprintf("%s-%d", []string{"late-parcel", "refund", "invoice", "greeting", "angry-customer"}[i%5], i), Repeat: 1, Place: fmt.Sprintf("prompts/support/triage.tests.yaml:%d:5", 10+i*7),
			Tags: [][]string{{"orders"}, {"returns", "money"}, {"billing", "money"}, nil, {"tone"}}[i%5],
			Variables: map[string]any{"ticket": "Hello,\nI ordered a lamp (order " + strconv.Itoa(10000+i) + ") two weeks ago and it has not come yet. Where is it?", "queues": []any{"orders", "billing", "returns"}, "tone": "plain"},
			Status: results.Passed, Score: 1, Output: outs[(i*7+int(r.UintN(2)))%len(outs)], LatencyMS: 300 + r.Float64()*2500, Attempts: 1, Tokens: results.Tokens{Input: 120 + i%40, Output: 4 + i%60}, CostUSD: &usd, Finish: "stop"}
		if i%5 == 0 {
			c.Description = "A customer whose parcel is late, and who is polite about it"
		}
		c.Assertions = []results.Assertion{
			{Type: "contains", Place: "prompts/support/triage.tests.yaml:4:7", Passed: true, Score: 1, Weight: 1},
			{Type: "rubric", Name: "polite", Place: "prompts/support/triage.tests.yaml:6:7", Passed: true, Score: 0.9, Weight: 2, Reason: "It greets the customer and answers the question in a friendly way."},
			{Type: "latency", Place: "prompts/support/triage.tests.yaml:8:7", Passed: true, Score: 1, Weight: 1},
		}
		if x := r.Float64(); x < fail {
			c.Status, c.Score = results.Failed, 0.4+r.Float64()*0.3
			k := int(r.UintN(2))
			c.Assertions[k].Passed, c.Assertions[k].Score = false, 0.2
			c.Assertions[k].Reason = []string{`does not contain "orders"`, "The answer refuses, and refers to a human agent without a word about the parcel."}[k]
			if r.UintN(3) > 0 {
				c.Output = outs[3]
			}
			c.ToolCalls = []results.ToolCall{{Name: "route", Arguments: `{"queue":"billing","priority":2}`}}
		} else if x < fail+0.02 {
			c.Status, c.Score, c.Output, c.CostUSD = results.Errored, 0, "", nil
			c.Error, c.Hint, c.Assertions, c.Attempts = "openai: status 429: rate limit reached for gpt-4o-mini in organization org-abc on requests per minute", "lower test.concurrency in promptctl.yaml", nil, 4
		}
		s.Add(c)
		cs = append(cs, c)
	}
	sum := s.Summary()
	sum.Took(3400 * time.Millisecond)
	return resultview.Of{Head: results.Head{Prompt: "support/triage", Path: "prompts/support/triage.prompt.yaml", Reference: ref, Digest: "sha256:" + strings.Repeat("0a1b", 16), Suite: "sha256:x", Model: model, Mode: results.Live, Started: time.Date(2026, 11, 26, 15, 4, 5, 0, time.UTC), Tool: "promptctl 1.2.3"}, Summary: sum, Modes: s.Modes(50), Cases: list(cs)}
}

func main() {
	dir := os.Args[1]
	write := func(name string, f func(*os.File) error) {
		file, _ := os.Create(dir + "/" + name)
		if err := f(file); err != nil {
			panic(err)
		}
		file.Close()
	}
	one := []resultview.Of{run("support/triage", "openai/gpt-4o-mini", 100, 1, 0.12)}
	two := []resultview.Of{run("support/triage@production", "openai/gpt-4o-mini", 60, 1, 0.15), run("support/triage", "openai/gpt-4o-mini", 60, 2, 0.05)}
	four := []resultview.Of{run("support/triage", "openai/gpt-4o-mini", 5000, 1, 0.1), run("support/triage", "anthropic/claude-haiku-4-5", 5000, 2, 0.05), run("support/triage", "gemini/gemini-2.5-flash", 5000, 3, 0.2), run("support/triage", "ollama/llama3.2", 5000, 4, 0.4)}
	v := &resultview.Verdict{Class: resultview.Better, Title: "support/triage is better than support/triage@production", Notes: []string{"Of 60 cases 9 turned from failed to passed and 1 the other way (exact McNemar, p = 0.021)."},
		Lists: []resultview.CaseList{{"broken: passed before", []string{"angry-customer-4"}, 1}, {"fixed: failed before", []string{"invoice-7", "angry-customer-24"}, 9}}, Head: []string{"", "production", "work tree", "difference", "95 % interval"}, Rows: [][]string{{"pass rate", "83 %", "95 %", "+12 points", "+2 to +22"}, {"score", "0.81", "0.9", "+0.09", "+0.02 to +0.15"}, {"cost per answer", "$0.00014", "$0.00015", "+4 %", "-3 % to +12 %"}, {"latency", "812 ms", "790 ms", "-22 ms", "-80 to +30 ms"}}}
	write("one.html", func(f *os.File) error { return resultview.HTML(f, one, resultview.Options{Command: "promptctl test support/triage -o html"}) })
	write("two.html", func(f *os.File) error { return resultview.HTML(f, two, resultview.Options{Verdict: v}) })
	write("four.html", func(f *os.File) error { return resultview.HTML(f, four, resultview.Options{}) })
	write("one.txt", func(f *os.File) error { return resultview.Text(f, one, resultview.Options{Style: term.Style(true), Width: 100}) })
	write("two.txt", func(f *os.File) error { return resultview.Text(f, two, resultview.Options{Width: 60}) })
	write("verbose.txt", func(f *os.File) error { return resultview.Text(f, one, resultview.Options{Width: 100, Verbose: true}) })
	write("one.md", func(f *os.File) error { return resultview.Markdown(f, one, resultview.Options{}) })
	write("one.xml", func(f *os.File) error { return resultview.JUnit(f, two, resultview.Options{}) })
	write("one.gh", func(f *os.File) error { return resultview.GitHub(f, one, resultview.Options{}) })
}
