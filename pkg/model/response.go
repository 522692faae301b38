package model

// Response is a model's answer to a request, in no provider's own form.
type Response struct {
	Model     string // what answered, as its provider names it; "" where it does not say
	Text      string // the text of the answer, its parts joined
	Refusal   string // what a provider marks as a refusal; "" for none
	ToolCalls []ToolCall
	Finish    string // FinishStop and the like; "" where the provider says nothing known
	Usage     Usage
}

// Usage is what a provider counted of a call, in tokens; 0 is not said. Every
// provider's count is brought to this form: some leave out of the input what they
// had in their cache, and of the output what the model thought.
type Usage struct {
	Input     int // of the request
	Output    int // of the answer, with what the model thought and did not show
	Cached    int // those of the input that came out of the provider's cache
	Reasoning int // those of the output that the model thought and did not show
}

// Why models stop.
const (
	FinishStop          = "stop"           // the answer is whole
	FinishLength        = "length"         // it was cut off
	FinishToolCalls     = "tool-calls"     // the model waits for tools
	FinishContentFilter = "content-filter" // the provider kept it back
)
