package markup

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// Data is a text as what a workflow command of GitHub says.
func Data(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// Property is a text as the value of a property of a workflow command.
func Property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(Data(term.Sanitize(text)))
}

// Inert is a line of a log that is no workflow command: one begins with :: after any white space
// or, in the older form, has ##[ anywhere.
func Inert(line string) string {
	if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") {
		line = "> " + line
	}
	return strings.ReplaceAll(line, "##[", "# #[")
}
