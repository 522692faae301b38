package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

var (
	actions      = filepath.Join("..", "..", ".github", "actions")
	actionFolder = filepath.Join(actions, "lint")
)

// action is what an action.yml says, as far as it is looked at.
type action struct {
	Inputs map[string]struct {
		Description, Default string
		Required             bool
	}
	Runs struct{ Steps []step }
}

type step struct {
	Name, Shell, Run, Uses string
	Env                    map[string]string
	With                   map[string]string
}

func decodeYAML(t *testing.T, text []byte, into any) {
	t.Helper()
	require.NoError(t, yaml.Unmarshal(text, into))
}

func readAction(t *testing.T, name string) action {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(actions, name, "action.yml"))
	require.NoError(t, err)
	var a action
	decodeYAML(t, text, &a)
	require.NotEmpty(t, a.Runs.Steps)
	return a
}

// What is put into the text of a script is run: a title of a pull request that
// reaches an input could be a command.
func TestActionPutsNothingIntoScripts(t *testing.T) {
	for _, name := range []string{"lint", "diff", "release", "install"} {
		a := readAction(t, name)
		given := ""
		for _, s := range a.Runs.Steps {
			require.NotContains(t, s.Run, "${{", s.Name)
			require.False(t, s.Run != "" && s.Shell != "bash", "%s: the shell", s.Name)
			for _, value := range s.Env {
				given += value
			}
		}
		for name, input := range a.Inputs {
			require.NotEmpty(t, input.Description, name)
			require.False(t, input.Required, name)
			if name != "sarif" { // it is in a condition alone
				require.Contains(t, given, "${{ inputs."+name+" }}")
			}
		}
	}
	for _, script := range []string{"lint/install.sh", "lint/lint.sh", "diff/diff.sh", "release/release.sh"} {
		text, err := os.ReadFile(filepath.Join(actions, filepath.FromSlash(script)))
		require.NoError(t, err)
		require.NotContains(t, string(text), "${{")
		require.NotContains(t, string(text), "eval ")
	}
}

// What README.md gives to the action, and to pre-commit, is there.
func TestReadmeCallsWhatThereIs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	block := func(name string) []byte {
		_, after, found := strings.Cut(string(text), "\n# "+name+"\n")
		require.True(t, found, name)
		block, _, _ := strings.Cut(after, "```")
		return []byte(block)
	}
	for name, file := range map[string]string{"lint": "prompts", "diff": "prompts-diff"} {
		var workflow struct {
			Jobs map[string]struct{ Steps []step }
		}
		decodeYAML(t, block(".github/workflows/"+file+".yml"), &workflow)
		calls := 0
		for _, job := range workflow.Jobs {
			for _, s := range job.Steps {
				if strings.HasPrefix(s.Uses, "promptctl-io/promptctl/.github/actions/"+name+"@") {
					calls++
					for input := range s.With {
						require.Contains(t, readAction(t, name).Inputs, input)
					}
				}
			}
		}
		require.Equal(t, 1, calls, name)
	}

	var config struct {
		Repos []struct{ Hooks []struct{ ID string } }
	}
	decodeYAML(t, block(".pre-commit-config.yaml"), &config)
	manifest, err := os.ReadFile(filepath.Join("..", "..", ".pre-commit-hooks.yaml"))
	require.NoError(t, err)
	for _, r := range config.Repos {
		require.NotEmpty(t, r.Hooks)
		for _, h := range r.Hooks {
			require.Contains(t, string(manifest), "- id: "+h.ID+"\n")
		}
	}
}

// release serves one release as GitHub does, with an archive for every machine
// that holds a script for promptctl.
func release(t *testing.T, checksum func(archive []byte) string) *httptest.Server {
	t.Helper()
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	files := tar.NewWriter(zipped)
	const script = "#!/bin/sh\necho of the archive\n"
	require.NoError(t, files.WriteHeader(&tar.Header{Name: "promptctl", Mode: 0o755, Size: int64(len(script))}))
	_, err := files.Write([]byte(script))
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.NoError(t, zipped.Close())
	name := fmt.Sprintf("promptctl_1.2.0_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/latest":
			http.Redirect(w, r, "/tag/v1.2.0", http.StatusFound)
		case "/tag/v1.2.0":
		case "/download/v1.2.0/checksums.txt":
			fmt.Fprintf(w, "%s  %s\n", checksum(archive.Bytes()), name)
		case "/download/v1.2.0/" + name:
			_, _ = w.Write(archive.Bytes())
		case "/download/v9.9.9/checksums.txt":
			http.Error(w, "not for you", http.StatusForbidden)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func rightSum(archive []byte) string { return fmt.Sprintf("%x", sha256.Sum256(archive)) }
func wrongSum([]byte) string         { return strings.Repeat("0", 64) }

// installed runs install.sh and returns what it says, and the folder that it
// puts on PATH, "" where it fails.
func installed(t *testing.T, env ...string) (said, bin string) {
	t.Helper()
	for _, program := range []string{"bash", "curl", "awk"} {
		if _, err := exec.LookPath(program); err != nil || runtime.GOOS == "windows" {
			t.Skipf("%s is not here, or another one", program)
		}
	}
	temporary := t.TempDir()
	path := filepath.Join(temporary, "path")
	cmd := exec.Command("bash", filepath.Join(actionFolder, "install.sh"))
	cmd.Env = append(os.Environ(), append([]string{"RUNNER_TEMP=" + temporary, "GITHUB_PATH=" + path, "GOPROXY=off", "GOFLAGS=-mod=readonly",
		"no_proxy=127.0.0.1"}, env...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		require.NoFileExists(t, path)
		return string(out), ""
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(out), strings.TrimSpace(string(text))
}

func TestActionInstallsARelease(t *testing.T) {
	url := release(t, rightSum).URL
	for _, env := range [][]string{
		{"PROMPTCTL_VERSION=v1.2.0"}, {"PROMPTCTL_VERSION=latest"}, {"PROMPTCTL_VERSION=", "PROMPTCTL_REF=v1.2.0"},
	} {
		said, bin := installed(t, append(env, "PROMPTCTL_RELEASES="+url)...)
		require.NotEmpty(t, bin, said)
		require.Contains(t, said, "promptctl v1.2.0, from its archive: ")
		out, err := exec.Command(filepath.Join(bin, "promptctl")).Output()
		require.NoError(t, err)
		require.Equal(t, "of the archive\n", string(out))
	}
}

func TestActionRefusesWhatItCannotTrust(t *testing.T) {
	good, bad := release(t, rightSum).URL, release(t, wrongSum).URL
	for _, c := range []struct{ version, url, want string }{
		{"v1.2.0", bad, "::error::the checksum of promptctl_1.2.0_"},
		{"v9.9.9", good, "/download/v9.9.9/checksums.txt cannot be fetched: status 403"},
		{"v1.3.0", good, "::error::promptctl v1.3.0 cannot be built: is there such a release?"}, // no archive, and no network for Go
		{"main; id", good, "::error::version is neither a release, such as v1.2.0, nor latest"},
		{"v1.2.0$(id)", good, "::error::version is neither"},
		{"latest", "http://127.0.0.1:1", "::error::the latest release cannot be found"},
	} {
		said, bin := installed(t, "PROMPTCTL_VERSION="+c.version, "PROMPTCTL_RELEASES="+c.url)
		require.Empty(t, bin, "%s: %s", c.version, said)
		require.Contains(t, said, c.want)
		require.NotContains(t, said, "uid=")
	}
}

// Called at a branch or a commit, the action builds promptctl from its source.
func TestActionBuildsItsOwnSource(t *testing.T) {
	said, bin := installed(t, "PROMPTCTL_REF=main", "PROMPTCTL_RELEASES=http://127.0.0.1:1")
	require.NotEmpty(t, bin, said)
	require.Contains(t, said, "promptctl of the action, built by go version")
	out, err := exec.Command(filepath.Join(bin, "promptctl"), "version").Output()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(out), "promptctl "))
}
