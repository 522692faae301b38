package term

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Edit opens a file in an editor on the terminal and waits until the person
// has left it. The command is the shell's, as in git's core.editor: the file
// is added to it as its last argument. Edit fails where the editor does.
func (t *Terminal) Edit(ctx context.Context, command string, environ []string, file string) error {
	cmd := editorCommand(ctx, command, file)
	cmd.Env = environ
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.In, t.Out, t.Err
	if !t.OutTTY {
		cmd.Stdout = t.Err // the answer goes elsewhere, and the person sits here
	}
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("editor %q: %w", command, err)
	}
	return nil
}

// editorCommand gives a command to the shell only if it needs one, as git does.
func editorCommand(ctx context.Context, command, file string) *exec.Cmd {
	if strings.ContainsAny(command, "|&;<>()$`\\\"' \t\n*?[#~=%") {
		return exec.CommandContext(ctx, "sh", "-c", command+` "$@"`, command, file)
	}
	return exec.CommandContext(ctx, command, file)
}
