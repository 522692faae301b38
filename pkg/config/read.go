package config

import "github.com/promptctl-io/promptctl/pkg/yamldoc"

// own says where a file may have keys that are not promptctl's.
const own = "keys of your own begin with x-"

// maxEntries is how many entries a mapping or a list may have: more than any
// real one, so that reading any file ends soon.
const maxEntries = 1000

// reader takes the file's nodes apart and collects what is wrong with them.
type reader struct{ *yamldoc.Reader }

type value = yamldoc.Value
