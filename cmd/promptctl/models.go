package main

import (
	"os"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/spf13/cobra"
)

// sendFlags say how calls are sent.
type sendFlags struct {
	timeout   time.Duration
	allowExec bool
}

func (f *sendFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.DurationVar(&f.timeout, "timeout", 0, "the patience with one request or program, such as 90s (default: test.timeout of promptctl.yaml)")
	flags.BoolVar(&f.allowExec, "allow-exec", false, "let programs run that the repository's files name")
}

// check refuses flags that say nothing.
func (f *sendFlags) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("timeout") && f.timeout <= 0 {
		return usagef("--timeout %s: a duration above 0 is wanted, such as 90s", f.timeout)
	}
	return noneEmpty(cmd, "model")
}

// modelFlags say which model is called, and how.
type modelFlags struct {
	sendFlags
	model string
}

func (f *modelFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.model, "model", "", "the `MODEL` to call in place of the prompt's, such as openai/gpt-4o-mini")
	completeFlag(cmd, "model", completeModel)
	f.sendFlags.add(cmd)
}

// patience is that with one request, and with a program that judges; 0 is not said.
func (f *sendFlags) patience(p *catalog.Project) time.Duration {
	if f.timeout != 0 {
		return f.timeout
	}
	return p.Config.Test.Timeout
}

// models opens the providers that promptctl.yaml sets up, for so many calls at
// one time.
func (a *app) models(p *catalog.Project, f sendFlags, concurrency int) (*provider.Set, error) {
	return provider.Open(p.Config.Test.Providers, provider.Options{
		Timeout: f.patience(p), Concurrency: concurrency, AllowExec: f.allowExec,
		Getenv: a.getenv, Environ: a.env, Dir: p.Repo.Root(), ReadFile: os.ReadFile, Now: a.now,
		Retrying: func(err *provider.Error, wait time.Duration) {
			a.detail("%v: again in %s", err, wait.Round(time.Millisecond))
		},
	})
}

// shownDuration is a duration as people read it.
func shownDuration(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

// completeModel completes the names of models that are known. They are read when
// somebody asks, as that takes longer than to start.
func completeModel(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	return words(model.KnownModels()...)(cmd, args, typed)
}
