package lint

import "slices"

// approvalStale is G004: a prompt that was approved says something else now,
// and nobody has approved that.
func approvalStale(p *Pass) {
	if p.Prompt == nil || p.Index.history.Approved == nil {
		return
	}
	approved, err := p.Index.history.Approved(p.Name)
	if err != nil {
		p.Fail(err)
		return
	}
	if len(approved) > 0 && !slices.Contains(approved, p.Closure.Digest()) {
		p.Report(p.Doc.Range(0, 0), "the prompt is not what was approved").
			Hint = "commit it and have it approved: promptctl approve " + p.Name
	}
}
