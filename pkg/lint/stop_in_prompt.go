package lint

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// stopInPrompt is M007: a text at which the answer ends, and which the prompt
// itself shows the model how to write.
func stopInPrompt(p *Pass) {
	if p.Prompt == nil {
		return
	}
	stops := stopNodes(p.Prompt)
	if len(stops) == 0 {
		return
	}
	examples, headings := p.shown()
	for _, stop := range stops {
		problem := ""
		if i := firstExample(examples, stop.Value); i >= 0 {
			problem = fmt.Sprintf("is in the example of an answer on line %d: an answer like it is cut off there", examples[i].at.Start.Line)
		} else if found := headingWith(headings, stop.Value); found != "" {
			problem = fmt.Sprintf("is in the heading %q: an answer with headings like the prompt's is cut off at the first", found)
		}
		if problem != "" {
			p.Report(p.Doc.NodeRange(stop), "the stop text %q %s", stop.Value, problem).Hint = "take a text that no answer holds"
		}
	}
}

// maxStops is how many stop texts are looked for. No provider takes more than
// a few.
const maxStops = 16

// stopNodes are the stop texts of a prompt.
func stopNodes(p *prompt.Prompt) []*yamldoc.Node {
	for _, parameter := range p.Parameters {
		if parameter.Name != "stop" {
			continue
		}
		nodes := parameter.Node.Items
		if parameter.Node.Kind == yamldoc.Scalar {
			nodes = []*yamldoc.Node{parameter.Node}
		}
		return nodes[:min(maxStops, len(nodes))]
	}
	return nil
}

// example is what an assistant's message shows as an answer.
type example struct {
	text []byte
	at   diag.Range
}

// shown returns the answers that the prompt shows, and the headings of its other
// texts. The last message is no example: the answer goes on from it.
func (p *Pass) shown() (examples []example, headings []heading) {
	flows := flowsOf(p.Closure)
	for _, s := range p.Prompt.Sections {
		if s.Text != nil {
			headings = append(headings, heading{"## " + s.Title(), 2, true})
			headings = append(headings, headingsIn(flows.of([]*prompt.Text{s.Text}).text)...)
		}
	}
	for i, m := range p.Prompt.Messages {
		text := flows.of(textParts(m)).text
		switch {
		case m.Role.Value != model.Assistant:
			headings = append(headings, headingsIn(text)...)
		case i < len(p.Prompt.Messages)-1 && m.Node.Get("content") != nil:
			examples = append(examples, example{text, p.Doc.NodeRange(m.Node.Get("content"))})
		}
	}
	return examples, headings
}

// firstExample returns the first example that goes on behind a stop text, -1
// for none. One that ends with it shows the model how to end.
func firstExample(examples []example, stop string) int {
	for i, e := range examples {
		_, behind, found := bytes.Cut(e.text, []byte(stop))
		if found && stop != "" && len(bytes.TrimSpace(behind)) > 0 {
			return i
		}
	}
	return -1
}

// heading is a Markdown heading of a prompt.
type heading struct {
	text  string
	level int  // how many # signs
	apart bool // blank lines are around it: with one # it is else a comment
}

// headingsIn returns the Markdown headings of a text, those in blocks of code
// left out. Those with a colon, and one that the text ends with, are turns of a
// dialogue, which a stop text is to end.
func headingsIn(text []byte) []heading {
	var headings []heading
	all := string(bytes.TrimSpace(text))
	blocks := readFences(all).blocks
	for at, above := 0, ""; at < len(all); {
		line, rest, _ := strings.Cut(all[at:], "\n")
		for len(blocks) > 0 && blocks[0].End <= at {
			blocks = blocks[1:]
		}
		h, ok := headingOf(strings.TrimSpace(line))
		if inBlock := len(blocks) > 0 && blocks[0].Start <= at; ok && !inBlock && rest != "" {
			below, _, _ := strings.Cut(rest, "\n")
			h.apart = above == "" && strings.TrimSpace(below) == ""
			headings = append(headings, h)
		}
		above = strings.TrimSpace(line)
		at += len(line) + 1
	}
	return headings
}

// headingOf reads a line as a heading, up to the first variable in it.
func headingOf(line string) (h heading, ok bool) {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	if level == 0 || level > 6 || level == len(line) || line[level] != ' ' || strings.HasSuffix(line, ":") {
		return h, false
	}
	text, _, _ := strings.Cut(line, trustedMark)
	return heading{text: strings.TrimSpace(text), level: level}, true
}

// headingWith returns the first heading that a stop text of # signs would cut
// off, "" for none. A single # is a comment's sign too: only headings of more
// than one level show that it is none.
func headingWith(headings []heading, stop string) string {
	signs := strings.TrimSpace(stop)
	if signs == "" || strings.Trim(signs, "#") != "" {
		return ""
	}
	if signs == "#" {
		headings = slices.DeleteFunc(slices.Clone(headings), func(h heading) bool { return !h.apart })
		if !slices.ContainsFunc(headings, func(h heading) bool { return h.level != headings[0].level }) {
			return ""
		}
	}
	for _, h := range headings {
		if strings.HasPrefix(h.text, signs) {
			return h.text
		}
	}
	return ""
}
