package main

import (
	"os"
	"syscall"
)

// peakMemory is the most memory in bytes that a finished process held.
func peakMemory(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024 // Linux counts kilobytes
}
