package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Action is what an entry does.
type Action string

// The actions.
const (
	Root       Action = "root"       // begins the ledger: the policy, and nothing served but what an older ledger served
	Promotion  Action = "promotion"  // serves versions that meet the rule
	Rollback   Action = "rollback"   // serves versions that this ledger served before
	Removal    Action = "removal"    // serves prompts no more
	Revocation Action = "revocation" // makes revocations and rejections binding
	Policy     Action = "policy"     // changes the policy
)

// None stands for what is not there.
const None = "none"

// Entry is what a commit of a ledger says that it does.
type Entry struct {
	Title       string // one line, for people; it decides nothing
	Body        string // more for people, "" for nothing
	Action      Action
	Environment string
	Prompts     []Change // sorted by name, each once
	From, To    string   // of a root and of a policy: digests of the policy's folder, None for none
	Sources     []string // of a promotion and of a policy: the commits that have the files; sorted, each once
	Checked     *Checked // of a promotion: what nobody can verify later
}

// Change is what becomes of one prompt.
type Change struct {
	Name     string
	From, To string // digests of what was served and of what is served, None for nothing
	Version  string // of To's release; None where it has none
	Path     string // of the prompt's file
}

func (c Change) String() string {
	return strings.Join([]string{c.Name, c.From, c.To, c.Version, c.Path}, " ")
}

// Checked is what was looked at when a version was promoted. The promoter's
// signature alone vouches for it. "" is what was not asked for.
type Checked struct {
	Lint    string        // "error", "warning" or "info": findings from there on up were none
	Soak    time.Duration // how long the version had been in From, at least
	Threads bool          // all review threads were resolved
	From    string        // the environment that served the version
}

// String returns the line's value: "lint=warning soak=24h0m0s threads=resolved
// from=staging".
func (c Checked) String() string {
	threads, soak := None, None
	if c.Threads {
		threads = "resolved"
	}
	if c.Soak > 0 {
		soak = c.Soak.String()
	}
	return fmt.Sprintf("lint=%s soak=%s threads=%s from=%s", orNone(c.Lint), soak, threads, orNone(c.From))
}

func orNone(s string) string {
	if s == "" {
		return None
	}
	return s
}

func parseChecked(value string) (*Checked, error) {
	c := &Checked{}
	var soak, threads string
	if _, err := fmt.Sscanf(value, "lint=%s soak=%s threads=%s from=%s", &c.Lint, &soak, &threads, &c.From); err != nil {
		return nil, errors.New("must be lint=… soak=… threads=… from=…")
	}
	for _, s := range []*string{&c.Lint, &c.From} {
		if *s == None {
			*s = ""
		}
	}
	c.Threads = threads == "resolved"
	c.Soak, _ = time.ParseDuration(soak) // whatever is no duration is not written so again
	if c.String() != value || c.Soak < 0 || !slices.Contains([]string{"", "error", "warning", "info"}, c.Lint) {
		return nil, errors.New("is not written as promptctl would")
	}
	return c, nil
}

// The keys of the block, in the order in which they stand.
const (
	header         = "Promptctl-Ledger"
	version        = "v1"
	keyAction      = "Action"
	keyEnvironment = "Environment"
	keyPrompt      = "Prompt"
	keyPolicy      = "Policy"
	keySource      = "Source"
	keyChecked     = "Checked"
)

// maxMessage is how long a message may be, in bytes: one of 5,000 prompts takes
// 1.2 MiB.
const maxMessage = 4 << 20

// block returns the lines that say what is done.
func (e *Entry) block() string {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	line(header, version)
	line(keyAction, string(e.Action))
	line(keyEnvironment, e.Environment)
	for _, c := range e.Prompts {
		line(keyPrompt, c.String())
	}
	if e.To != "" {
		line(keyPolicy, e.From+" "+e.To)
	}
	for _, source := range e.Sources {
		line(keySource, source)
	}
	if e.Checked != nil {
		line(keyChecked, e.Checked.String())
	}
	return b.String()
}

func (e *Entry) text() string {
	parts := []string{e.Title}
	if e.Body != "" {
		parts = append(parts, e.Body)
	}
	return strings.Join(append(parts, e.block()), "\n\n")
}

// Message returns an entry as the message of its commit. Whatever ParseMessage
// would refuse is an error.
func (e *Entry) Message() ([]byte, error) {
	slices.SortFunc(e.Prompts, func(a, b Change) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(e.Sources)
	e.Body = strings.Trim(e.Body, "\n")
	message := []byte(e.text())
	if _, err := ParseMessage(message); err != nil {
		return nil, fmt.Errorf("an entry of a ledger cannot be written: %w", err)
	}
	return message, nil
}

// Speaks reports whether a commit's message pretends to be one of a ledger.
func Speaks(message []byte) bool {
	return bytes.Contains(message, []byte("\n"+header+": "))
}

// ParseMessage reads the message of a ledger's commit. There is one way to write
// it: an unknown, missing, misplaced or repeated key is an error, and so is any
// other byte than those that Message would write for the same.
func ParseMessage(message []byte) (*Entry, error) {
	if err := statement.CheckSigned(message, header, maxMessage); err != nil {
		return nil, err
	}
	before, block, found := strings.Cut(string(message), "\n\n"+header+": ")
	if !found {
		return nil, fmt.Errorf("there is no block that begins with %s", header)
	}
	e := &Entry{}
	e.Title, e.Body, _ = strings.Cut(before, "\n")
	e.Body = strings.Trim(e.Body, "\n")
	lines := strings.Split(strings.TrimSuffix(block, "\n"), "\n")
	if lines[0] != version {
		return nil, fmt.Errorf("%q is not %s: %s: a newer promptctl may know it", header+": "+lines[0], header, version)
	}
	for _, line := range lines[1:] {
		if err := e.line(line); err != nil {
			return nil, err
		}
	}
	if err := e.check(); err != nil {
		return nil, err
	}
	if e.text() != string(message) {
		return nil, errors.New("the message is not written as promptctl would: a title, a blank line, what else people should read, and the block")
	}
	return e, nil
}

// line reads one line of the block. Order and repetition show when the block is
// written again.
func (e *Entry) line(line string) error {
	key, value, found := strings.Cut(line, ": ")
	if !found {
		return fmt.Errorf("%q is not a line of the form Key: value", line)
	}
	var err error
	switch key {
	case keyAction:
		e.Action = Action(value)
	case keyEnvironment:
		e.Environment = value
	case keyPrompt:
		err = e.prompt(value)
	case keyPolicy:
		e.From, e.To, _ = strings.Cut(value, " ")
	case keySource:
		e.Sources = append(e.Sources, value)
	case keyChecked:
		e.Checked, err = parseChecked(value)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	if err != nil {
		return fmt.Errorf("%s %w", key, err)
	}
	return nil
}

func (e *Entry) prompt(value string) error {
	f := strings.SplitN(value, " ", 5)
	if len(f) != 5 {
		return errors.New("must be a name, two digests, a version and a path")
	}
	e.Prompts = append(e.Prompts, Change{f[0], f[1], f[2], f[3], f[4]})
	return nil
}

func form(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

var (
	digestForm  = form(`^(sha256:[0-9a-f]{64}|none)$`)
	objectForm  = form(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
	wordForm    = form(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$`)
	versionForm = form(`^(v[0-9][0-9A-Za-z.+-]{0,126}|none)$`)
)

// IsEnvironment reports whether a name can be that of an environment.
func IsEnvironment(name string) bool { return wordForm().MatchString(name) }

// check checks that an entry has what its action needs, and nothing else.
func (e *Entry) check() error {
	if err := checkText(e.Title, e.Body); err != nil {
		return err
	}
	if !IsEnvironment(e.Environment) {
		return fmt.Errorf("%s is not the name of an environment", keyEnvironment)
	}
	for i, c := range e.Prompts {
		if err := c.check(); err != nil {
			return fmt.Errorf("%s %s: %w", keyPrompt, c.Name, err)
		}
		if i > 0 && e.Prompts[i-1].Name >= c.Name {
			return errors.New("prompts must be sorted, and each there once")
		}
	}
	return e.checkAction()
}

// has says which keys an action has: y for yes, n for no, ? for either.
type has struct{ prompts, policy, source, checked byte }

func actions() map[Action]has {
	return map[Action]has{
		Root:       {'?', 'y', 'n', 'n'},
		Promotion:  {'y', 'n', 'y', 'y'},
		Rollback:   {'y', 'n', 'n', 'n'},
		Removal:    {'y', 'n', 'n', 'n'},
		Revocation: {'n', 'n', 'n', 'n'},
		Policy:     {'n', 'y', 'y', 'n'},
	}
}

func (e *Entry) checkAction() error {
	keys, known := actions()[e.Action]
	if !known {
		return fmt.Errorf("unknown action %q", e.Action)
	}
	for _, k := range []struct {
		key   string
		wants byte
		there bool
	}{
		{keyPrompt, keys.prompts, len(e.Prompts) > 0},
		{keyPolicy, keys.policy, e.To != ""},
		{keySource, keys.source, len(e.Sources) > 0},
		{keyChecked, keys.checked, e.Checked != nil},
	} {
		switch {
		case k.wants == 'y' && !k.there:
			return fmt.Errorf("%s is missing", k.key)
		case k.wants == 'n' && k.there:
			return fmt.Errorf("%s has no place in a %s", k.key, e.Action)
		}
	}
	for i, source := range e.Sources {
		if !objectForm().MatchString(source) || i > 0 && e.Sources[i-1] >= source || i > 0 && e.Action == Policy {
			return fmt.Errorf("%s must be the id of a commit; those of several are sorted, and a policy has one", keySource)
		}
	}
	if e.To != "" && (!digestForm().MatchString(e.From) || !digestForm().MatchString(e.To) || e.To == None || e.From == e.To) {
		return fmt.Errorf("%s must be two digests that differ", keyPolicy)
	}
	return e.checkChanges()
}

// checkChanges checks that the action can do this to prompts.
func (e *Entry) checkChanges() error {
	for _, c := range e.Prompts {
		wrong := false
		switch e.Action {
		case Root:
			wrong = c.From != None || c.To == None
		case Promotion: // of the same again, where what it rests on is to be made new
			wrong = c.To == None
		case Rollback:
			wrong = c.To == None || c.From == c.To
		case Removal:
			wrong = c.To != None || c.From == None || c.Version != None
		}
		if wrong {
			return fmt.Errorf("a %s cannot change %s from %s to %s", e.Action, c.Name, c.From, c.To)
		}
	}
	return nil
}

func (c Change) check() error {
	if problem := prompt.CheckName(c.Name); problem != "" {
		return errors.New(problem)
	}
	if _, err := folderOf(c.Name); err != nil {
		return err
	}
	if !digestForm().MatchString(c.From) || !digestForm().MatchString(c.To) {
		return errors.New("a digest is sha256: and 64 hex digits, or none")
	}
	if !versionForm().MatchString(c.Version) {
		return errors.New("a version is such as v1.2.3, or none")
	}
	if !IsPromptFile(c.Name, c.Path) {
		return fmt.Errorf("%q cannot be its file", c.Path)
	}
	return nil
}

// checkText checks what is there for people.
func checkText(title, body string) error {
	if strings.TrimSpace(title) == "" {
		return errors.New("the message has no title")
	}
	if strings.HasPrefix(title, header+":") {
		return fmt.Errorf("the title begins with %q", header)
	}
	for _, r := range title + body {
		joiner := r == '\u200c' || r == '\u200d'
		if r != '\n' && r != '\t' && !joiner && (!unicode.IsGraphic(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)) {
			return fmt.Errorf("the text has the character %U, which does not show", r)
		}
	}
	return nil
}
