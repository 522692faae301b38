package lint

// ownerMissing is G001: a prompt that nobody answers for.
func ownerMissing(p *Pass) {
	if p.Prompt != nil && p.lacks("owner", p.Prompt.Owner) {
		p.Report(p.Doc.Range(0, 0), "the prompt has no owner").
			Hint = "add owner: with the team or the person who answers for it"
	}
}
