package prompt

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// unknownHint says what to write for a key that stands in the wrong place, or
// says the opposite of a key that there is; "" where that is not known.
func unknownHint(pair yamldoc.Pair, what string, known []string) string {
	key := pair.Key.Value
	if trusted, ok := pair.Value.Bool(); ok && !trusted && key == "trusted" && slices.Contains(known, "untrusted") {
		return "write untrusted: true"
	}
	if what != "" {
		return ""
	}
	switch key {
	case "system":
		return "write sections: or a message with role: system"
	case "prompt", "user":
		return "write it as a message with role: user"
	}
	if _, isParameter := model.CanonicalParameter(key); isParameter {
		return "it goes under modelParameters"
	}
	return ""
}

// parameterHint says where a key that is no parameter goes. It is misplaced where
// the key is known, and no other one was meant.
func parameterHint(key string) (hint string, misplaced bool) {
	const extra = "what only one provider knows goes under extra:, and is sent as it is"
	if isRequestMember(key) {
		return extra, true
	}
	for _, top := range Keys() {
		if plainName(top) == plainName(key) {
			return top + " stands at the top of the file", true
		}
	}
	return extra, false
}

// isRequestMember reports whether a key is a member of some provider's requests
// that is no parameter here.
func isRequestMember(key string) bool {
	switch plainName(key) {
	case "store", "stream", "streamoptions", "metadata", "logitbias", "servicetier", "prediction", "modalities", "audio", "safetyidentifier",
		"promptcachekey", "promptcacheretention", "websearchoptions", "include", "background", "truncation", "thinking", "cachecontrol",
		"topa", "minp", "repetitionpenalty", "echo", "suffix", "bestof", "candidatecount", "safetysettings":
		return true
	}
	return false
}
