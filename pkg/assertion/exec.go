package assertion

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// DefaultTimeout is how long a program may take to give its verdict.
const DefaultTimeout = 60 * time.Second

// maxVerdict is how many bytes of a program's output are read.
const maxVerdict = 1 << 20

// exec has a program judge. It gets what an expression sees (names) as a JSON object
// on standard input. Its verdict on standard output is JSON: true or false, a score
// from 0 to 1, or an object with pass or score, and reason. A program that ends with
// another status than 0, or says anything else, has not judged.
func (c *compiler) exec() holder {
	var command []string
	for _, n := range c.value().Items {
		command = append(command, n.Value)
	}
	o := c.options
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	return func(ctx context.Context, s *Subject) finding {
		if !o.AllowExec {
			err := fmt.Errorf("the tests want to run a program (%s)", command[0])
			return finding{err: diag.WithHint(err, "allow it with --allow-exec, if you trust this repository")}
		}
		input, err := programInput(s)
		if err != nil {
			return finding{err: err}
		}
		out, err := o.run(ctx, command, input)
		if err != nil {
			return finding{err: fmt.Errorf("%s: %w", command[0], err)}
		}
		f := programVerdict(out)
		if f.err != nil {
			f.err = diag.WithHint(fmt.Errorf("%s: %w", command[0], f.err), `a verdict is JSON: true, false, a score from 0 to 1, or {"pass": true, "reason": "…"}`)
		}
		return f
	}
}

// programInput is what a program gets on standard input.
func programInput(s *Subject) ([]byte, error) {
	env, err := names(s)
	if err != nil {
		return nil, err
	}
	return json.Marshal(env)
}

// run runs a program, and returns what it writes.
func (o Options) run(ctx context.Context, command []string, input []byte) (string, error) {
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, command[0], command[1:]...)
	var out, talk beginning
	cmd.Dir, cmd.Env, cmd.WaitDelay = o.Folder, o.Environ, time.Second
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &talk
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case limited.Err() != nil:
		return "", fmt.Errorf("it gave no verdict within %s", o.Timeout)
	case err != nil && strings.TrimSpace(talk.String()) != "":
		return "", fmt.Errorf("%w: %s", err, shortened(strings.TrimSpace(talk.String()), maxReason))
	case err != nil:
		return "", err
	case out.cut:
		return "", fmt.Errorf("its verdict is longer than %d MiB", maxVerdict>>20)
	}
	return out.String(), nil
}

// beginning keeps the beginning of what is written to it.
type beginning struct {
	bytes.Buffer
	cut bool
}

// Write takes everything, and keeps what there is room for.
func (b *beginning) Write(text []byte) (int, error) {
	room := maxVerdict - b.Len()
	if len(text) > room {
		b.cut = true
		_, _ = b.Buffer.Write(text[:room]) // it never fails
		return len(text), nil
	}
	return b.Buffer.Write(text)
}

// programVerdict reads what a program says.
func programVerdict(out string) finding {
	value, err := jsondoc.Parse(strings.TrimSpace(out))
	if err != nil {
		return finding{err: fmt.Errorf("its verdict is not JSON: %w: %s", err, quoted(out))}
	}
	switch v := value.(type) {
	case bool:
		return finding{holds: v, reason: saidBy(v, "")}
	case json.Number:
		return scoredBy(v, "")
	case map[string]any:
		reason, _ := v["reason"].(string)
		if pass, ok := v["pass"].(bool); ok {
			return finding{holds: pass, said: reason != "", reason: saidBy(pass, reason)}
		}
		if score, ok := v["score"].(json.Number); ok && v["pass"] == nil {
			return scoredBy(score, reason)
		}
	}
	return finding{err: fmt.Errorf("its verdict says neither pass nor score: %s", quoted(out))}
}

func saidBy(pass bool, reason string) func() string {
	return func() string {
		switch {
		case reason != "":
			return reason
		case pass:
			return "the program says that it holds"
		}
		return "the program says that it does not hold"
	}
}

func scoredBy(n json.Number, reason string) finding {
	score, err := n.Float64()
	if err != nil || score < 0 || score > 1 {
		return finding{err: errors.New("its score is not from 0 to 1: " + shortened(n.String(), shownLength))}
	}
	return finding{scored: true, score: score, said: reason != "", reason: func() string {
		if reason != "" {
			return fmt.Sprintf("score %.2f: %s", score, reason)
		}
		return fmt.Sprintf("the program gives the score %.2f", score)
	}}
}
