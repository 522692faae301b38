package prompt

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// DiskFile is a file to be formatted.
type DiskFile struct {
	Name string // that findings and messages carry
	Path string // where it is on disk
}

// Formatted is what formatting makes of a file.
type Formatted struct {
	Name          string
	Before, After []byte
	Findings      diag.List // why After is Before, where it may not be canonical
}

// Changed reports whether formatting changes the file.
func (f Formatted) Changed() bool { return !bytes.Equal(f.Before, f.After) }

// FormatText formats the text of a file.
func FormatText(name string, src []byte) Formatted {
	out, found := Canonical(name, src)
	return Formatted{name, src, out, found}
}

// FormatFiles formats files and gives each to visit, once it is written. With
// write false none is. Files are replaced whole and keep their permissions.
//
// A file with findings, or one that cannot be read or written, does not stop
// the others; the error tells of all that could not. An error of visit ends it.
func FormatFiles(files []DiskFile, write bool, visit func(Formatted) error) error {
	var failed []error
	for _, file := range files {
		f, err := formatFile(file, write)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", file.Name, err))
			continue
		}
		if err := visit(f); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

func formatFile(file DiskFile, write bool) (Formatted, error) {
	src, mode, err := atomicfile.Read(file.Path)
	if err != nil {
		return Formatted{}, atomicfile.Reason(err)
	}
	f := FormatText(file.Name, src)
	if write && f.Changed() {
		err = atomicfile.Replace(file.Path, f.After, mode)
	}
	return f, atomicfile.Reason(err)
}
