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
	for _, secret := range h.longSecrets() {
		for _, text := range texts(r) {
			*text = strings.ReplaceAll(*text, secret, "[key]")
		}
	}
	return r
}

// longSecrets are the secrets that no text has by chance.
func (h *httpService) longSecrets() []string {
	return slices.DeleteFunc(h.secrets(), func(secret string) bool { return len(secret) < shortKey })
}

// veil takes keys out of a text that comes in pieces, so that a terminal shows none.
type veil struct {
	secrets []string
	held    string // the end of what came, which may be the beginning of a key
}

func (h *httpService) veil() *veil { return &veil{secrets: h.longSecrets()} }

// add returns what can be shown now that a piece has come.
func (v *veil) add(piece string) string {
	text := v.held + piece
	for _, secret := range v.secrets {
		text = strings.ReplaceAll(text, secret, "[key]")
	}
	from := len(text)
	for _, secret := range v.secrets {
		from = min(from, len(text)-begun(text, secret))
	}
	v.held = text[from:]
	return text[:from]
}

// begun is how many bytes at the end of a text are the beginning of a secret.
func begun(text, secret string) int {
	for n := min(len(text), len(secret)-1); n > 0; n-- {
		if strings.HasSuffix(text, secret[:n]) {
			return n
		}
	}
	return 0
}

// texts are all that an answer says.
func texts(r *model.Response) []*string {
	if r == nil {
		return nil
	}
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
