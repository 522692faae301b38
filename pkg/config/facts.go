package config

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// Facts returns what is known of a model, by the name that a prompt gives it:
// what the file says of it, and else what promptctl knows. It returns false
// where neither says anything.
func (c *Config) Facts(name string) (model.Facts, bool) {
	f, known := model.Lookup(name)
	if c.OwnServer(name) {
		f, known = model.Facts{ID: f.ID}, false // whatever that server calls so
	}
	if own := c.ownModel(name); own != nil {
		return overlaid(f, own), true
	}
	return f, known
}

// OwnServer reports whether the file gives the address of the server that a
// model is called at: then its names are that server's.
func (c *Config) OwnServer(name string) bool {
	provider, _, found := strings.Cut(name, "/")
	for _, own := range c.Test.Providers {
		if (!found || strings.EqualFold(own.Name, provider)) && hasAddress(own.Settings) {
			return true
		}
	}
	return false
}

func hasAddress(settings map[string]any) bool {
	for key, value := range settings {
		if text, ok := value.(string); ok && text != "" && strings.EqualFold(strings.ReplaceAll(key, "_", ""), "baseurl") {
			return true
		}
	}
	return false
}

// ownModel is what the file says of a model: under its whole name, or under the
// one that it has behind its provider's.
func (c *Config) ownModel(name string) *Model {
	var behind *Model
	for i := range c.Lint.Models {
		own := &c.Lint.Models[i]
		switch {
		case own.Name == name:
			return own
		case strings.HasSuffix(name, "/"+own.Name):
			behind = own
		}
	}
	return behind
}

// overlaid is what is known of a model, with what a team says of it on top.
func overlaid(f model.Facts, own *Model) model.Facts {
	if f.ID == "" {
		f.ID = own.Name
	}
	f.Host = "" // what a team says is said of the model that it calls
	if own.Context > 0 {
		f.Context = own.Context
	}
	if own.Output > 0 {
		f.Output = own.Output
	}
	if own.Price != nil {
		f.Price = own.Price
	}
	if own.Shutdown != "" {
		f.Shutdown = own.Shutdown
	}
	if own.Successor != "" {
		f.Successor = own.Successor
	}
	switch own.Status {
	case "active":
		f.Status, f.Shutdown = model.Active, ""
	case "deprecated":
		f.Status = model.Deprecated
	case "retired":
		f.Status = model.Retired
	}
	if own.Prefill != nil {
		f.Prefill = map[bool]model.Answer{true: model.Yes, false: model.No}[*own.Prefill]
	}
	f.Unsupported = own.Unsupported
	return f
}
