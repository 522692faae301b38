package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// checkGit looks at the version of git.
func checkGit(ctx context.Context, p *patient) (Result, error) {
	if p.settingsErr != nil {
		return Result{}, p.settingsErr
	}
	v, err := repo.GitVersion(ctx, repo.Options{Env: p.Env})
	if err != nil {
		return Result{}, err
	}
	least := repo.MinimumGit()
	switch {
	case !v.AtLeast(least.Major, least.Minor):
		return Result{Status: Fail, Detail: v.Text + " is too old", Hint: "install git " + least.Text + " or newer"}, nil
	case !v.AtLeast(2, 34):
		return Result{Status: Note, Detail: v.Text + " cannot sign with SSH keys", Hint: "git 2.34 or newer can"}, nil
	default:
		return Result{Status: OK, Detail: v.Text}, nil
	}
}

// checkEnvironment names the variables that lead git elsewhere. They are
// honoured, which surprises who forgot that they are set.
func checkEnvironment(_ context.Context, p *patient) (Result, error) {
	var set []string
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT",
		"GIT_CONFIG_PARAMETERS"} {
		if p.getenv(name) != "" {
			set = append(set, name)
		}
	}
	if len(set) == 0 {
		return Result{Status: OK, Detail: "no variable leads git elsewhere"}, nil
	}
	verb := " decide"
	if len(set) == 1 {
		verb = " decides"
	}
	return Result{Status: Note, Detail: strings.Join(set, ", ") + verb + " where git looks, and counts here too"}, nil
}

// checkIdentity looks at the name that commits and tags will have.
func checkIdentity(ctx context.Context, p *patient) (Result, error) {
	const mend = "git config --global user.name 'Your Name' && git config --global user.email you@example.com"
	ident, err := p.settings.Variable(ctx, "GIT_AUTHOR_IDENT")
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	if err != nil {
		return Result{Status: Warn, Detail: "git does not know who you are, and will not commit", Hint: mend}, nil
	}
	who := ident
	if i := strings.LastIndexByte(ident, '>'); i >= 0 {
		who = ident[:i+1]
	}
	for _, key := range []string{"user.email", "author.email"} {
		if _, ok, err := p.settings.Config(ctx, key); err != nil || ok {
			return Result{Status: OK, Detail: who}, err
		}
	}
	if p.getenv("GIT_AUTHOR_EMAIL") != "" || p.getenv("EMAIL") != "" {
		return Result{Status: OK, Detail: who + ", from the environment"}, nil
	}
	return Result{Status: Warn, Detail: fmt.Sprintf("git made up %s, since user.email is not set", who), Hint: mend}, nil
}

// checkEditor looks for the editor that `new --edit` opens.
func checkEditor(ctx context.Context, p *patient) (Result, error) {
	return p.checkCommand(ctx, "GIT_EDITOR", "editor", "git config --global core.editor EDITOR")
}

// checkPager looks for the program that long answers are shown with.
func checkPager(ctx context.Context, p *patient) (Result, error) {
	if command := p.getenv("PROMPTCTL_PAGER"); command != "" {
		return p.judgeCommand(command, "pager", "set PROMPTCTL_PAGER to another one, or to cat"), nil
	}
	return p.checkCommand(ctx, "GIT_PAGER", "pager", "git config --global core.pager cat")
}

func (p *patient) checkCommand(ctx context.Context, variable, what, mend string) (Result, error) {
	command, err := p.settings.Variable(ctx, variable)
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	if err != nil || strings.TrimSpace(command) == "" {
		return Result{Status: Note, Detail: "git has no " + what + " here", Hint: mend}, nil
	}
	return p.judgeCommand(command, what, mend), nil
}

func (p *patient) judgeCommand(command, what, mend string) Result {
	if program := p.missing(command); program != "" {
		return Result{Status: Note, Detail: fmt.Sprintf("the %s %q is not on PATH", what, program), Hint: mend}
	}
	return Result{Status: OK, Detail: command}
}
