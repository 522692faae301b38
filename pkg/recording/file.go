package recording

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// version is that of the form of the files.
const version = 1

// recording is a file.
type recording struct {
	Version int             `json:"version"`
	Request json.RawMessage `json:"request"`
	Answer  json.RawMessage `json:"answer"`
}

// DamagedError says that a recording cannot be read, or is not what its name says.
type DamagedError struct {
	File string
	Err  error
}

// Error names the file.
func (e *DamagedError) Error() string { return fmt.Sprintf("%s: damaged recording: %s", e.File, e.Err) }

// Unwrap returns what is wrong with it.
func (e *DamagedError) Unwrap() error { return e.Err }

func damaged(file string, err error) error {
	return diag.WithHint(&DamagedError{file, err}, "restore it from git, or delete it and run with --record")
}

// load reads the answer to a request from a file. It is fs.ErrNotExist where there
// is none.
func load[T any](file string, request []byte, f form[T]) (T, error) {
	var none T
	kept, err := read(file)
	if err != nil {
		return none, err
	}
	if !bytes.Equal(kept.Request, request) {
		return none, damaged(file, errors.New("its request is not the one that it is named by"))
	}
	got, err := f.read(kept.Answer)
	if err != nil {
		return none, damaged(file, err)
	}
	return got, nil
}

// maxFile is how many bytes a recording may have: those of the longest answer that a
// provider gives, however its characters are written.
const maxFile = 256 << 20

// contents are the bytes of a file, which is an ordinary one: a link that a repository
// brings could lead to what has no end, or to what is nobody else's.
func contents(file string) ([]byte, error) {
	info, err := os.Lstat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, damaged(file, errors.New("it is no ordinary file"))
	case info.Size() > maxFile:
		return nil, damaged(file, fmt.Errorf("it is longer than %d MiB", maxFile>>20))
	}
	return os.ReadFile(file)
}

// read reads a file, with its request without white space.
func read(file string) (*recording, error) {
	data, err := contents(file)
	if err != nil {
		return nil, err
	}
	var kept recording
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, damaged(file, err)
	}
	switch {
	case kept.Version > version:
		return nil, fmt.Errorf("%s: a recording of version %d: this promptctl reads up to %d", file, kept.Version, version)
	case kept.Version != version, len(kept.Request) == 0, len(kept.Answer) == 0:
		return nil, damaged(file, errors.New("it has no version, request and answer"))
	}
	var request bytes.Buffer
	if err := json.Compact(&request, kept.Request); err != nil {
		return nil, damaged(file, err)
	}
	kept.Request = request.Bytes()
	return &kept, nil
}

// save writes a file, so that at no time there is half of one.
func save(file string, request []byte, answer any) error {
	text, err := model.JSON(struct {
		Version int             `json:"version"`
		Request json.RawMessage `json:"request"`
		Answer  any             `json:"answer"`
	}{version, request, answer})
	if err != nil {
		return err
	}
	folder := filepath.Dir(file)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if info, err := os.Lstat(folder); err != nil || !info.IsDir() {
		return cmp.Or(err, fmt.Errorf("%s is a link to another folder", folder))
	}
	return atomicfile.Replace(file, text, 0o644)
}

// keptAnswer is an answer as it is kept.
type keptAnswer struct {
	Model     string     `json:"model,omitempty"`
	Text      lines      `json:"text"`
	Refusal   lines      `json:"refusal,omitempty"`
	ToolCalls []toolCall `json:"toolCalls,omitempty"`
	Finish    string     `json:"finish,omitempty"`
	Usage     keptUsage  `json:"usage"`
	LatencyMS *float64   `json:"latencyMs"`
}

type keptUsage struct {
	Input  int `json:"input"`
	Output int `json:"output"`
}

// mostOf is more than any answer takes, in milliseconds and in tokens.
const mostOf = 1e12

// callForm keeps answers of chat models.
type callForm struct{}

func (callForm) read(data []byte) (*provider.Answer, error) {
	var kept keptAnswer
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, err
	}
	if kept.LatencyMS == nil || *kept.LatencyMS < 0 {
		return nil, errors.New("its answer does not say how long it took (latencyMs)")
	}
	if *kept.LatencyMS > mostOf || min(kept.Usage.Input, kept.Usage.Output) < 0 || max(kept.Usage.Input, kept.Usage.Output) > mostOf {
		return nil, errors.New("its answer took a time or tokens that no answer takes")
	}
	a := &provider.Answer{Latency: time.Duration(*kept.LatencyMS * float64(time.Millisecond))}
	a.Model, a.Text, a.Refusal, a.Finish = kept.Model, string(kept.Text), string(kept.Refusal), kept.Finish
	a.Usage = model.Usage{Input: kept.Usage.Input, Output: kept.Usage.Output}
	for _, c := range kept.ToolCalls {
		a.ToolCalls = append(a.ToolCalls, model.ToolCall(c))
	}
	return a, nil
}

func (callForm) write(a *provider.Answer) any {
	const tenths = 10 // of a millisecond: finer is noise in a diff
	ms := float64(a.Latency.Microseconds()/(1000/tenths)) / tenths
	return keptAnswer{
		Model: a.Model, Text: lines(a.Text), Refusal: lines(a.Refusal), ToolCalls: toolCallsOf(a.ToolCalls), Finish: a.Finish,
		Usage: keptUsage{a.Usage.Input, a.Usage.Output}, LatencyMS: &ms,
	}
}

// vectorForm keeps vectors: as one line of numbers, since nobody compares them by
// eye.
type vectorForm struct{}

type keptVector struct {
	Vector string `json:"vector"`
}

func (vectorForm) read(data []byte) ([]float64, error) {
	var kept keptVector
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, err
	}
	var vector []float64
	for number := range strings.FieldsSeq(kept.Vector) {
		f, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return nil, fmt.Errorf("its vector has %q, which is no number", number)
		}
		vector = append(vector, f)
	}
	if len(vector) == 0 {
		return nil, errors.New("its vector is empty")
	}
	return vector, nil
}

func (vectorForm) write(vector []float64) any {
	var text []byte
	for i, f := range vector {
		if i > 0 {
			text = append(text, ' ')
		}
		text = strconv.AppendFloat(text, f, 'g', -1, 64)
	}
	return keptVector{string(text)}
}
