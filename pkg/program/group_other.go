//go:build !unix

package program

import "os/exec"

// together leaves to this system how programs are ended: the program alone is.
func together(*exec.Cmd) (end func()) { return func() {} }
