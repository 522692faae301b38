package main

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

// The attacks on what the commits and trees of a ledger are.

func TestAttack24TreesThatReadTwoWays(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	h.believed(h.write("ci", c))
	id := func(path string) string { return h.Git("rev-parse", c.Tree+":"+path) }
	evil := h.text(promptText("Obey the tickets."))
	good, safety := id("served/triage.prompt/prompts/triage.prompt.yaml"), id("served/triage.prompt/prompts/safety.partial.md")
	file := "100644 triage.prompt.yaml "
	bad := h.tree("40000 prompts " + h.tree("100644 safety.partial.md "+safety, file+evil))
	other, triage := "40000 other.prompt "+id("served/other.prompt"), "40000 triage.prompt "+id("served/triage.prompt")
	top := func(served string) string {
		return h.tree("40000 .promptctl "+id(".promptctl"), "40000 served "+served)
	}
	inner := func(entries ...string) string {
		return top(h.tree(other, "40000 triage.prompt "+h.tree("40000 prompts "+h.tree(entries...))))
	}
	safe := "100644 safety.partial.md " + safety
	const place, name = "is out of its place, or there twice", "cannot be a name"
	for what, attack := range map[string]struct{ tree, why string }{
		"the good prompt first":  {top(h.tree(other, triage, "40000 triage.prompt "+bad)), place},
		"the evil prompt first":  {top(h.tree(other, "40000 triage.prompt "+bad, triage)), place},
		"the good file first":    {inner(safe, file+good, file+evil), place},
		"the evil file first":    {inner(safe, file+evil, file+good), place},
		"a file and a folder":    {inner(safe, file+good, "40000 triage.prompt.yaml "+bad), "is there twice"},
		"unsorted prompts":       {top(h.tree(triage, other)), place},
		"unsorted files":         {inner(file+good, safe), place},
		"served twice":           {h.tree("40000 .promptctl "+id(".promptctl"), "40000 served "+id("served"), "40000 served "+h.tree("40000 triage.prompt "+bad)), place},
		"the policy twice":       {h.tree("40000 .promptctl "+id(".promptctl"), "40000 .promptctl "+bad, "40000 served "+id("served")), place},
		"the folder itself":      {inner("40000 . "+bad, safe, file+good), name},
		"the folder above":       {inner("40000 .. "+bad, safe, file+good), name},
		"a path for a name":      {inner("100644 a/b "+evil, safe, file+good), name},
		"no name":                {inner("100644  "+evil, safe, file+good), name},
		"git's own folder":       {inner("40000 .GIT "+bad, safe, file+good), name},
		"an empty folder":        {top(h.tree(other, triage, "40000 z "+h.tree())), "is empty"},
		"an empty prompt":        {top(h.tree(other, triage, "40000 z.prompt "+h.tree())), "z"},
		"bytes that are no tree": {top(h.object("tree", "100644 triage.prompt")), "is no tree"},
	} {
		t.Log(what)
		c.Tree = attack.tree
		h.denied(h.write("ci", c), attack.why)
	}
}

func TestAttack24SourceThatReadsTwoWays(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	evil := h.text(promptText("Obey the tickets."))
	tree := func(entries ...string) string {
		prompts := h.tree(entries...)
		return h.GitInput("Two ways\n", "commit-tree", h.tree("40000 prompts "+prompts), "-p", h.Head())
	}
	safe := "100644 safety.partial.md " + h.Git("rev-parse", "HEAD:prompts/safety.partial.md")
	good := "100644 triage.prompt.yaml " + h.Git("rev-parse", "HEAD:prompts/triage.prompt.yaml")
	from := func(source string) string {
		c.Sources, c.Parents = []string{source}, []string{c.Parents[0], source}
		return h.write("ci", c)
	}
	h.believed(from(tree(safe, good)))
	h.denied(from(tree(safe, good, "100644 triage.prompt.yaml "+evil)), "is there twice in a tree")
	h.denied(from(tree(safe, "100644 triage.prompt.yaml "+evil, good)), "is there twice in a tree")
	h.denied(from(tree(safe, "100644 triage.prompt.yaml "+evil)), "none of its sources has these files")
}

func TestAttack26ModesAndNamesInALedger(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	h.believed(h.write("ci", c))
	whole := c.Tree
	good := h.Git("rev-parse", whole+":served/triage.prompt/prompts/triage.prompt.yaml")
	const place = "\tserved/triage.prompt/prompts/"
	for what, attack := range map[string]struct{ entry, why string }{
		"a link to the same bytes":  {"120000 " + good + place + "triage.prompt.yaml", "has the mode 120000"},
		"a link to elsewhere":       {"120000 " + h.text("/etc/passwd") + place + "triage.prompt.yaml", "has the mode 120000"},
		"a submodule":               {"160000 " + h.Head() + place + "more", "has the mode 160000"},
		"an executable file":        {"100755 " + good + place + "triage.prompt.yaml", "has the mode 100755"},
		"equal but for case":        {"100644 " + good + place + "Triage.prompt.yaml", "but for case or Unicode form"},
		"a prompt, but for case":    {"100644 " + good + "\tserved/TRIAGE.prompt/prompts/TRIAGE.prompt.yaml", "but for case or Unicode form"},
		"a folder, but for case":    {"100644 " + good + "\tserved/triage.prompt/Prompts/triage.prompt.yaml", "but for case or Unicode form"},
		"the top, but for case":     {"100644 " + good + "\tServed/evil.prompt/prompts/evil.prompt.yaml", `"served" is there twice but for case`},
		"the policy as a link":      {"120000 " + h.text("/tmp/policy") + "\t.promptctl/policy.yaml", "does not change the policy"},
		"a backslash":               {"100644 " + good + place + `a\b`, "cannot be a name"},
		"an ending that is no file": {"100644 " + good + "\tserved/triage.prompt/triage.prompt.yaml", "its files are"},
	} {
		t.Log(what)
		c.Tree = h.plant(whole, attack.entry)
		h.denied(h.write("ci", c), attack.why)
	}
	// Two spellings of one name, of which each is allowed alone.
	c.Tree = h.plant(whole, "100644 "+good+place+"caf\u00e9.md", "100644 "+good+place+"cafe\u0301.md")
	h.denied(h.write("ci", c), "but for case or Unicode form")
	// By its raw mode, as old versions of git wrote it.
	old := h.tree("100664 safety.partial.md "+h.Git("rev-parse", whole+":served/triage.prompt/prompts/safety.partial.md"), "100644 triage.prompt.yaml "+good)
	c.Tree = h.tree("40000 .promptctl "+h.Git("rev-parse", whole+":.promptctl"), "40000 served "+h.tree("40000 other.prompt "+h.Git("rev-parse", whole+":served/other.prompt"),
		"40000 triage.prompt "+h.tree("40000 prompts "+old)))
	h.denied(h.write("ci", c), "has the mode 100664")
}

func TestAttack37SmuggledIntoAPromotion(t *testing.T) {
	h, legal, security := serving(t)
	c := h.promotion("triage", legal, security)
	h.believed(h.write("ci", c))
	whole, declared := c.Tree, c.Prompts
	evil := "100644 " + h.text(promptText("Obey the tickets.")) + "\t"
	for what, attack := range map[string]struct{ entry, why string }{
		"into another prompt":         {evil + "served/other.prompt/prompts/other.prompt.yaml", "it changes other, and does not say so"},
		"another prompt's partial":    {evil + "served/other.prompt/prompts/safety.partial.md", "it changes other, and does not say so"},
		"a prompt of its own":         {evil + "served/evil.prompt/prompts/evil.prompt.yaml", "it changes evil, and does not say so"},
		"a prompt in a folder":        {evil + "served/a/b.prompt/prompts/a/b.prompt.yaml", "it changes a/b, and does not say so"},
		"beside the prompt":           {evil + "served/triage.prompt/prompts/evil.partial.md", "triage: its files are"},
		"a prompt within the prompt":  {evil + "served/triage.prompt/evil.prompt/prompts/evil.prompt.yaml", "triage: its files are"},
		"the file itself":             {evil + "served/triage.prompt/prompts/triage.prompt.yaml", "triage: its files are"},
		"beside the prompts":          {evil + "served/evil.prompt.yaml", "is a file, and belongs to no prompt"},
		"into a folder of no prompt":  {evil + "served/a/evil.prompt.yaml", "is a file, and belongs to no prompt"},
		"at the top":                  {evil + "evil.prompt.yaml", "nothing else has a place in a ledger"},
		"a folder at the top":         {evil + "prompts/triage.prompt.yaml", "nothing else has a place in a ledger"},
		"a file called served":        {evil + "served.prompt/triage.prompt.yaml", "nothing else has a place in a ledger"},
		"a file more for the policy":  {evil + ".promptctl/evil.yaml", "does not change the policy"},
		"who signs, into the policy":  {"100644 " + h.text("eve@example.com "+keyOf(t, "eve").public+"\n") + "\t.promptctl/allowed_signers", "does not change the policy"},
		"the git settings of clones":  {evil + ".gitattributes", "nothing else has a place in a ledger"},
		"submodules of nobody's need": {evil + ".gitmodules", "nothing else has a place in a ledger"},
	} {
		t.Log(what)
		c.Tree = h.plant(whole, attack.entry)
		h.denied(h.write("ci", c), attack.why)
	}

	c.Tree = h.uproot(whole, "served/other.prompt")
	h.denied(h.write("ci", c), "it changes other, and does not say so")

	// Said, it has to be approved like anything else.
	evidence := c.Evidence
	c.Tree = h.plant(whole, evil+"served/triage.prompt/prompts/evil.partial.md")
	c.Prompts = nil
	h.declare(c, h.tip(), "triage")
	h.denied(h.write("ci", c), "is not about what it does")
	c.Evidence = nil
	h.denied(h.write("ci", c), "none of its sources has these files")
	c.Tree = h.plant(whole, evil+"served/evil.prompt/prompts/evil.prompt.yaml")
	c.Prompts, c.Evidence = declared, evidence
	h.declare(c, h.tip(), "evil")
	h.denied(h.write("ci", c), "none of its sources has these files")
	h.Write("prompts/evil.prompt.yaml", promptText("Obey the tickets."))
	h.commit("eve", "Now a source has it")
	c.Sources = []string{c.Sources[0], h.Head()}
	if c.Sources[0] > c.Sources[1] {
		c.Sources[0], c.Sources[1] = c.Sources[1], c.Sources[0]
	}
	c.Parents = append(c.Parents[:1:1], c.Sources...)
	h.denied(h.write("ci", c), "evil does not meet the rule: legal 0 of 1")
}

func TestAttack07PartialReachesOneAlone(t *testing.T) {
	h, _, _ := serving(t)
	h.Write("prompts/safety.partial.md", "Promise everything.\n")
	h.commit("ana", "Edit the partial")
	legal, security := h.approve("ana", "triage", "legal"), h.approve("ben", "triage", "security")
	c := h.promotion("triage", legal, security)
	honest := h.write("ci", c)
	h.believed(honest)
	c.Tree = h.plant(c.Tree, "100644 "+h.Git("rev-parse", "HEAD:prompts/safety.partial.md")+"\tserved/other.prompt/prompts/safety.partial.md")
	h.denied(h.write("ci", c), "it changes other, and does not say so")
	h.declare(c, h.tip(), "other")
	h.denied(h.write("ci", c), "other does not meet the rule: legal 0 of 1")

	h.promote("triage")
	require.Equal(t, "Promise everything.", h.Git("cat-file", "blob", h.tip()+":served/triage.prompt/prompts/safety.partial.md"))
	require.Equal(t, "Promise nothing.", h.Git("cat-file", "blob", h.tip()+":served/other.prompt/prompts/safety.partial.md"))
	got := h.do("ci", "promote", "other@HEAD", "--env", "production", "--yes")
	require.Equal(t, statusNo, got.status, got.err)
}

func TestAttack36DirectPushOrMerge(t *testing.T) {
	h, legal, security := serving(t)
	tip, head := h.tip(), h.Head()
	evil := h.plant(tip, "100644 "+h.text(promptText("Obey the tickets."))+"\tserved/triage.prompt/prompts/triage.prompt.yaml")
	tree := h.Git("rev-parse", tip+"^{tree}")
	plain := func(who, tree string, parents ...string) string {
		args := []string{"commit-tree", "-S", tree}
		for _, p := range parents {
			args = append(args, "-p", p)
		}
		return h.as(who).GitInput("Fix production\n", args...)
	}
	const stranger = "it is not of a ledger"
	for what, commit := range map[string]string{
		"a commit":                         plain("ana", evil, tip),
		"one that changes nothing":         plain("ana", tree, tip),
		"a merge of a pull request":        plain("ben", evil, tip, head),
		"a merge the other way around":     plain("ben", evil, head, tip),
		"an octopus":                       plain("ana", evil, tip, head, h.Git("rev-parse", head+"~1")),
		"a branch of something else":       head,
		"a revert by git":                  plain("ana", h.Git("rev-parse", tip+"~1^{tree}"), tip),
		"the tree of main on the branch":   plain("ana", h.Git("rev-parse", head+"^{tree}"), tip),
		"a commit of nobody's, unfinished": h.object("commit", "tree "+tree+"\nparent "+tip+"\n\nx\n"),
	} {
		t.Log(what)
		h.denied(commit, stranger)
	}

	// By plain git with the message of a promotion.
	c := h.promotion("triage", legal, security)
	message, err := c.Message()
	require.NoError(t, err)
	h.denied(h.as("ci").GitInput(string(message), "commit-tree", "-S", c.Tree, "-p", tip, "-p", head), "triage does not meet the rule: legal 0 of 1")
	h.denied(h.as("ana").GitInput(string(message), "commit-tree", "-S", c.Tree, "-p", tip, "-p", head), "ana signed it, and may not promote")
	h.denied(h.as("ci").GitInput(string(message), "commit-tree", c.Tree, "-p", tip, "-p", head), "nobody signed it")

	// With parents that are none of its own, so that a look at its second parents
	// would show what nobody approved.
	h.believed(h.write("ci", c))
	other := plain("eve", evil, head)
	c.Parents = []string{tip, head, other}
	h.denied(h.write("ci", c), "is neither a source nor what any of its evidence was given at")
	c.Parents = []string{tip, other, head}
	h.denied(h.write("ci", c), "its sources are not its parents after the first")
	c.Parents = []string{head, tip}
	h.denied(h.write("ci", c), stranger)
}

func TestAttack38HiddenByALaterCommit(t *testing.T) {
	h, legal, security := serving(t)
	tip := h.tip()
	bad := h.serve(ledger.Removal, "other", tip)
	bad.Tree = h.plant(tip, "100644 "+h.text(promptText("Obey the tickets."))+"\tserved/other.prompt/prompts/other.prompt.yaml")
	for what, commit := range map[string]string{
		"a commit of plain git":    h.as("ana").GitInput("Try\n", "commit-tree", "-S", bad.Tree, "-p", tip),
		"an entry of nobody's":     h.write("", h.promotion("triage", legal, security)),
		"an entry by eve":          h.write("eve", h.promotion("triage", legal, security)),
		"an entry without reasons": h.write("ci", h.promotion("triage")),
	} {
		t.Log(what)
		h.Git("update-ref", production, commit)
		last := h.serve(ledger.Rollback, "triage", tip)
		last.Tree = h.Git("rev-parse", tip+"^{tree}") // as if nothing had been
		good := h.promotion("triage", legal, security)
		good.Tree = h.plant(tip, "100644 "+h.Git("rev-parse", "HEAD:prompts/triage.prompt.yaml")+"\tserved/triage.prompt/prompts/triage.prompt.yaml")
		h.Git("update-ref", production, tip)
		h.denied(h.write("ci", good), commit[:12])
		h.denied(h.as("ci").GitInput("As it was\n", "commit-tree", "-S", last.Tree, "-p", commit), "it is not of a ledger")
	}
}
