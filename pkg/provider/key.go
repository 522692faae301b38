package provider

import (
	"fmt"
	"path/filepath"
	"strings"
)

// key is what a provider knows its customers by.
type key struct {
	value string // "" is none
	from  string // the variable or the file that has it
	want  string // what to do where there is none
	fault *Error // why nothing can be sent
}

// problem returns why nothing can be sent, or nil.
func (k key) problem() error {
	if k.fault == nil {
		return nil
	}
	e := *k.fault // each call's error tells of that call
	return &e
}

// findKey looks a key up in the environment or in a file. Own says that the
// address is the provider's own, or came from the environment too: the key that
// a variable such as OPENAI_API_KEY has is not for an address of promptctl.yaml.
func findKey(s settings, o Options, own bool) key {
	switch {
	case s.keyFile != "":
		return keyOfFile(s, o)
	case s.keyEnv != "":
		return keyOf(s, o, []string{s.keyEnv}, true)
	case own && len(s.preset.keyEnv) > 0:
		return keyOf(s, o, s.preset.keyEnv, !s.preset.free && len(s.headersEnv) == 0)
	}
	return key{want: fmt.Sprintf("name the variable that has the key: test: {providers: {%s: {keyEnv: MY_KEY}}} in promptctl.yaml", s.name)}
}

func keyOf(s settings, o Options, variables []string, needed bool) key {
	k := key{want: fmt.Sprintf("set %s to a key of yours, or name another variable or a file with keyEnv or keyFile of test.providers.%s in promptctl.yaml",
		strings.Join(variables, " or "), s.name)}
	for _, name := range variables {
		if value := strings.TrimSpace(o.Getenv(name)); value != "" {
			k.from = name
			return k.take(s, value)
		}
	}
	if needed {
		k.fault = &Error{Provider: s.name, Message: "there is no key: " + strings.Join(variables, " and ") + areNotSet(variables), hint: k.want}
	}
	return k
}

func areNotSet(variables []string) string {
	if len(variables) == 1 {
		return " is not set"
	}
	return " are not set"
}

func keyOfFile(s settings, o Options) key {
	file := s.keyFile
	if home, ok := strings.CutPrefix(file, "~/"); ok {
		file = filepath.Join(o.Getenv("HOME"), home)
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(o.Dir, file)
	}
	k := key{from: s.keyFile}
	text, err := o.ReadFile(file)
	if err != nil {
		k.fault = &Error{Provider: s.name, Message: fmt.Sprintf("the key cannot be read: %v", err), Err: err}
		return k
	}
	return k.take(s, strings.TrimSpace(string(text)))
}

// take sets the value, which must be one that a header can have. It is never
// shown.
func (k key) take(s settings, value string) key {
	bad := func(c rune) bool { return c <= ' ' || c >= 0x7f }
	if value == "" || strings.ContainsFunc(value, bad) {
		k.fault = &Error{Provider: s.name, Message: fmt.Sprintf("what is in %s is no key", k.from), hint: "a key is one word of letters, digits and signs"}
		return k
	}
	k.value = value
	return k
}
