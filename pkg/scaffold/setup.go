package scaffold

import (
	"context"
	"io"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// DefaultFolder is where prompts are kept unless something else is said.
const DefaultFolder = "prompts"

// ExampleName is the name of the prompt that makes a beginning.
const ExampleName = "example/summarize"

// Options says how a repository is to be set up.
type Options struct {
	Folder  string    // for the prompts, where no promptctl.yaml names one
	Example bool      // add an example, where there is no prompt yet
	Random  io.Reader // for the repository's id

	// Key returns the key that git is set up to sign with, as a policy knows it.
	// It is asked where user.signingKey is set, or what stands for it.
	Key func(context.Context) (policy.PublicKey, error)
}

// Setup is what a repository lacks, and what it has.
type Setup struct {
	Folders []string // of prompts
	Branch  string   // the one that the policy calls development; "" where the policy is kept
	Changes []Change // of every file that is looked after, Keep among them
	Outside []string // prompt files that lie in no prompt folder
	Signing bool     // git is set up with a key to sign with
	Founder string   // the person that the new policy has, "" where it is open
	Unkeyed error    // why that key could not be put into the policy

	root   string
	prefix string
}

// Does reports whether the plan has this action for a file.
func (s *Setup) Does(action Action, file string) bool {
	return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Path == file && c.Action == action })
}

// Example returns the name of the example that the plan adds, or "".
func (s *Setup) Example() string {
	if s.Does(Create, prompt.PathOf(s.Folders[0], ExampleName)) {
		return ExampleName
	}
	return ""
}

// Written returns the paths of what the plan creates and extends.
func (s *Setup) Written() []string {
	written := []string{}
	for _, c := range s.Changes {
		if c.Action != Keep {
			written = append(written, c.Path)
		}
	}
	return written
}

// Apply does what was planned, file by file. Where it fails it returns the
// changes that were made before that.
func (s *Setup) Apply(ctx context.Context) ([]Change, error) {
	d, err := openDisk(s.root)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var made []Change
	for _, c := range s.Changes {
		if err := ctx.Err(); err != nil {
			return made, err
		}
		if c.Action != Keep {
			if err := d.write(c); err != nil {
				return made, err
			}
		}
		made = append(made, c)
	}
	return made, nil
}
