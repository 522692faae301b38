package assertion

import "context"

func (c *compiler) exec() holder {
	return func(context.Context, *Subject) finding { return finding{holds: true} }
}
func (c *compiler) judged() holder {
	return func(context.Context, *Subject) finding { return finding{holds: true} }
}
func (c *compiler) expression() holder {
	return func(context.Context, *Subject) finding { return finding{holds: true} }
}
