// Package results is what came of running a prompt's test cases: the form in
// which it is kept, its sums, and in which ways answers failed.
//
// A run may have any number of cases, so they are never held all at once: a
// Summer takes them one by one as they come, a Spool keeps them for whoever wants
// them afterwards, and Write and Each pass them on one by one.
package results

import "time"

// Version is the version of the form in which results are kept.
const Version = 1

// Head is what was run.
type Head struct {
	Version    int       `json:"version"`
	Prompt     string    `json:"prompt"`               // its name
	Path       string    `json:"path"`                 // of its file, from the top of the repository
	Reference  string    `json:"reference"`            // NAME or NAME@REV, as it was asked for
	Commit     string    `json:"commit,omitempty"`     // "" of the work tree and of the index
	Digest     string    `json:"digest"`               // of the closure
	Suite      string    `json:"suite"`                // the digest of the tests and their data
	Model      string    `json:"model"`                // as the prompt names it, or as was asked for in its place
	Mode       string    `json:"mode"`                 // Live or Replay
	Repository string    `json:"repository,omitempty"` // the policy's id
	Started    time.Time `json:"started"`
	Tool       string    `json:"tool"` // "promptctl 1.2.3"
}

// The modes. One recorded answer makes a run a replay, and so does an echo: no model
// has just given it.
const (
	Live   = "live"
	Replay = "replay"
)

// Status is what came of a case.
type Status string

// The statuses.
const (
	Passed  Status = "passed"
	Failed  Status = "failed"
	Errored Status = "errored" // nobody can tell: no answer, or an assertion that could not be judged
)

// Case is what came of one case, run once.
type Case struct {
	ID          string         `json:"id"`     // unique in a run, together with Repeat
	Repeat      int            `json:"repeat"` // 1, 2…
	Description string         `json:"description,omitempty"`
	Tags        []string       `json:"tags"`
	Place       string         `json:"place"` // file:line:col
	Variables   map[string]any `json:"variables"`
	Status      Status         `json:"status"`
	Score       float64        `json:"score"` // the weighted mean of its assertions', 0 to 1
	Output      string         `json:"output"`
	ToolCalls   []ToolCall     `json:"toolCalls"`
	Finish      string         `json:"finish,omitempty"`
	LatencyMS   float64        `json:"latencyMs"`
	Attempts    int            `json:"attempts"`
	Recorded    bool           `json:"recorded"`
	Tokens      Tokens         `json:"tokens"`
	CostUSD     *float64       `json:"costUsd,omitempty"` // of the answer; nil where the price or the tokens are not known
	JudgeUSD    float64        `json:"judgeUsd"`
	Error       string         `json:"error,omitempty"` // why there is no answer
	Hint        string         `json:"hint,omitempty"`
	Assertions  []Assertion    `json:"assertions"`
}

// ToolCall is a tool that a model called.
type ToolCall struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

// Tokens are what the provider counted.
type Tokens struct {
	Input  int `json:"input"`
	Output int `json:"output"`
}

// Assertion is what came of one assertion.
type Assertion struct {
	Type   string  `json:"type"` // with not- before it where it is negated
	Name   string  `json:"name,omitempty"`
	Place  string  `json:"place"` // file:line:col
	Passed bool    `json:"passed"`
	Score  float64 `json:"score"`
	Weight float64 `json:"weight"`
	Reason string  `json:"reason,omitempty"` // why it does not hold, or what a judge said
	Error  string  `json:"error,omitempty"`  // why it could not be judged
	Hint   string  `json:"hint,omitempty"`
}

// Summary is the sums of a run.
type Summary struct {
	Cases      int           `json:"cases"` // with repeats
	Passed     int           `json:"passed"`
	Failed     int           `json:"failed"`
	Errored    int           `json:"errored"`
	NotRun     int           `json:"notRun"`            // of those that were chosen: the run ended before
	Stopped    string        `json:"stopped,omitempty"` // why it ended before: "interrupted", "budget", "fail-fast"
	Score      float64       `json:"score"`             // the mean of those that were judged
	Duration   time.Duration `json:"-"`
	DurationMS float64       `json:"durationMs"`
	Tokens     Tokens        `json:"tokens"`
	CostUSD    float64       `json:"costUsd"`  // as far as it is known, with what judges cost
	Unpriced   int           `json:"unpriced"` // cases of which the cost is not known
	Latency    Latency       `json:"latency"`
}

// FailureMode is a way in which answers failed: those that failed one assertion
// and are alike, or those that nobody could judge for reasons that are alike.
type FailureMode struct {
	Assertion string   `json:"assertion"`        // its type, or NoAnswer
	Name      string   `json:"name,omitempty"`   // of the assertion
	Place     string   `json:"place,omitempty"`  // of the assertion that was failed first: file:line:col
	Places    int      `json:"places"`           // how many assertions it is about: more than 1 where each is of one case
	Count     int      `json:"count"`            // how many answers failed so, with repeats
	Like      string   `json:"like"`             // the beginning of an answer that is like the others; "" of empty answers
	Reason    string   `json:"reason,omitempty"` // why the first of them failed
	Cases     []string `json:"cases"`            // ids of the first of them
}

// NoAnswer is in the place of an assertion where there was no answer to judge.
const NoAnswer = "no answer"

// Latency is how long answers took, in milliseconds. Up to 10,000 answers it is
// exact, and above that within half a percent.
type Latency struct {
	Median float64 `json:"median"`
	P95    float64 `json:"p95"`
	Max    float64 `json:"max"`
}
