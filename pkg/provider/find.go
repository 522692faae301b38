package provider

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// find returns the provider of a model, and what that calls the model.
//
// A model is looked for among those that a provider of promptctl.yaml says it
// serves; then by the provider before its first slash; then, where its name is
// that of a provider, by the model that is set there; then, where it has no
// slash, by who makes it; and at last with the only provider of promptctl.yaml.
func (s *Set) find(name string) (*source, string, error) {
	set, short, err := s.settingsOf(name)
	if err != nil {
		return nil, "", err
	}
	from, err := s.open(set)
	return from, short, err
}

func (s *Set) settingsOf(name string) (settings, string, error) {
	if name == "" {
		return settings{}, "", diag.WithHint(&UnknownError{name, "no model is named"}, "name one with --model, or with model: in the prompt")
	}
	if set, ok := s.serving(name); ok {
		return set, name, nil
	}
	before, after, slash := strings.Cut(name, "/")
	set, ok := s.named(strings.ToLower(before))
	switch {
	case ok && slash && after != "":
		return set, after, nil
	case ok && !slash:
		return set, cmp.Or(set.model, name), set.needsModel()
	}
	if facts, known := model.Lookup(name); known && !slash && facts.Host == "" {
		if set, ok := s.named(facts.Maker); ok {
			return set, name, nil
		}
	}
	if len(s.own) == 1 && (!slash || s.own[0].base != "") {
		return s.own[0], name, nil
	}
	return settings{}, "", s.unknown(name, before, slash)
}

// needsModel returns an error where a provider is named alone and has no model
// of its own.
func (s settings) needsModel() error {
	if s.model != "" || s.kind == echoType || s.kind == execType {
		return nil
	}
	err := &UnknownError{s.name, fmt.Sprintf("%s is a provider, and not a model", s.name)}
	return diag.WithHint(err, "write %s/MODEL, or set model: in test.providers.%s in promptctl.yaml", s.name, s.name)
}

func (s *Set) unknown(name, before string, slash bool) error {
	if !slash {
		err := &UnknownError{name, fmt.Sprintf("no provider is known for the model %q%s", name, diag.DidYouMean(name, model.KnownModels()))}
		return diag.WithHint(err, "write it with the provider before it, such as openai/%s", name)
	}
	names := presets()
	for _, own := range s.own {
		names = append(names, own.name)
	}
	err := &UnknownError{name, fmt.Sprintf("%q of the model %q is no provider that is known%s", before, name, diag.DidYouMean(before, names))}
	return diag.WithHint(err, "if a gateway serves it, name that first, such as openrouter/%s, or set it up in promptctl.yaml: test: {providers: {%s: {baseUrl: …}}}", name, strings.ToLower(before))
}

// named returns the provider of a name: as promptctl.yaml has it, or as it is
// built in.
func (s *Set) named(name string) (settings, bool) {
	for _, set := range s.own {
		if set.name == name {
			return set, true
		}
	}
	return builtIn(name)
}

// serving returns the provider that says that it serves a model, by the longest
// pattern.
func (s *Set) serving(name string) (settings, bool) {
	var best settings
	length := 0
	for _, set := range s.own {
		for _, pattern := range set.serves {
			if matches(pattern, name) && len(pattern) > length {
				best, length = set, len(pattern)
			}
		}
	}
	return best, length > 0
}

// matches reports whether a name fits a pattern, in which * is any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	first, last := parts[0], parts[len(parts)-1]
	if len(name) < len(first)+len(last) || !strings.HasPrefix(name, first) || !strings.HasSuffix(name, last) {
		return false
	}
	name = name[len(first) : len(name)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(name, part)
		if !found {
			return false
		}
		name = after
	}
	return true
}

// checkPlain refuses to send a key over a network that anybody may listen to.
func (h *httpService) checkPlain() error {
	secret := h.key.value != "" || len(h.secret) > 0
	if !secret || h.base.Scheme == "https" || isNear(h.base.Hostname()) {
		return nil
	}
	e := &Error{Provider: h.set.name, Message: fmt.Sprintf("the key would go to %s over http, which anybody on the way can read", h.host()), hint: "write https:// in its address"}
	return e.hinted()
}

// isNear reports whether a host is this machine or in a network of one's own.
func isNear(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	_, suffix, dotted := strings.Cut(host, ".")
	if !dotted {
		return true
	}
	if i := strings.LastIndexByte(suffix, '.'); i >= 0 {
		suffix = suffix[i+1:]
	}
	return slices.Contains([]string{"local", "localhost", "internal", "lan", "svc", "test", "home", "corp"}, suffix)
}
