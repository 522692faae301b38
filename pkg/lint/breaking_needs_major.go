package lint

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// breakingNeedsMajor is G003: a prompt that differs from the base breaks the
// callers of its last release. Where it is released already, its number must
// say so, and it is an error where it does not; before that it is a warning of
// the number that the next release needs.
func breakingNeedsMajor(p *Pass) {
	if p.Prompt == nil || p.Index.history.Base == nil || p.Index.history.Release == nil {
		return
	}
	base, err := p.Index.history.Base(p.Name)
	if err != nil || base == nil || base.Digest() == p.Closure.Digest() {
		p.Fail(err)
		return
	}
	releases, err := p.Index.releases(p.Name)
	if err != nil || len(releases) == 0 {
		p.Fail(err)
		return
	}
	newest, err := p.Index.history.Release(p.Name, releases[0])
	switch {
	case err != nil:
		p.Fail(err)
	case newest == nil: // the tag is of a time at which there was no such prompt
	case newest.Digest() != p.Closure.Digest():
		for _, b := range change.Breaks(newest, p.Closure) {
			p.Report(b.Range, "%s: since %s, so the next release is at least %s", b.Message, releases[0], nextBreaking(releases[0])).Severity = diag.Warning
		}
	case len(releases) > 1 && !isBreaking(releases[1], releases[0]):
		p.brokenBy(releases[1], releases[0], newest)
	}
}

// brokenBy reports how a release breaks the one before it without a number that
// says so.
func (p *Pass) brokenBy(before, release string, released *prompt.Closure) {
	old, err := p.Index.history.Release(p.Name, before)
	if err != nil || old == nil {
		p.Fail(err)
		return
	}
	for _, b := range change.Breaks(old, released) {
		p.Report(b.Range, "%s: release %s breaks callers of %s, and should be at least %s", b.Message, release, before, nextBreaking(before))
	}
}

// isBreaking reports whether the step from one version to another is one that
// may break callers (semver.org, items 4 and 8): another major number or, while
// that is 0, another minor one.
func isBreaking(from, to string) bool {
	a, b := numbers(from), numbers(to)
	return a[0] != b[0] || a[0] == 0 && a[1] != b[1]
}

// nextBreaking is the next version that may break callers of this one.
func nextBreaking(version string) string {
	n := numbers(version)
	if n[0] == 0 {
		return fmt.Sprintf("v0.%d.0", n[1]+1)
	}
	return fmt.Sprintf("v%d.0.0", n[0]+1)
}

// numbers are the major, minor and patch number of a version such as v1.2.3-rc.1.
func numbers(version string) (n [3]int) {
	core, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), "-")
	core, _, _ = strings.Cut(core, "+")
	_, _ = fmt.Sscanf(core, "%d.%d.%d", &n[0], &n[1], &n[2]) // what is no version has been sorted out
	return n
}
