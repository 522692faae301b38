package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// without is an answer without keys: recordings and results keep it. Of short ones,
// such as those that a server on this machine is given, any text may have the letters.
func (h *httpService) without(r *model.Response) *model.Response {
	for _, secret := range h.secrets() {
		if r == nil || len(secret) < shortKey {
			continue
		}
		for _, text := range texts(r) {
			*text = strings.ReplaceAll(*text, secret, "[key]")
		}
	}
	return r
}

// texts are all that an answer says.
func texts(r *model.Response) []*string {
	all := []*string{&r.Model, &r.Text, &r.Refusal, &r.Finish}
	for i := range r.ToolCalls {
		c := &r.ToolCalls[i]
		all = append(all, &c.ID, &c.Name, &c.Arguments)
	}
	return all
}

// shortKey is as long as a key is at least that no text has by chance.
const shortKey = 16

// secrets are what is to be shown nowhere: the key, and whole headers with the keys in
// them, as Bearer has one behind it.
func (h *httpService) secrets() []string {
	all := append(slices.Collect(maps.Values(h.secret)), h.key.value)
	for _, value := range h.secret {
		for _, word := range strings.Fields(value) {
			if len(word) >= shortKey {
				all = append(all, word)
			}
		}
	}
	return all
}

// scrub takes out keys, which some providers say again. It is for whole texts: of one
// that was cut, a part of a key would stay.
func (h *httpService) scrub(text string) string {
	for _, secret := range h.secrets() {
		if len(secret) >= 4 {
			text = strings.ReplaceAll(text, secret, "[key]")
		}
	}
	return text
}
