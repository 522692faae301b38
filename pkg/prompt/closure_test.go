package prompt_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// whole is a prompt with every kind of file that a closure may have, and files
// that are none of it.
func whole() files {
	return files{
		file: `# a comment
sections:
  role: "{{> safety}} {{> shared/voice}} {{> Zebra}}"
messages:
  - role: user
    content:
      - {type: file, file: {path: policies/returns.md}}
      - {type: file, file: {path: ../faq.md}}
jsonSchema: {$ref: "a.schema.json#/definitions/x"}
tools: [{name: f, parameters: {$ref: ../tool.yaml}}]
`,
		"prompts/safety.partial.md":           "---\nowner: legal\n---\nBe safe. {{> shared/voice}}\n",
		"prompts/shared/voice.partial.md":     "Be brief.\n",
		"prompts/Zebra.partial.md":            "Z\n",
		"prompts/support/policies/returns.md": "30 days.\n",
		"prompts/faq.md":                      "漢字\r\n",
		"prompts/support/a.schema.json":       `{"definitions": {"x": {"$ref": "b.json"}}}`,
		"prompts/support/b.json":              `{"type": "string"}`,
		"prompts/tool.yaml":                   "type: object\n",
		"prompts/support/a.tests.yaml":        "cases: []\n",
		"prompts/unused.partial.md":           "unused\n",
		"prompts/support/policies/other.md":   "other\n",
	}
}

func outside() []string {
	return []string{"prompts/support/a.tests.yaml", "prompts/unused.partial.md", "prompts/support/policies/other.md"}
}

func TestClosureHasEveryFileThatReachesTheModel(t *testing.T) {
	c := whole().sound(t)
	var paths, want []string
	for _, f := range c.Files {
		paths = append(paths, f.Path)
		require.Equal(t, whole()[f.Path], string(f.Data))
	}
	for path := range whole() {
		if !slices.Contains(outside(), path) {
			want = append(want, path)
		}
	}
	slices.Sort(want)
	require.Equal(t, want, paths)
	require.Less(t, slices.Index(paths, "prompts/Zebra.partial.md"), slices.Index(paths, "prompts/faq.md"), "the order is bytewise")
	require.Empty(t, c.Missing)
	require.Equal(t, paths, c.Watch())
	require.Equal(t, []string{"Zebra", "safety", "shared/voice"}, c.PartialNames())
}

// The digest is what coreutils print.
func TestDigestIsReproducibleWithCoreutils(t *testing.T) {
	sha256sum, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("there is no sha256sum")
	}
	dir := t.TempDir()
	for path, text := range whole() {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644))
	}
	c := whole().sound(t)
	paths := make([]string, len(c.Files))
	for i, f := range c.Files {
		paths[i] = f.Path
	}
	list := exec.Command("sh", "-c", `printf '%s\n' "$@" | LC_ALL=C sort | xargs -d '\n' "$SHA256SUM" | "$SHA256SUM"`, "sh")
	list.Args = append(list.Args, paths...)
	list.Dir, list.Env = dir, append(os.Environ(), "SHA256SUM="+sha256sum)
	out, err := list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	sum, _, _ := strings.Cut(string(out), " ")
	require.Equal(t, "sha256:"+sum, c.Digest())
}

func TestDigestIsTheSameOnEveryMachine(t *testing.T) {
	require.Equal(t, "sha256:d50e1f7ef247a06f1216a6cdd296c14cbc03ec8fdd2156c66b810df723fdf115",
		closureOf(t, "sections: {role: a}\n").Digest())
}

// One changed byte in any file of the closure is another digest; what lies
// beside the closure does not count.
func TestDigestChangesWithEveryByte(t *testing.T) {
	before := whole().sound(t).Digest()
	for path, text := range whole() {
		for name, changed := range map[string]string{"a byte more": text + " ", "line ends": strings.ReplaceAll(text, "\n", "\r\n")} {
			if changed == text {
				continue
			}
			all := whole()
			all[path] = changed
			c, _ := all.load(t)
			require.Equal(t, slices.Contains(outside(), path), before == c.Digest(), "%s: %s", path, name)
		}
	}
	all := whole()
	all[file] = strings.Replace(all[file], "# a comment", "# A comment", 1)
	require.NotEqual(t, before, all.sound(t).Digest(), "a comment is part of the file")

	moved := whole()
	moved["prompts/support/b.prompt.yaml"] = moved[file]
	c, _, err := moved.loader().Load("prompts/support/b.prompt.yaml")
	require.NoError(t, err)
	require.NotEqual(t, before, c.Digest(), "a path is part of the digest")
}

func TestDigestOfRandomChanges(t *testing.T) {
	before := whole().sound(t)
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(before.Files).Draw(t, "file")
		i := rapid.IntRange(0, len(f.Data)-1).Draw(t, "byte")
		changed := []byte(string(f.Data))
		changed[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		all := whole()
		all[f.Path] = string(changed)
		after, _ := all.load(t)
		require.NotEqual(t, before.Digest(), after.Digest())
	})
}

// Watch names all that a closure depends on: a file that is missing today may
// be there tomorrow.
func TestWatchCoversMissingFiles(t *testing.T) {
	all := files{file: "sections: {role: '{{> a}} {{> a}} {{> b}}'}\nmessages: [{role: user, content: [{type: file, file: {path: c.md}}]}]\njsonSchema: {$ref: d.json}\n",
		"prompts/b.partial.md": "b"}
	c, found := all.load(t)
	require.Len(t, found, 4)
	require.Equal(t, []string{"prompts/a.partial.md", "prompts/support/c.md", "prompts/support/d.json"}, c.Missing)
	require.Equal(t, []string{"prompts/a.partial.md", "prompts/b.partial.md", file, "prompts/support/c.md", "prompts/support/d.json"}, c.Watch())
}

// If nothing changes in the paths that Watch names, the closure is the same.
func TestWatchIsEnough(t *testing.T) {
	names := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"x", "{{> a}}", "{{> b}}", "{{> c}}", "{{> a}} {{> c}}"})
		all := files{file: "sections: {role: '" + text.Draw(t, "prompt") + "'}\n"}
		draw := func(all files, label string) {
			for _, name := range names {
				if rapid.Bool().Draw(t, label+name) {
					all["prompts/"+name+".partial.md"] = text.Draw(t, label+name+" text")
				} else {
					delete(all, "prompts/"+name+".partial.md")
				}
			}
		}
		draw(all, "before ")
		before, foundBefore := all.load(t)
		watched := before.Watch()
		changed := files{file: all[file]}
		draw(changed, "after ")
		for _, path := range watched {
			if content, ok := all[path]; ok {
				changed[path] = content
			} else {
				delete(changed, path)
			}
		}
		after, foundAfter := changed.load(t)
		require.Equal(t, before.Digest(), after.Digest())
		require.Equal(t, foundBefore, foundAfter)
		require.Equal(t, before.Compile(), after.Compile())
	})
}

func TestFilesOfAClosureAreNeverNil(t *testing.T) {
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: func(path string) ([]byte, error) {
		if path == file {
			return []byte("messages: [{role: user, content: [{type: file, file: {path: empty.md}}]}]\n"), nil
		}
		return nil, nil
	}}
	c, found, err := loader.Load(file)
	require.NoError(t, err)
	require.Empty(t, found)
	request, err := c.Render(nil)
	require.NoError(t, err)
	require.NotNil(t, request.Messages[0].Parts[0].Data)
	require.Empty(t, request.Messages[0].Parts[0].Data)
}
