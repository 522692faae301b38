package prompt

import (
	"math"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Budget is the most tokens that the compiled prompt may have.
type Budget struct {
	Tokens int           // 0 where the file sets no budget
	Node   *yamldoc.Node // the number
}

// budget reads the limits that the prompt sets itself. An empty one sets none.
func (d *decoder) budget(p *Prompt, n *yamldoc.Node) {
	if n.IsNull() {
		return
	}
	known := mapping(d, n, "budget", &p.Budget, []field[Budget]{{"tokens", (*decoder).budgetTokens}})
	if known && n.Get("tokens") == nil {
		d.errorf("Y005", n, "budget has no tokens").Hint = "write the most tokens that the compiled prompt may have: {tokens: 4000}"
	}
}

func (d *decoder) budgetTokens(b *Budget, n *yamldoc.Node) {
	v, ok := n.Float()
	if !ok || v != math.Trunc(v) || v < 1 || v > math.MaxInt32 {
		shown := kindOf(n)
		if ok {
			shown = shorten(n.Value)
		}
		d.errorf("Y004", n, "budget.tokens must be a whole number from 1 to %d, not %s", math.MaxInt32, shown)
		return
	}
	b.Tokens, b.Node = int(v), n
}
