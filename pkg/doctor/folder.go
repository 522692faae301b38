package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// tryToWrite makes a file in a folder, and removes it.
func tryToWrite(folder string) error {
	f, err := os.CreateTemp(folder, ".promptctl-doctor-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
