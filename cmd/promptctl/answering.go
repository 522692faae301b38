package main

import (
	"cmp"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/recording"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// answerFlags say which models answer, and from where.
type answerFlags struct {
	sendFlags
	models      []string
	concurrency number
	budget      dollars
	record      bool
	replay      bool
	refresh     bool
	recordings  string
}

// add declares them; several says what comes of more than one model.
func (f *answerFlags) add(cmd *cobra.Command, several string) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.models, "model", nil, "a `MODEL` in the place of the prompt's own; "+several)
	flags.Var(&f.concurrency, "concurrency", "calls at one time (default what promptctl.yaml says, or 4)")
	flags.Var(&f.budget, "budget", "the most that the run may cost, in US dollars; it ends before that is exceeded")
	flags.BoolVar(&f.record, "record", false, "answer from recordings, and send and keep what is missing there")
	flags.BoolVar(&f.replay, "replay", false, "answer from recordings alone: what is missing there is errored")
	flags.BoolVar(&f.refresh, "refresh", false, "send everything, and keep it in the place of what is recorded")
	flags.StringVar(&f.recordings, "recordings", "", "the `FOLDER` of recordings; cache is one of your own (default recordings/ at the top of the repository)")
	cmd.MarkFlagsMutuallyExclusive("record", "replay", "refresh")
	completeFlag(cmd, "model", completeModel)
	f.sendFlags.add(cmd)
}

func (f *answerFlags) check(cmd *cobra.Command) error {
	switch {
	case cmd.Flags().Changed("concurrency") && f.concurrency == 0:
		return usagef("--concurrency 0 would send nothing")
	case f.recordings != "" && f.mode() == recording.Off:
		return usagef("--recordings says where recordings are: give --record, --replay or --refresh too")
	}
	return f.sendFlags.check(cmd)
}

func (f *answerFlags) mode() recording.Mode {
	switch {
	case f.record:
		return recording.Record
	case f.replay:
		return recording.Replay
	case f.refresh:
		return recording.Refresh
	}
	return recording.Off
}

// sources are what answers: recordings in front of the budget, in front of the
// services.
type sources struct {
	set    *provider.Set
	player *recording.Player
	meter  *eval.Meter
	eval.Estimator
	folder      string
	concurrency int
	budget      float64
}

// answering opens what answers.
func (a *app) answering(p *catalog.Project, f *answerFlags) (*sources, error) {
	test := p.Config.Test
	s := &sources{
		Estimator:   eval.Estimator{Tokens: a.tokens, Facts: p.Config.Facts},
		concurrency: cmp.Or(int(f.concurrency), test.Concurrency), budget: cmp.Or(float64(f.budget), test.BudgetUSD),
		folder: a.recordings(p, f),
	}
	set, err := a.models(p, f.sendFlags, s.concurrency)
	if err != nil {
		return nil, err
	}
	s.set, s.meter = set, eval.NewMeter(set, s.budget, s.Estimator)
	s.player, err = recording.Open(s.folder, f.mode(), s.meter)
	if err != nil {
		return nil, usageError{err}
	}
	return s, nil
}

// mode is how a run with a model was answered, before which so many answers had been
// replayed. Of answers that no model has just given nothing is live.
func (s *sources) mode(f *answerFlags, model string, before int) string {
	if f.mode() == recording.Replay || s.player.Replayed() > before || !s.set.Live(model) {
		return results.Replay
	}
	return results.Live
}

// recordings is the folder of recordings, as it is seen from here where it lies below.
func (a *app) recordings(p *catalog.Project, f *answerFlags) string {
	folder := filepath.Join(p.Repo.Root(), filepath.FromSlash(p.Config.Test.Recordings))
	switch {
	case f.recordings == "cache" && a.cacheFolder() != "":
		folder = filepath.Join(a.cacheFolder(), "recordings")
	case f.recordings != "":
		folder = a.path(f.recordings)
	}
	if here, err := filepath.Abs(""); err == nil {
		if rel, err := filepath.Rel(here, folder); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return folder
}

// talkOfKept says what was recorded.
func (a *app) talkOfKept(s *sources) {
	if n := s.player.Kept(); n > 0 && !a.inJSON() {
		a.talk("%s in %s", counted(n, "new recording"), term.OneLine(s.folder))
	}
}
