package repo

import (
	"context"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Fetch brings refs of a remote here, as refspecs say in full
// ("refs/tags/v1:refs/tags/v1"): all of them or, where one cannot be, none. A
// ref that is here is only forwarded, unless its refspec begins with a +, and a
// tag is left as it is. Nothing else is touched: no other tag, no
// remote-tracking branch, no FETCH_HEAD, whatever the configuration says.
func (r *Repo) Fetch(ctx context.Context, remote string, refspecs ...string) error {
	if len(refspecs) == 0 {
		return nil
	}
	_, said, err := r.remotely(ctx, remote, strings.NewReader(strings.Join(refspecs, "\n")+"\n"),
		"fetch", "--quiet", "--no-progress", "--atomic", "--no-tags", "--no-write-fetch-head", "--no-prune", "--no-prune-tags",
		"--no-recurse-submodules", "--no-auto-maintenance", "--refmap=", "--stdin", "--end-of-options", remote)
	if isStatus(err, 1) && said == "" {
		return diag.WithHint(err, "something else has changed tags here meanwhile: nothing was fetched, try again")
	}
	return err
}
