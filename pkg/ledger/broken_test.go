package ledger_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/stretchr/testify/require"
)

// serving is a ledger that serves version 1 of a and of b/c.
func serving(t *testing.T) *book {
	b := begun(t, "production")
	b.write(b.promotion(version("a", 1), version("b/c", 1)))
	return b
}

// A draft that is good but for one thing is refused because of that thing.
func TestARuleIsBroken(t *testing.T) {
	two := version("a", 2)
	for name, c := range map[string]struct {
		draft func(*book) ledgertest.Draft // "" is a promotion of a
		wrong func(*book, *ledgertest.Draft)
		why   string
	}{
		"nothing": {}, // so that whatever is refused below is refused because of what is wrong

		"another environment": {nil, func(_ *book, d *ledgertest.Draft) { d.Environment = "staging" }, "it is of the environment staging"},
		"backwards": {nil, func(b *book, d *ledgertest.Draft) { d.Committer = ledgertest.Person("ci", b.Now.Add(-61*time.Second)) },
			"it is dated 2026-06-01T12:00:59Z, and the commit before it 2026-06-01T12:01:00Z"},
		"in the future": {nil, func(b *book, d *ledgertest.Draft) {
			d.Committer = ledgertest.Person("ci", b.Now.Add(5*time.Minute+time.Second))
		},
			"it is dated 2026-06-01T12:07:01Z, which is yet to come"},
		"as clocks differ":     {nil, func(b *book, d *ledgertest.Draft) { d.Committer = ledgertest.Person("ci", b.Now.Add(5*time.Minute)) }, ""},
		"unsigned":             {nil, func(_ *book, d *ledgertest.Draft) { d.Signer = "" }, "nobody signed it"},
		"signed by a stranger": {nil, func(_ *book, d *ledgertest.Draft) { d.Signer = "zed" }, "its signature: "},
		"promoted by an approver": {nil, func(_ *book, d *ledgertest.Draft) { d.Signer = "ana" },
			"ana signed it, and may not promote: those may who have the role release"},
		"promoted by who may roll back": {nil, func(_ *book, d *ledgertest.Draft) { d.Signer = "di" }, "di signed it, and may not promote"},
		"rolled back by an approver": {func(b *book) ledgertest.Draft { b.write(b.promotion(two)); return b.rollback(version("a", 1)) },
			func(_ *book, d *ledgertest.Draft) { d.Signer = "cy" }, "cy signed it, and may not roll back: those may who have the role release or oncall"},
		"removed by a promoter": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(_ *book, d *ledgertest.Draft) { d.Signer = "ci" }, "ci signed it, and may not remove: those may who have the role admin"},

		"policy within a promotion": {nil, func(b *book, d *ledgertest.Draft) { b.Policy = weaker(); d.Tree = b.Tree() }, "a promotion does not change the policy"},
		"policy within a removal": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(b *book, d *ledgertest.Draft) { b.Policy = weaker(); d.Tree = b.Tree() }, "a removal does not change the policy"},
		"files smuggled in": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("extra", "x") }, `"extra" is neither served/ nor .promptctl/`},
		"files smuggled into served": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/extra", "x") },
			"extra is a file, and belongs to no prompt"},
		"a file in the place of a prompt": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/x.prompt", "x") },
			"x.prompt is a file, and belongs to no prompt"},
		"files smuggled between prompts": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/b/extra", "x") },
			"b/extra is a file, and belongs to no prompt"},
		"files smuggled into the prompt": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/a.prompt/extra", "x") },
			"a: its files are sha256:"},
		"endless folders": {nil, func(b *book, d *ledgertest.Draft) {
			d.Tree = b.treeWith("served/a.prompt/"+strings.Repeat("d/", 70)+"x", "x")
		}, "folders are more than 64 deep"},
		"files smuggled into another prompt": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/b/c.prompt/extra", "x") },
			"it changes b/c, and does not say so"},
		"a partial of another prompt": {nil, func(b *book, d *ledgertest.Draft) {
			d.Tree = b.treeWith("served/b/c.prompt/prompts/tone.partial.md", "Be rude.\n")
		},
			"it changes b/c, and does not say so"},
		"files smuggled into the policy": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith(".promptctl/extra", "x") }, "does not change the policy"},
		"a new prompt that is not declared": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/d.prompt/prompts/d.prompt.yaml", "x") },
			"it changes d, and does not say so"},
		"a name that no prompt has": {nil, func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/-x.prompt/f", "x") }, "it changes -x, and does not say so"},

		"declared and unchanged": {nil, func(b *book, d *ledgertest.Draft) {
			b.Served["a"] = version("a", 1).Files
			d.Tree = b.Tree()
		}, "becomes " + two.Subject().Digest + ", and its files do not"},
		"changed and said to be unchanged": {nil, func(_ *book, d *ledgertest.Draft) { d.Prompts[0].To, d.Evidence = d.Prompts[0].From, nil }, "and its files do not"},
		"gone and said to be changed":      {nil, func(b *book, d *ledgertest.Draft) { delete(b.Served, "a"); d.Tree = b.Tree() }, "and its files do not"},
		"changed and said to be gone": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(b *book, d *ledgertest.Draft) { b.Served["a"] = two.Files; d.Tree = b.Tree() }, "becomes none, and its files do not"},
		"wrong digest before": {nil, func(_ *book, d *ledgertest.Draft) { d.Prompts[0].From = two.Subject().Digest }, "it says that a was " + two.Subject().Digest},
		"none before":         {nil, func(_ *book, d *ledgertest.Draft) { d.Prompts[0].From = ledger.None }, "it says that a was none"},
		"wrong digest": {nil, func(_ *book, d *ledgertest.Draft) {
			d.Prompts[0].To, d.Evidence = version("a", 3).Subject().Digest, nil
		}, "a: its files are " + two.Subject().Digest},
		"wrong version": {nil, func(_ *book, d *ledgertest.Draft) { d.Prompts[0].Version = "v9.0.0" }, "it says that a is v9.0.0, and has no release of that"},
		"version of a release that does not count": {nil, func(b *book, d *ledgertest.Draft) {
			nine := two
			nine.Version = "v9.0.0"
			d.Prompts[0].Version, d.Evidence = nine.Version, append(d.Evidence, b.released("ana", nine))
		}, "it says that a is v9.0.0, and has no release of that"},
		"wrong path": {nil, func(_ *book, d *ledgertest.Draft) { d.Prompts[0].Path = "other/a.prompt.yaml" }, "its file other/a.prompt.yaml is not in it"},
		"wrong path of a removal": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(_ *book, d *ledgertest.Draft) { d.Prompts[0].Path = "other/a.prompt.yaml" }, "it says that the file of a was other/a.prompt.yaml"},
		"wrong source": {nil, func(b *book, d *ledgertest.Draft) {
			d.Sources = []string{b.source(version("a", 1))}
			d.Parents[1] = d.Sources[0]
		}, "a: none of its sources has these files"},
		"a source with half of it": {nil, func(b *book, d *ledgertest.Draft) {
			half := two
			half.Files = map[string]string{two.Path(): two.Files[two.Path()]}
			d.Sources = []string{b.source(half)}
			d.Parents[1] = d.Sources[0]
		}, "a: none of its sources has these files"},
		"a source that is no parent": {nil, func(_ *book, d *ledgertest.Draft) { d.Parents = d.Parents[:1] }, "its sources are not its parents"},
		"another parent than the source": {nil, func(b *book, d *ledgertest.Draft) { d.Parents[1] = b.source(version("a", 3)) },
			"its sources are not its parents"},
		"one parent more":                     {nil, func(b *book, d *ledgertest.Draft) { d.Parents = append(d.Parents, b.source()) }, "is neither a source nor what any of its evidence was given at"},
		"a parent twice":                      {nil, func(_ *book, d *ledgertest.Draft) { d.Parents = append(d.Parents, d.Parents[0]) }, "is neither a source nor"},
		"a parent that evidence was given at": {nil, func(_ *book, d *ledgertest.Draft) { d.Parents = append(d.Parents, strings.Repeat("1", 40)) }, ""},
		"that parent twice": {nil, func(_ *book, d *ledgertest.Draft) {
			d.Parents = append(d.Parents, strings.Repeat("1", 40), strings.Repeat("1", 40))
		}, "is neither a source nor"},
		"a removal with a parent more": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(b *book, d *ledgertest.Draft) { d.Parents = append(d.Parents, b.source()) }, "is neither a source nor"},
		"a removal with evidence": {func(b *book) ledgertest.Draft { return b.Remove("ana", version("a", 1)) },
			func(b *book, d *ledgertest.Draft) { d.Evidence = b.evidence(two) }, "a removal has no evidence"},

		"a root again":        {func(b *book) ledgertest.Draft { d := b.Root("ana"); return d }, nil, "begins anew here"},
		"evidence is no tag":  {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = append(d.Evidence, []byte("x\n")) }, "in it is no statement"},
		"evidence twice":      {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = append(d.Evidence, d.Evidence[0]) }, "is in it twice"},
		"evidence of another": {nil, func(b *book, d *ledgertest.Draft) { d.Evidence = append(d.Evidence, b.evidence(version("a", 3))...) }, "is not about what it does"},
		"evidence of another kind": {nil, func(b *book, d *ledgertest.Draft) {
			d.Evidence = append(d.Evidence, b.revoke("bo", "security", b.id(d.Evidence[0])))
		}, "the revocation"},
		"a rejection": {nil, func(b *book, d *ledgertest.Draft) {
			d.Evidence = append(d.Evidence, b.reject("bo", "security", b.Tip(), two))
		}, "the rejection"},
		"no approval as legal":    {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = d.Evidence[1:] }, "a does not meet the rule: legal 0 of 1; ana, cy can give it"},
		"no approval as security": {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = append(d.Evidence[:1], d.Evidence[2]) }, "security 0 of 1; bo, cy can give it"},
		"no release":              {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = d.Evidence[:2]; d.Prompts[0].Version = ledger.None }, "release; ci can give it"},
		"no evidence":             {nil, func(_ *book, d *ledgertest.Draft) { d.Evidence = nil }, "a does not meet the rule"},
		"one person in two roles": {nil, func(b *book, d *ledgertest.Draft) {
			d.Evidence[0], d.Evidence[1] = b.Say("cy", b.Approval("legal", b.Tip(), two)), b.Say("cy", b.Approval("security", b.Tip(), two))
		}, "security 0 of 1"},
		"an approval by a robot":    {nil, func(b *book, d *ledgertest.Draft) { d.Evidence[0] = b.Say("ci", b.Approval("legal", b.Tip(), two)) }, "legal 0 of 1"},
		"an approval by a stranger": {nil, func(b *book, d *ledgertest.Draft) { d.Evidence[0] = b.Say("zed", b.Approval("legal", b.Tip(), two)) }, "legal 0 of 1"},
		"an unsigned approval":      {nil, func(b *book, d *ledgertest.Draft) { d.Evidence[0] = b.Say("", b.Approval("legal", b.Tip(), two)) }, "legal 0 of 1"},
		"an approval that was edited": {nil, func(_ *book, d *ledgertest.Draft) {
			d.Evidence[0] = bytes.Replace(d.Evidence[0], []byte("Say it"), []byte("Say he"), 1)
		}, "legal 0 of 1"},
		"an approval for another environment": {nil, func(b *book, d *ledgertest.Draft) {
			s := b.Approval("legal", b.Tip(), two)
			s.For[0].Environment = "staging"
			d.Evidence[0] = b.Say("ana", s)
		}, "legal 0 of 1"},
		"an approval of a fork": {nil, func(b *book, d *ledgertest.Draft) {
			s := b.Approval("legal", b.Tip(), two)
			s.Repository = strings.Repeat("ab", 16)
			d.Evidence[0] = b.Say("ana", s)
		}, "legal 0 of 1"},
		"an approval with another history in view": {nil, func(b *book, d *ledgertest.Draft) {
			d.Evidence[0] = b.Say("ana", b.Approval("legal", strings.Repeat("2", 40), two))
		}, "legal 0 of 1"},
		"an approval of the bytes as another prompt": {nil, func(b *book, d *ledgertest.Draft) {
			s := b.Approval("legal", b.Tip(), two)
			s.Subjects[0].Name = "b/c"
			d.Evidence[0] = b.Say("ana", s)
		}, "legal 0 of 1"},
		"an expired approval": {nil, func(b *book, d *ledgertest.Draft) {
			s := b.Approval("legal", b.Tip(), two)
			s.Expires = b.Now
			d.Evidence[0] = b.Say("ana", s)
		}, "legal 0 of 1"},
		"an approval that expires later": {nil, func(b *book, d *ledgertest.Draft) {
			s := b.Approval("legal", b.Tip(), two)
			s.Expires = b.Now.Add(time.Second)
			d.Evidence[0] = b.Say("ana", s)
		}, ""},
		"an approval from the future": {nil, func(b *book, d *ledgertest.Draft) {
			b.Now = b.Now.Add(6 * time.Minute)
			d.Evidence[0] = b.Say("ana", b.Approval("legal", b.Tip(), two))
			b.Now = b.Now.Add(-6 * time.Minute)
		}, "legal 0 of 1"},
		"a release by a person without the role": {nil, func(b *book, d *ledgertest.Draft) { d.Evidence[2] = b.released("ana", two) }, "release; ci can give it"},

		"nothing was checked": {nil, func(_ *book, d *ledgertest.Draft) { d.Checked = &ledger.Checked{} }, "a: nobody says that lint was checked as the rule asks"},
		"less lint":           {nil, func(_ *book, d *ledgertest.Draft) { d.Checked.Lint = "error" }, "nobody says that lint was checked"},
		"more lint":           {nil, func(_ *book, d *ledgertest.Draft) { d.Checked.Lint = "info" }, ""},
		"less soak":           {nil, func(_ *book, d *ledgertest.Draft) { d.Checked.Soak -= time.Nanosecond }, "nobody says that soak was checked"},
		"not from anywhere":   {nil, func(_ *book, d *ledgertest.Draft) { d.Checked.From = "" }, "nobody says that from was checked"},
		"from elsewhere":      {nil, func(_ *book, d *ledgertest.Draft) { d.Checked.From = "lab" }, "nobody says that from was checked"},
		"threads":             {func(b *book) ledgertest.Draft { return b.promotion(version("threads/x", 1)) }, nil, "threads/x: nobody says that threads was checked"},
		"resolved threads": {func(b *book) ledgertest.Draft { return b.promotion(version("threads/x", 1)) },
			func(_ *book, d *ledgertest.Draft) { d.Checked.Threads = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := serving(t)
			draft := c.draft
			if draft == nil {
				draft = func(b *book) ledgertest.Draft { return b.promotion(two) }
			}
			d := draft(b)
			if c.wrong != nil {
				c.wrong(b, &d)
			}
			if c.why == "" {
				b.write(d)
				b.good()
				return
			}
			b.bad(d, c.why)
		})
	}
}

// files are those of the ledger's tree.
func (b *book) files() map[string]string {
	files := ledgertest.Under(".promptctl", b.Policy)
	for name, closure := range b.Served {
		maps.Copy(files, ledgertest.Under("served/"+name+".prompt", closure))
	}
	return files
}

// treeWith is the ledger's tree with one file more, or another text of it.
func (b *book) treeWith(path, text string) string {
	files := b.files()
	files[path] = text
	return ledgertest.Files(b.Put, files)
}

func TestRoots(t *testing.T) {
	for name, c := range map[string]struct {
		wrong func(*book, *ledgertest.Draft)
		why   string
	}{
		"nothing":        {func(*book, *ledgertest.Draft) {}, ""},
		"no admin":       {func(_ *book, d *ledgertest.Draft) { d.Signer = "cy" }, "cy signed it, and may not begin a ledger: those may who have the role admin"},
		"unsigned":       {func(_ *book, d *ledgertest.Draft) { d.Signer = "" }, "nobody signed it"},
		"stranger":       {func(_ *book, d *ledgertest.Draft) { d.Signer = "zed" }, "its signature"},
		"another policy": {func(b *book, d *ledgertest.Draft) { b.Policy = weaker(); d.Tree = b.Tree() }, "it says that its policy is sha256:"},
		"from a policy":  {func(_ *book, d *ledgertest.Draft) { d.From = version("a", 1).Subject().Digest }, "it says that its policy is sha256:"},
		"evidence":       {func(b *book, d *ledgertest.Draft) { d.Evidence = b.evidence(version("a", 1)) }, "and no evidence"},
		"no policy":      {func(b *book, d *ledgertest.Draft) { d.Tree = ledgertest.Tree(b.Put) }, "there is no .promptctl/ in it"},
		"in the future":  {func(b *book, d *ledgertest.Draft) { d.Committer = ledgertest.Person("ana", b.Now.Add(time.Hour)) }, "yet to come"},
		"serves what it does not say": {func(b *book, d *ledgertest.Draft) { d.Tree = b.treeWith("served/a.prompt/prompts/a.prompt.yaml", "x") },
			"it changes a, and does not say so"},
		"serves others than it says": {func(b *book, d *ledgertest.Draft) {
			d.Prompts = []ledger.Change{{Name: "a", From: ledger.None, To: version("a", 1).Subject().Digest, Version: ledger.None, Path: version("a", 1).Path()}}
			d.Tree = b.treeWith("served/a.prompt/prompts/a.prompt.yaml", "x")
		}, "a: its files are sha256:"},
		"an empty folder of what is served": {func(b *book, d *ledgertest.Draft) {
			d.Tree = ledgertest.Tree(b.Put, ledgertest.Entry{Mode: "40000", Name: ".promptctl", ID: ledgertest.Files(b.Put, b.Policy)},
				ledgertest.Entry{Mode: "40000", Name: "served", ID: ledgertest.Tree(b.Put)})
		}, "the folder served is empty"},
		"an environment that the policy does not have": {func(b *book, d *ledgertest.Draft) {
			b.Environment, d.Environment = "elsewhere", "elsewhere"
		}, "its policy does not have elsewhere on the branch env/production"},
		"another branch": {func(b *book, _ *ledgertest.Draft) { b.Branch = "env/staging" }, "its policy does not have production on the branch env/staging"},
		"a policy that is none": {func(b *book, d *ledgertest.Draft) {
			b.Policy = map[string]string{"policy.yaml": "version: 1\n"}
			d.Tree, d.To = b.Tree(), b.PolicyDigest()
		}, "its policy: "},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t, "production")
			d := b.Root("bo")
			c.wrong(b, &d)
			if c.why != "" {
				b.bad(d, c.why)
				return
			}
			b.write(d)
			b.good()
		})
	}
	b := newBook(t, "production")
	d := b.Root("ana")
	d.Action, d.From, d.To = ledger.Revocation, "", ""
	b.bad(d, "a ledger begins with a root, and it is a revocation")
	claim := b.Claim(b.write(d))
	claim.Root = ""
	_, err := ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorContains(t, err, "it has no parent, and is no root")
	b.Tips = nil
	b.write(b.Root("ana"))
	id := b.write(b.promotion(version("a", 1)))
	claim = b.Claim(id)
	claim.Root = id
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorContains(t, err, "a ledger begins with a root, and it is a promotion")
}

// A tree that programs of git disagree on, or that a file system cannot hold, is
// refused wherever it is.
func TestTreesThatGitWouldNotWrite(t *testing.T) {
	two := version("a", 2)
	file := func(mode, name string) ledgertest.Entry { return ledgertest.Entry{Mode: mode, Name: name} }
	for name, c := range map[string]struct {
		entries []ledgertest.Entry // beside the prompt's own file
		why     string
	}{
		"executable":           {[]ledgertest.Entry{file("100755", "z")}, `"z" has the mode 100755`},
		"symlink":              {[]ledgertest.Entry{file("120000", "z")}, `"z" has the mode 120000`},
		"submodule":            {[]ledgertest.Entry{file("160000", "z")}, `"z" has the mode 160000`},
		"group may write":      {[]ledgertest.Entry{file("100664", "z")}, `"z" has the mode 100664`},
		"zero before":          {[]ledgertest.Entry{file("0100644", "z")}, `"z" has the mode 0100644`},
		"folder with zero":     {[]ledgertest.Entry{file("040000", "z")}, `"z" has the mode 040000`},
		"twice":                {[]ledgertest.Entry{file("100644", "z"), file("100644", "z")}, `"z" is out of its place, or there twice`},
		"unsorted":             {[]ledgertest.Entry{file("100644", "z"), file("100644", "y")}, `"y" is out of its place`},
		"equal but for case":   {[]ledgertest.Entry{file("100644", "Z"), file("100644", "z")}, `"z" is there twice but for case`},
		"equal but for form":   {[]ledgertest.Entry{file("100644", "pe\u0301"), file("100644", "p\u00e9")}, "is there twice but for case or Unicode form"},
		"equal but for a sign": {[]ledgertest.Entry{file("100644", "z\u017f"), file("100644", "zs")}, "is out of its place"},
		"equal but for signs":  {[]ledgertest.Entry{file("100644", "zs"), file("100644", "z\u017f")}, "is there twice but for case"},
		"equal but for joiner": {[]ledgertest.Entry{file("100644", "z"), file("100644", "z\u200d")}, "is there twice but for case"},
		"dot":                  {[]ledgertest.Entry{file("100644", ".")}, `"." cannot be a name`},
		"dots":                 {[]ledgertest.Entry{file("100644", "..")}, `".." cannot be a name`},
		"git":                  {[]ledgertest.Entry{file("100644", ".GIT")}, `".GIT" cannot be a name`},
		"git on NTFS":          {[]ledgertest.Entry{file("100644", "git~1")}, `"git~1" cannot be a name`},
		"git with a stream":    {[]ledgertest.Entry{file("100644", ".git:x")}, `".git:x" cannot be a name`},
		"git with dots":        {[]ledgertest.Entry{file("100644", ".git. .")}, `".git. ." cannot be a name`},
		"git with a joiner":    {[]ledgertest.Entry{file("100644", ".g\u200cit")}, "cannot be a name"},
		"no name":              {[]ledgertest.Entry{file("100644", "")}, `"" cannot be a name`},
		"slash":                {[]ledgertest.Entry{file("100644", "z/y")}, `"z/y" cannot be a name`},
		"backslash":            {[]ledgertest.Entry{file("100644", `z\y`)}, "cannot be a name"},
		"line end":             {[]ledgertest.Entry{file("100644", "z\ny")}, "cannot be a name"},
		"escape":               {[]ledgertest.Entry{file("100644", "z\x1b[2J")}, "cannot be a name"},
		"bidi":                 {[]ledgertest.Entry{file("100644", "z\u202e")}, "cannot be a name"},
		"not UTF-8":            {[]ledgertest.Entry{file("100644", "z\xff")}, "cannot be a name"},
	} {
		t.Run(name, func(t *testing.T) {
			b := serving(t)
			d := b.promotion(two)
			blob := b.Put("blob", []byte("x"))
			own := ledgertest.Entry{Mode: "40000", Name: "prompts", ID: ledgertest.Files(b.Put, map[string]string{"a.prompt.yaml": two.Files[two.Path()]})}
			entries := c.entries
			for i := range entries {
				entries[i].ID = blob
			}
			if entries[0].Name < own.Name {
				entries = append(entries, own)
			} else {
				entries = append([]ledgertest.Entry{own}, entries...)
			}
			closure := ledgertest.Tree(b.Put, entries...)
			d.Tree = b.treeAt("served/a.prompt", closure)
			b.bad(d, c.why)
		})
	}

	// And at every height.
	b := serving(t)
	blob := b.Put("blob", []byte("x"))
	link := ledgertest.Tree(b.Put, ledgertest.Entry{Mode: "120000", Name: "x", ID: blob})
	empty := ledgertest.Tree(b.Put)
	for path, tree := range map[string]string{"served": link, "served/b": link, "served/a.prompt": link, "served/a.prompt/prompts": link} {
		d := b.promotion(two)
		d.Tree = b.treeAt(path, tree)
		b.bad(d, `"x" has the mode 120000`)
		b.Served["a"] = version("a", 1).Files
	}
	for path, why := range map[string]string{"served": "the folder served is empty", "served/d": "the folder d/ is empty", "served/a.prompt": "a: the folder served is empty", "served/a.prompt/prompts": "a: the folder prompts/ is empty"} {
		d := b.promotion(two)
		d.Tree = b.treeAt(path, empty)
		b.bad(d, why)
		b.Served["a"] = version("a", 1).Files
	}
	d := b.promotion(two)
	d.Tree = b.treeAt(".promptctl", empty)
	b.bad(d, "does not change the policy")
	for _, cut := range []string{"100644 x", "100644", "100644 x\x00", "100644 x\x00" + strings.Repeat("1", 19)} {
		d.Tree = b.Put("tree", []byte(cut))
		b.bad(d, "it is no tree")
	}
	d.Tree = blob
	b.bad(d, "is a blob, not a tree")
	d.Tree = strings.Repeat("3", 40)
	b.bad(d, "INCOMPLETE")
}

// treeAt is the ledger's tree with another folder at a path.
func (b *book) treeAt(path, tree string) string {
	files := b.files()
	maps.DeleteFunc(files, func(at, _ string) bool { return strings.HasPrefix(at, path+"/") })
	files[path] = ledgertest.Folder + tree
	return ledgertest.Files(b.Put, files)
}
