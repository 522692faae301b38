package hook

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// The lines around what promptctl writes into a hook.
const (
	begin = "# >>> promptctl >>>"
	end   = "# <<< promptctl <<<"
)

// interpreter begins a hook that is promptctl's own.
const interpreter = "#!/bin/sh\n"

// The line below the first mark says whether the file was made for the block,
// and goes with it.
const (
	madeWhole = "# Written with this file by `promptctl hook install`; `promptctl hook uninstall` removes both."
	madePart  = "# Written by `promptctl hook install`; `promptctl hook uninstall` removes it."
)

// block is what is written into a hook, without a line break at its end. It is
// for any POSIX shell, also with -e and -u, and leaves standard input to the
// rest of the hook. It says nothing but findings. Where promptctl is not there,
// commits that it has nothing to say about go through, and others do not.
func (p point) block(whole bool) string {
	made := madePart
	if whole {
		made = madeWhole
	}
	if p.fed {
		return p.fedBlock(made)
	}
	return strings.Join([]string{
		begin,
		made,
		"if command -v promptctl >/dev/null 2>&1; then",
		"\t" + p.command + " --quiet </dev/null || exit $?",
		"elif ! " + p.idle + "; then",
		"\techo 'error: promptctl, which checks " + p.subject + ", is not on PATH' >&2",
		"\techo 'hint: install it; `" + p.bypass + "` goes without the check, and `promptctl hook uninstall` removes it' >&2",
		"\texit 1",
		"fi",
		end,
	}, "\n")
}

// fedBlock is the block of a hook that is fed by git: the rest of the hook is fed
// the same. Where promptctl is not there nothing goes through, as nobody can tell
// what it would have refused.
func (p point) fedBlock(made string) string {
	return strings.Join([]string{
		begin,
		made,
		"if ! command -v promptctl >/dev/null 2>&1; then",
		"\techo 'error: promptctl, which checks " + p.subject + ", is not on PATH on the server' >&2",
		"\texit 1",
		"fi",
		"promptctl_fed=$(cat)",
		`printf '%s\n' "$promptctl_fed" | ` + p.command + " --quiet || exit $?",
		"exec <<PROMPTCTL_FED",
		"$promptctl_fed",
		"PROMPTCTL_FED",
		end,
	}, "\n")
}

func isWhole(block string) bool { return strings.Contains(block, madeWhole) }

// script is the text of a hook around the block: together they are the file.
type script struct{ before, block, after string }

// split takes a hook apart at its block, from the first mark to the end of the
// second. It reports whether there is one.
func split(path, text string) (s script, found bool, err error) {
	from, _, begins := marked(text, begin)
	_, to, ends := marked(text, end)
	if begins == 0 && ends == 0 {
		return script{}, false, nil
	}
	if begins != 1 || ends != 1 || to < from {
		err := fmt.Errorf("%s: the lines %q and %q do not enclose one block", path, begin, end)
		return script{}, false, diag.WithHint(err, "edit it by hand, and take out what was promptctl's")
	}
	return script{text[:from], text[from:to], text[to:]}, true, nil
}

// marked finds a line and counts how often it is there. The place is that of
// the last one, without its line break.
func marked(text, mark string) (from, to, n int) {
	at := 0
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\r\n")
		if strings.TrimRight(bare, " \t") == mark {
			from, to = at, at+len(bare)
			n++
		}
		at += len(line)
	}
	return from, to, n
}

// insert puts a block behind the line that names the interpreter.
func insert(text, block string) string {
	if !strings.HasPrefix(text, "#!") {
		return block + "\n" + text
	}
	first, rest, broken := strings.Cut(text, "\n")
	if !broken {
		return first + "\n" + block // the file's end has no line break, and gets none
	}
	return first + "\n" + block + "\n" + rest
}

// without is the text that insert was given.
func (s script) without() string {
	if s.after == "" {
		return strings.TrimSuffix(s.before, "\n")
	}
	_, rest, _ := strings.Cut(s.after, "\n")
	return s.before + rest
}
