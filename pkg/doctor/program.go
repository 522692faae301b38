package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// lookup returns a variable's value; of several the last counts.
func lookup(env []string, name string) string {
	for _, entry := range slices.Backward(env) {
		key, value, _ := strings.Cut(entry, "=")
		if key == name || runtime.GOOS == "windows" && strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// find returns the file of a program: a path as it is, a name looked up on
// PATH. It is "" where there is none that can be run.
func (p *patient) find(program string) string {
	if strings.ContainsAny(program, `/\`) {
		return p.runnable(program)
	}
	for _, folder := range filepath.SplitList(p.getenv("PATH")) {
		if !filepath.IsAbs(folder) {
			continue
		}
		if file := p.runnable(filepath.Join(folder, program)); file != "" {
			return file
		}
	}
	return ""
}

// runnable returns the file with the ending that makes it a program.
func (p *patient) runnable(file string) string {
	endings := []string{""}
	if runtime.GOOS == "windows" {
		endings = append(endings, strings.Split(strings.ToLower(p.getenv("PATHEXT")), ";")...)
	}
	for _, ending := range endings {
		info, err := os.Stat(p.home(file) + ending)
		if err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
			return file + ending
		}
	}
	return ""
}

// home expands a leading ~/, as git and shells do.
func (p *patient) home(file string) string {
	rest, ok := strings.CutPrefix(file, "~/")
	if !ok {
		return file
	}
	home := p.getenv("HOME")
	if home == "" {
		home = p.getenv("USERPROFILE")
	}
	return filepath.Join(home, rest)
}

// missing returns the program that a command of the shell begins with, where
// it cannot be found, and "" where it can or where only a shell could tell.
func (p *patient) missing(command string) string {
	words := strings.Fields(command)
	for len(words) > 0 && strings.Contains(words[0], "=") {
		words = words[1:] // NAME=value before the program
	}
	if len(words) == 0 || strings.ContainsAny(words[0], "\"'$`(){};&|<>\\") || slices.Contains([]string{":", "exec", "command", "eval"}, words[0]) {
		return ""
	}
	if p.find(words[0]) != "" {
		return ""
	}
	return words[0]
}
