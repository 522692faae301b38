package assertion

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/promptctl-io/promptctl/pkg/suite"
)

// compared returns the answer and a text as they are compared.
func (c *compiler) compared(answer, text string) (string, string) {
	if c.assertion.IgnoreCase {
		return suite.Folded(answer), suite.Folded(text)
	}
	return answer, text
}

func (c *compiler) equals() holder {
	t := c.text(c.value())
	return func(_ context.Context, s *Subject) finding {
		want, err := t.fill(s, nil)
		if err != nil {
			return finding{err: err}
		}
		want, got := strings.TrimSpace(want), s.output()
		a, b := c.compared(got, want)
		return is(a == b,
			func() string { return "the answer is " + quoted(want) },
			func() string { return c.difference(want, got) })
	}
}

// matching holds a text of the assertion to the answer. Shown is what of an answer
// that does not match is told.
func (c *compiler) matching(match func(answer, text string) bool, yes, no string, shown func(answer string) string) holder {
	t := c.text(c.value())
	return func(_ context.Context, s *Subject) finding {
		want, err := t.filled(s)
		if err != nil {
			return finding{err: err}
		}
		a, b := c.compared(s.output(), want)
		return is(match(a, b),
			func() string { return fmt.Sprintf(yes, quoted(want)) + where(s.output(), a, b) },
			func() string { return fmt.Sprintf(no, quoted(want)) + shown(s.output()) })
	}
}

// where shows the place of a text in the answer, both as they are compared, and the
// answer as it is where letters have kept their places.
func where(answer, compared, text string) string {
	at := strings.Index(compared, text)
	if at < 0 {
		return ""
	}
	if len(answer) != len(compared) {
		answer = compared
	}
	return ": " + around(answer, at, at+len(text))
}

func got(answer string) string {
	if answer == "" {
		return ", which is empty"
	}
	return ": " + quoted(answer)
}

// ending is got for what stands at the end of the answer.
func ending(answer string) string {
	if answer == "" {
		return got(answer)
	}
	return ": " + around(answer, len(answer), len(answer))
}

func (c *compiler) contains() holder {
	return c.matching(strings.Contains, "%s is in the answer", "%s is not in the answer", got)
}

func (c *compiler) startsWith() holder {
	return c.matching(strings.HasPrefix, "the answer begins with %s", "the answer does not begin with %s", got)
}

func (c *compiler) endsWith() holder {
	return c.matching(strings.HasSuffix, "the answer ends with %s", "the answer does not end with %s", ending)
}

// among finds which texts of the assertion are in the answer.
func (c *compiler) among(s *Subject, texts []text) (in, out []string, err error) {
	for _, t := range texts {
		want, err := t.filled(s)
		if err != nil {
			return nil, nil, err
		}
		if a, b := c.compared(s.output(), want); strings.Contains(a, b) {
			in = append(in, want)
		} else {
			out = append(out, want)
		}
	}
	return in, out, nil
}

func (c *compiler) containsAny() holder {
	texts := c.texts()
	return func(_ context.Context, s *Subject) finding {
		in, out, err := c.among(s, texts)
		if err != nil {
			return finding{err: err}
		}
		return is(len(in) > 0,
			func() string { return listed(in) + " is in the answer" },
			func() string { return "none of " + listed(out) + " is in the answer" + got(s.output()) })
	}
}

func (c *compiler) containsAll() holder {
	texts := c.texts()
	return func(_ context.Context, s *Subject) finding {
		in, out, err := c.among(s, texts)
		if err != nil {
			return finding{err: err}
		}
		return is(len(out) == 0,
			func() string { return "all of " + listed(in) + " are in the answer" },
			func() string { return listed(out) + " is not in the answer" + got(s.output()) })
	}
}

// listed are texts in quotes.
func listed(texts []string) string { return strings.Join(first(5, texts, quoted), ", ") }

func (c *compiler) regex() holder {
	re := c.pattern(c.value())
	return func(_ context.Context, s *Subject) finding {
		at, err := re.find(s.output())
		if err != nil {
			return finding{err: err}
		}
		return is(at != nil,
			func() string {
				return fmt.Sprintf("%s matches: %s", quoted(re.String()), around(s.output(), at[0], at[1]))
			},
			func() string { return quoted(re.String()) + " does not match the answer" + got(s.output()) })
	}
}

func (c *compiler) wordCount() holder { return c.counted("word", words) }

func (c *compiler) charCount() holder { return c.counted("character", utf8.RuneCountInString) }

// counted holds how many there are of something to the assertion's interval.
func (c *compiler) counted(thing string, count func(string) int) holder {
	within := c.interval(func(f float64) string { return plural(int(f), thing) })
	return func(_ context.Context, s *Subject) finding {
		return within("the answer has", float64(count(s.output())))
	}
}

// words counts the words of a text, as Unicode parts texts (UAX #29), less those that
// have neither a letter nor a digit. Ideographs are words of their own.
func words(s string) int {
	n, state := 0, -1
	var word string
	for s != "" {
		word, s, state = uniseg.FirstWordInString(s, state)
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
