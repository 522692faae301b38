package assertion

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// refusal holds where the provider marks the answer as a refusal, or kept it back
// (finish reason content-filter), or where the answer begins like one.
func (c *compiler) refusal() holder {
	return func(_ context.Context, s *Subject) finding {
		switch phrase := refuses(s.output()); {
		case s.Answer.Refusal != "":
			return finding{holds: true, reason: func() string { return "the provider marks the answer as a refusal: " + quoted(s.Answer.Refusal) }}
		case s.Answer.Finish == model.FinishContentFilter:
			return finding{holds: true, reason: func() string { return "the provider kept the answer back (content-filter)" }}
		case phrase != "":
			return finding{holds: true, reason: func() string { return "the model refuses: " + quoted(phrase) }}
		}
		return finding{reason: func() string { return "the model does not refuse" + got(s.output()) }}
	}
}

// refusalLength is how many characters of an answer are looked at for a refusal: a
// model that refuses says so first.
const refusalLength = 300

// refuses returns the words with which an answer refuses; "" where it does not.
//
// It is a rule of thumb, in ten languages. Somewhere in the first 300 characters
// somebody cannot, may not or will not do what models are asked for, such as help,
// provide, write or answer. Words that are only sorry, or cannot do something else
// ("I cannot find your order", "I can't wait"), are no refusal.
func refuses(answer string) string {
	head, _ := cut(answer, refusalLength)
	head = strings.ToLower(plainly().Replace(head))
	head = strings.Join(strings.Fields(head), " ")
	for _, l := range tongues() {
		if !slices.ContainsFunc(l.signs, func(sign string) bool { return strings.Contains(head, sign) }) {
			continue
		}
		if phrase := l.refusal().FindString(innocent().ReplaceAllString(head, "")); phrase != "" {
			return phrase
		}
	}
	return ""
}

// plainly writes apostrophes in one way, and leaves out what marks words in Markdown.
var plainly = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("’", "'", "‘", "'", "\n", " ", "*", "", "_", " ", "\u00a0", " ")
})

// innocent is what people cannot do without refusing anything.
var innocent = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:can't|cannot|can not|couldn't|could not) (?:find|see|wait|locate|recall|remember|stress|emphasi[sz]e|imagine|believe|thank|overstate|recommend|help but|confirm|guarantee|promise|verify)\b|\b(?:won't|will not) (?:only|just|merely|simply)\b`)
})

// tongue is how one refuses in a language.
type tongue struct {
	signs   []string              // one of them is in every refusal: a quick look spares most answers the slow one
	refusal func() *regexp.Regexp // compiled when it is first needed
}

func newTongue(signs []string, phrases ...string) tongue {
	return tongue{signs, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(strings.Join(phrases, "|")) })}
}
