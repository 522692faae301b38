package provider

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// settings are what is known of one provider: what promptctl.yaml says, over
// what is built in.
type settings struct {
	name   string
	kind   string
	preset preset

	base        string // "" where promptctl.yaml gives none
	keyEnv      string
	keyFile     string
	headers     map[string]string
	headersEnv  map[string]string // the variables that have the values
	model       string            // of calls that name the provider alone
	serves      []string          // patterns of whole names of models
	apiVersion  string
	deployment  string
	deployments map[string]string // by model

	concurrency int // 0 is no limit
	requests    int // in a minute; 0 is no limit
	tokens      int // in a minute; 0 is no limit
	retries     int // after the first attempt
	timeout     time.Duration

	command []string
	text    string
}

// retries is how often a call that failed is sent again, where nothing is said.
const retries = 5

// builtIn returns the settings of a provider that promptctl.yaml does not name.
func builtIn(name string) (settings, bool) {
	p, ok := presetOf(name)
	return settings{name: name, kind: p.kind, preset: p, retries: retries}, ok
}

// readSettings reads what promptctl.yaml says of a provider.
func readSettings(p config.Provider) (settings, diag.List) {
	r := &reader{provider: p}
	s := settings{name: p.Name, retries: retries}
	s.preset, _ = presetOf(p.Name)
	s.kind = r.kind(s.preset)
	if s.preset.kind != s.kind {
		// openai under another name has OpenAI's address, unless it has its own.
		s.preset, _ = presetOf(s.kind)
		if _, said := p.Settings["type"]; !said {
			s.preset = preset{kind: s.kind}
		}
	}
	r.unknown(s.kind)
	r.refuseKeys()
	r.common(&s)
	switch s.kind {
	case execType:
		s.command = r.texts("command")
		if len(s.command) == 0 && !r.has("command") {
			r.missing("command", "the program and its arguments, such as [./model.py]")
		}
	case echoType:
		s.text = r.text("text")
	default:
		r.http(&s)
	}
	r.found.Sort()
	return s, r.hidden()
}

// kind is the type that is said, or that the other settings tell.
func (r *reader) kind(p preset) string {
	if r.has("type") {
		return r.word("type", types())
	}
	switch {
	case p.kind != "":
		return p.kind
	case r.has("command"):
		return execType
	case r.has("text"):
		return echoType
	}
	return openAIType
}

// known returns the settings that a type has.
func known(kind string) []string {
	names := []string{"type", "model", "serves", "concurrency", "requestsPerMinute", "tokensPerMinute", "timeout"}
	switch kind {
	case execType:
		return append(names, "command")
	case echoType:
		return append(names, "text")
	}
	names = append(names, "baseUrl", "keyEnv", "keyFile", "headers", "headersEnv", "retries")
	if kind == azureType {
		names = append(names, "apiVersion", "deployment", "deployments")
	}
	return names
}

func (r *reader) common(s *settings) {
	s.model = r.text("model")
	s.serves = r.texts("serves")
	s.concurrency = r.whole("concurrency", 1, 256, 0)
	s.requests = r.whole("requestsPerMinute", 1, 1_000_000, 0)
	s.tokens = r.whole("tokensPerMinute", 1, 1_000_000_000, 0)
	s.timeout = r.duration("timeout")
}

// http reads what those have that are asked over a network.
func (r *reader) http(s *settings) {
	s.base = r.address("baseUrl")
	s.keyEnv, s.keyFile = r.variable("keyEnv"), r.text("keyFile")
	s.headers, s.headersEnv = r.mapping("headers"), r.mapping("headersEnv")
	s.retries = r.whole("retries", 0, 20, retries)
	r.checkHeaders(s)
	r.checkLoan(s)
	if s.keyEnv != "" && s.keyFile != "" {
		r.errorf("keyFile", "Y004", "keyEnv and keyFile cannot go together")
	}
	if s.kind == azureType {
		s.apiVersion, s.deployment, s.deployments = r.text("apiVersion"), r.text("deployment"), r.mapping("deployments")
	}
	if s.base == "" && s.preset.base == "" && s.preset.baseEnv == "" && !r.has("baseUrl") {
		r.missing("baseUrl", "the address at which it is, such as http://localhost:8000/v1")
	}
}

// secretHeaders are those whose values are keys.
func secretHeaders() []string {
	return []string{"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"}
}

func (r *reader) checkHeaders(s *settings) {
	for name, value := range s.headers {
		secret := slices.Contains(secretHeaders(), strings.ToLower(name)) || looksSecret(value)
		switch {
		case secret:
			r.secret = true
			f := r.errorf("headers", "Y004", "the header %s is a secret, which must not be in promptctl.yaml", name)
			f.Hint = "name the variable that has it: headersEnv: {" + name + ": MY_VARIABLE}"
		case !isHeader(name, value):
			r.errorf("headers", "Y004", "%q with %q is no header", name, value)
		}
	}
	for name, variable := range s.headersEnv {
		if !isHeader(name, variable) || !isVariable(variable) {
			r.secret = true
			r.errorf("headersEnv", "Y004", "%q is not the name of an environment variable", variable).Hint = "it has the header's whole value"
		}
	}
}

// checkLoan refuses to send a provider's key to an address of promptctl.yaml that is
// another's: whoever may change the file could have it sent to them. This machine
// itself may get it, as gateways run there.
func (r *reader) checkLoan(s *settings) {
	u, err := url.Parse(s.base)
	if s.base == "" || err != nil || isLoopback(u.Hostname()) {
		return
	}
	for _, name := range presets() {
		p, _ := presetOf(name)
		if own, err := url.Parse(p.base); err == nil && p.base != "" && own.Host == u.Host {
			continue
		}
		if slices.Contains(p.keyEnv, s.keyEnv) {
			r.lent("keyEnv", s.keyEnv, name, u.Host)
		}
		for _, variable := range s.headersEnv {
			if slices.Contains(p.keyEnv, variable) {
				r.lent("headersEnv", variable, name, u.Host)
			}
		}
	}
}

func (r *reader) lent(setting, variable, owner, host string) {
	f := r.errorf(setting, "Y004", "%s is the key of %s, and is not sent to %s", variable, owner, host)
	f.Hint = "give the key for that address a variable of its own"
}

// refuseKeys refuses keys that stand in the file themselves.
func (r *reader) refuseKeys() {
	for _, name := range slices.Sorted(maps.Keys(r.provider.Settings)) {
		if isKey(name) {
			r.secret = true
			r.errorf(name, "Y004", "%s: a key must not be in promptctl.yaml, which is kept in git", name).
				Hint = "write keyEnv: and the name of the environment variable that has it, or keyFile: and a file outside the repository; replace a key that was ever committed"
		}
	}
}

// isKey reports whether a setting of that name would be a key.
func isKey(name string) bool {
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name)) {
	case "key", "apikey", "token", "secret", "password", "accesstoken", "authtoken", "bearer":
		return true
	}
	return false
}

// addressOf checks an address.
func addressOf(text string) (*url.URL, string) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, "is not an address that begins with http:// or https://"
	case u.User != nil:
		return nil, "has a name or a password in it"
	case u.RawQuery != "" || u.Fragment != "":
		return nil, "has something behind its path"
	}
	return u, ""
}
