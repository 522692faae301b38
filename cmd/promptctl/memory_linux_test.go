package main

import (
	"os"
	"runtime/debug"
	"syscall"
)

// forgetPeak makes this process as small as it can be, and Linux forget that it
// was larger: a process that is started counts what its parent had held until
// then as its own.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // without it the figure is too high, never too low
}

// peakMemory is the most memory in bytes that a finished process held.
func peakMemory(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024 // Linux counts kilobytes
}
