//go:build unix

package program

import (
	"os/exec"
	"syscall"
)

// together makes a program and all that it starts one group, which is ended as a whole
// where the program has no more time. What it returns ends those that it left running.
func together(cmd *exec.Cmd) (end func()) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return func() {
		if cmd.Process != nil {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // most often there is nobody
		}
	}
}
