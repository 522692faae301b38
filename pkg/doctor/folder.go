package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/environment"
)

// checkFolder looks whether a folder of promptctl's own can be written to, or
// made. It leaves nothing behind.
func checkFolder(folder, variable string) (Result, error) {
	hint := "set " + variable + " to a folder that can be written to"
	if folder == "" {
		return Result{Status: Warn, Detail: "there is no folder for it: neither " + variable + " nor HOME is set", Hint: hint}, nil
	}
	place := folder
	for {
		info, err := os.Stat(place)
		if err == nil && !info.IsDir() {
			return Result{Status: Warn, Detail: place + " is a file", Hint: hint}, nil
		}
		if err == nil {
			break
		}
		if up := filepath.Dir(place); errors.Is(err, fs.ErrNotExist) && up != place {
			place = up
			continue
		}
		return Result{Status: Warn, Detail: err.Error(), Hint: hint}, nil
	}
	if err := tryToWrite(place); err != nil {
		return Result{Status: Warn, Detail: fmt.Sprintf("%s cannot be written to: nothing is remembered", folder), Hint: hint}, nil
	}
	return Result{Status: OK, Detail: folder}, nil
}

// checkState looks whether what must not be forgotten can be kept, and what is known of
// the environments here can be read: without that nobody can tell of them.
func checkState(ctx context.Context, p *patient) (Result, error) {
	if p.State == "" || p.project == nil {
		return checkFolder(p.State, "XDG_STATE_HOME")
	}
	known, err := p.project.Policy(ctx)
	if err != nil || known == nil { // which checkPolicy has told
		return checkFolder(p.State, "XDG_STATE_HOME")
	}
	pins := environment.NewPins(p.State, p.repo.CommonDir())
	for _, e := range known.Environments {
		if err := pins.Check(known.Repository, e.Name); err != nil {
			return Result{}, err
		}
	}
	return checkFolder(p.State, "XDG_STATE_HOME")
}

// tryToWrite makes a file in a folder, and removes it.
func tryToWrite(folder string) error {
	f, err := os.CreateTemp(folder, ".promptctl-doctor-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
