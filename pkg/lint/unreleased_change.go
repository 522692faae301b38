package lint

// unreleasedChange is G002: a prompt that is released says something else now,
// and no release has that.
func unreleasedChange(p *Pass) {
	if p.Prompt == nil || p.Index.history.Release == nil {
		return
	}
	newest, err := p.Index.Release(p.Name)
	if err != nil {
		p.Fail(err)
		return
	}
	if newest == "" {
		return
	}
	released, err := p.Index.history.Release(p.Name, newest)
	if err != nil {
		p.Fail(err)
		return
	}
	if released == nil || released.Digest() != p.Closure.Digest() {
		p.Report(p.Doc.Range(0, 0), "the prompt is not what release %s has, and no newer one has it", newest).
			Hint = "release it, or go back to " + p.Name + "@" + newest
	}
}
