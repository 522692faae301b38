package main

import (
	"context"
	"time"

	"github.com/promptctl-io/promptctl/pkg/standing"
)

// check reads the flags that are about ledgers.
func (f *verifyFlags) check(now time.Time) error {
	if (f.root != "" || f.age != "") && !f.ledgers && !f.all {
		return usagef("--root and --max-age are about ledgers: name an environment with --env, and no prompt")
	}
	if f.root != "" && len(f.env) != 1 {
		return usagef("--root is of one environment: name it with --env")
	}
	if f.age == "" {
		return nil
	}
	until, ok := addSpan(now, f.age, 1)
	if !ok || !until.After(now) {
		return usagef("--max-age %s: write a span such as 36h or 30d", f.age)
	}
	f.maxAge = until.Sub(now)
	return nil
}

// survey opens the register for those who want to know of every environment, whatever
// is wrong with another one.
func (a *app) survey(ctx context.Context) (*standing.Register, error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, err
	}
	return standing.Survey(ctx, project, a.ledgers(project.Repo))
}

// inspect verifies the ledgers that are asked for.
func (a *app) inspect(ctx context.Context, f *verifyFlags) (*standing.Register, []*standing.Inspection, error) {
	project, err := a.signingProject(ctx)
	if err != nil {
		return nil, nil, err
	}
	ledgers := a.ledgers(project.Repo)
	if f.root != "" {
		root, err := project.Repo.Resolve(ctx, f.root)
		if err != nil {
			return nil, nil, err
		}
		ledgers.Roots = map[string]string{f.env[0]: string(root)}
	}
	r, err := standing.Survey(ctx, project, ledgers)
	if err != nil {
		return nil, nil, err
	}
	inspected, err := r.Inspect(ctx, f.env, f.maxAge)
	return r, inspected, err
}

// runVerifyLedgers verifies the ledgers of environments.
func (a *app) runVerifyLedgers(ctx context.Context, f *verifyFlags) error {
	_, inspected, err := a.inspect(ctx, f)
	if err != nil {
		return err
	}
	if a.output == "json" {
		out := verifyAnswer{Good: judged(inspected) == nil, Environments: []environmentNeed{}, Statements: []verdictAnswer{}, Ledgers: newLedgerVerdicts(inspected)}
		err = a.printJSON(out)
	} else {
		err = a.showLedgers(inspected, f.age)
	}
	if err != nil {
		return err
	}
	return judged(inspected)
}

// runVerifyAll verifies every statement and every ledger.
func (a *app) runVerifyAll(ctx context.Context, f *verifyFlags) error {
	r, inspected, err := a.inspect(ctx, f)
	if err != nil {
		return err
	}
	statements, incomplete := &standing.Verification{}, r.Complete(ctx)
	if incomplete == nil {
		if statements, err = r.VerifyAll(ctx); err != nil {
			return err
		}
	}
	if a.output == "json" {
		out := newVerifyAnswer(statements)
		out.Ledgers = newLedgerVerdicts(inspected)
		out.Good = out.Good && incomplete == nil && judged(inspected) == nil
		err = a.printJSON(out)
	} else if err = a.showLedgers(inspected, f.age); err == nil {
		err = a.showVerification(statements)
	}
	switch {
	case err != nil:
		return err
	case !statements.Good():
		return errNo
	case judged(inspected) != nil:
		return judged(inspected)
	default:
		return incomplete
	}
}

// judged is the answer no where a ledger does not verify or serves what it must not,
// and otherwise that nobody can tell of one. Both have been told.
func judged(inspected []*standing.Inspection) (err error) {
	for _, i := range inspected {
		switch {
		case i.Good():
		case i.Undecided():
			err = errUndecided
		default:
			return errNo
		}
	}
	return err
}
