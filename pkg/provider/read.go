package provider

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// reader takes the settings of one provider apart, and collects what is wrong
// with them.
type reader struct {
	provider config.Provider
	found    diag.List
	secret   bool // something may be a key that should not be there
}

// hidden returns the findings, whose lines are not to be shown where one of them
// may have a key.
func (r *reader) hidden() diag.List {
	for i := range r.found {
		r.found[i].Hidden = r.secret
	}
	return r.found
}

// hideLines hides all findings on a line that is hidden for one of them.
func hideLines(found diag.List) {
	hidden := map[int]bool{}
	for _, f := range found {
		hidden[f.Range.Start.Line] = hidden[f.Range.Start.Line] || f.Hidden
	}
	for i := range found {
		found[i].Hidden = hidden[found[i].Range.Start.Line]
	}
}

func (r *reader) has(name string) bool { _, ok := r.provider.Settings[name]; return ok }

// errorf adds a finding at a setting.
func (r *reader) errorf(name, code, format string, args ...any) *diag.Finding {
	at, ok := r.provider.Places[name]
	if !ok {
		at = r.provider.At
	}
	r.found.Errorf(code, at, "provider %s: "+format, append([]any{r.provider.Name}, args...)...)
	return &r.found[len(r.found)-1]
}

func (r *reader) wrong(name, want string) {
	r.errorf(name, "Y004", "%s must be %s, not %s", name, want, described(r.provider.Settings[name]))
}

func (r *reader) missing(name, what string) {
	r.errorf("", "Y005", "%s is missing", name).Hint = "it is " + what
}

// unknown refuses settings that a type has not. Those that begin with x- are
// free.
func (r *reader) unknown(kind string) {
	names := known(kind)
	for _, name := range slices.Sorted(maps.Keys(r.provider.Settings)) {
		if slices.Contains(names, name) || strings.HasPrefix(name, "x-") || isKey(name) {
			continue
		}
		r.secret = true // it may be another word for the key
		f := r.errorf(name, "Y003", "unknown setting %q of type %s%s", name, kind, diag.DidYouMean(name, names))
		f.Hint = "the settings are " + strings.Join(names, ", ")
	}
}

func (r *reader) text(name string) string {
	text, ok := r.provider.Settings[name].(string)
	if r.has(name) && (!ok || text == "") {
		r.wrong(name, "a text")
	}
	return text
}

func (r *reader) word(name string, words []string) string {
	text := r.text(name)
	if text != "" && !slices.Contains(words, text) {
		f := r.errorf(name, "Y004", "unknown %s %q%s", name, text, diag.DidYouMean(text, words))
		f.Hint = "it is one of " + strings.Join(words, ", ")
		return words[0]
	}
	return text
}

func (r *reader) whole(name string, least, most, otherwise int) int {
	if !r.has(name) {
		return otherwise
	}
	n := math.NaN()
	switch v := r.provider.Settings[name].(type) {
	case int64:
		n = float64(v)
	case int:
		n = float64(v)
	case float64:
		n = v
	}
	if !(n >= float64(least) && n <= float64(most)) || n != math.Trunc(n) {
		r.wrong(name, fmt.Sprintf("a whole number from %d to %d", least, most))
		return otherwise
	}
	return int(n)
}

var durationForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[1-9][0-9]{0,4}[smh]$`) })

func (r *reader) duration(name string) time.Duration {
	if !r.has(name) {
		return 0
	}
	text, _ := r.provider.Settings[name].(string)
	if !durationForm().MatchString(text) {
		r.wrong(name, "a duration such as 90s or 10m")
		return 0
	}
	d, _ := time.ParseDuration(text)
	return d
}

func (r *reader) texts(name string) []string {
	if !r.has(name) {
		return nil
	}
	list, _ := r.provider.Settings[name].([]any)
	var all []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok || text == "" {
			all = nil
			break
		}
		all = append(all, text)
	}
	if len(all) == 0 {
		r.wrong(name, "a list of texts")
	}
	return all
}

func (r *reader) mapping(name string) map[string]string {
	if !r.has(name) {
		return nil
	}
	fields, ok := r.provider.Settings[name].(map[string]any)
	all := make(map[string]string, len(fields))
	for key, value := range fields {
		text, isText := value.(string)
		all[key], ok = text, ok && isText && text != ""
	}
	if !ok {
		r.wrong(name, "a mapping of texts")
		return nil
	}
	return all
}

func (r *reader) address(name string) string {
	text := r.text(name)
	if text == "" {
		return ""
	}
	if _, problem := addressOf(text); problem != "" {
		r.secret = true
		r.errorf(name, "Y004", "%s %s", name, problem).Hint = "write it as https://HOST/PATH; a key goes into the variable that keyEnv names"
		return ""
	}
	return text
}

func (r *reader) variable(name string) string {
	text := r.text(name)
	if text != "" && !isVariable(text) {
		r.secret = true // it may be the key itself
		r.errorf(name, "Y004", "%s is not the name of an environment variable", name).Hint = "a name has letters, digits and _, such as OPENAI_API_KEY; the key itself must not be in promptctl.yaml"
		return ""
	}
	return text
}

var variableForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`) })

func isVariable(text string) bool { return variableForm().MatchString(text) && !looksSecret(text) }

// looksSecret reports whether a text begins as keys do.
func looksSecret(text string) bool {
	for _, prefix := range []string{"sk-", "sk_", "Bearer ", "bearer ", "gsk_", "ghp_", "github_pat_", "hf_", "AIza", "xai-", "r8_"} {
		if strings.HasPrefix(text, prefix) && len(text) >= len(prefix)+8 {
			return true
		}
	}
	return false
}

func isHeader(name, value string) bool {
	for _, c := range name {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return name != "" && !strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// described says what a value is, as people write it.
func described(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		if looksSecret(v) {
			return "what looks like a key"
		}
		return fmt.Sprintf("%q", v)
	case map[string]any:
		return "a mapping"
	case []any:
		return "a list"
	}
	return fmt.Sprint(v)
}
