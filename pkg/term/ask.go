package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxAnswer is the length in bytes of the longest answer that is read.
const maxAnswer = 1 << 16

// NoAnswerError is a question that could not be asked, or was not answered.
type NoAnswerError struct {
	Question string
	Reason   string // why there is no answer
	Flag     string // what answers it on the command line, such as "--yes"
}

// Error says why there is no answer and which flag gives it.
func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("cannot ask %q: %s: pass %s", e.Question, e.Reason, e.Flag)
}

// Confirm asks a question for yes or no; an empty line is the answer def. With
// Yes set the answer is yes at once. Where nobody can be asked it returns a
// *NoAnswerError, and when ctx ends before the answer, ctx's error.
func (t *Terminal) Confirm(ctx context.Context, question string, def bool) (bool, error) {
	if t.Yes {
		return true, nil
	}
	choice := "[y/N]"
	if def {
		choice = "[Y/n]"
	}
	for {
		answer, err := t.question(ctx, question, choice, "--yes")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "":
			return def, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		fmt.Fprintln(t.Err, `Please answer "y" or "n".`)
	}
}

// Ask asks for a line of text; an empty line is the answer def, if that is not
// empty itself. The flag is what gives the answer on the command line, such as
// "--name NAME", and is named where nobody can be asked. With Yes set the answer
// is def, if there is one.
func (t *Terminal) Ask(ctx context.Context, question, def, flag string) (string, error) {
	if t.Yes && def != "" {
		return def, nil
	}
	choice := ""
	if def != "" {
		choice = "[" + OneLine(def) + "]"
	}
	for {
		answer, err := t.question(ctx, question, choice, flag)
		if err != nil {
			return "", err
		}
		if answer != "" {
			return answer, nil
		}
		if def != "" {
			return def, nil
		}
	}
}

// question asks once and returns the answer without the white space around it.
func (t *Terminal) question(ctx context.Context, question, choice, flag string) (string, error) {
	if reason := t.cannotAsk(); reason != "" {
		return "", &NoAnswerError{Question: question, Reason: reason, Flag: flag}
	}
	text := t.ErrStyle.Bold(Sanitize(question)) + " "
	if choice != "" {
		text += choice + " "
	}
	if _, err := io.WriteString(t.Err, text); err != nil {
		return "", err
	}
	answer, err := t.answer(ctx)
	if err != nil {
		fmt.Fprintln(t.Err) // what comes next does not belong behind the question
	}
	if errors.Is(err, io.EOF) {
		return "", &NoAnswerError{Question: question, Reason: "standard input has ended", Flag: flag}
	}
	return answer, err
}

// cannotAsk returns why there is nobody to ask, or "".
func (t *Terminal) cannotAsk() string {
	switch {
	case t.NoInput:
		return "--no-input was given"
	case !t.InTTY:
		return "standard input is not a terminal"
	case !t.ErrTTY:
		return "standard error is not a terminal"
	}
	return ""
}

// answer reads a line. A read from a terminal cannot be broken off, so when ctx
// ends it is left behind.
func (t *Terminal) answer(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		line, err := readLine(t.In)
		done <- result{line, err}
	}()
	select {
	case r := <-done:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readLine reads up to a line feed, byte by byte so as not to take what belongs
// to the next question. A last line without a line feed counts.
func readLine(r io.Reader) (string, error) {
	var line []byte
	var b [1]byte
	for len(line) < maxAnswer {
		n, err := r.Read(b[:])
		if n == 1 && b[0] == '\n' || err == io.EOF && len(line)+n > 0 {
			return strings.TrimSpace(string(append(line, b[:n]...))), nil
		}
		if err != nil {
			return "", err
		}
		line = append(line, b[:n]...)
	}
	return "", fmt.Errorf("answer is longer than %d bytes", maxAnswer)
}
