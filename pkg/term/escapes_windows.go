package term

import "golang.org/x/sys/windows"

// enableEscapes turns on what a Windows console needs to obey escape sequences
// and reports whether it does.
func enableEscapes(fd uintptr) bool {
	var mode uint32
	if windows.GetConsoleMode(windows.Handle(fd), &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(windows.Handle(fd), mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
