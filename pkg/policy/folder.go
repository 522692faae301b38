package policy

import (
	"errors"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Folder is the policy's folder, at the top of a repository.
const Folder = ".promptctl"

// The files that the folder may have.
const (
	File           = "policy.yaml"
	AllowedSigners = "allowed_signers" // SSH keys, in OpenSSH's own format
	Keyring        = "keyring.asc"     // OpenPGP keys, armoured
)

// ErrNone says that a repository has no policy. A caller tells it from a
// policy that is wrong, which is an *Error.
var ErrNone = errors.New(Folder + "/" + File + " is not there")

// Error says that a policy is wrong, and therefore decides nothing.
type Error struct{ Findings diag.List }

// Error returns the findings, a line each.
func (e *Error) Error() string { return e.Unwrap().Error() }

// Unwrap returns the findings as a *diag.FindingsError.
func (e *Error) Unwrap() error { return &diag.FindingsError{Findings: e.Findings} }

// Load reads the whole folder: its files by their path within it. A folder
// that is empty or not there makes ErrNone, and any finding of severity error
// an *Error.
func Load(folder map[string][]byte) (*Policy, error) {
	if len(folder) == 0 {
		return nil, diag.WithHint(ErrNone, "promptctl init writes one")
	}
	p, found := Check(folder)
	if found.HasErrors() {
		return nil, &Error{found}
	}
	return p, nil
}

// CheckFolder checks the names of the files in the policy's folder, which are
// paths within it. No name at all is right: there is no policy then.
func CheckFolder(names []string) diag.List {
	var found diag.List
	allowed := []string{File, AllowedSigners, Keyring}
	note := func(name, message, hint string) {
		at := diag.Range{File: Folder + "/" + name}
		found.Add(diag.Finding{Code: "P017", Severity: diag.Error, Range: at, Message: message, Hint: hint})
	}
	for _, name := range names {
		if !slices.Contains(allowed, name) {
			note(name, name+" is not a file of a policy"+diag.DidYouMean(name, allowed),
				"the folder may have "+enumerate(allowed, "and")+"; move all else out of it")
		}
	}
	if len(names) > 0 && !slices.Contains(names, File) {
		note(File, File+" is missing, and the folder is not empty", "promptctl init writes it; or delete "+Folder)
	}
	found.Sort()
	return found
}
