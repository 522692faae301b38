package lint

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Subject is one file that is checked, with what it is made of.
type Subject struct {
	File string // from the top of the repository
	Name string // of the prompt, also of one whose test cases these are, or the partial; "" for settings
	Src  []byte

	Doc     *yamldoc.Doc    // of a YAML file, and of a partial's front matter; nil where there is none
	Prompt  *prompt.Prompt  // nil where the file is no prompt
	Closure *prompt.Closure // of a prompt
	Partial *prompt.Partial // nil where the file is no partial

	Suite  *suite.Suite    // the test cases that stand in the file; nil where none do
	Tested *prompt.Closure // what they are cases of; nil where that is not there, or is wrong itself
	Tests  *suite.Suite    // of a prompt: what the file of test cases beside it has; nil where there is no such file

	// What is found out when it is first asked for.
	source  *diag.Source
	read    []*prose
	parts   []stretch
	hidden  []hiddenRun
	foreign []misstyledUse
	values  []userValue

	searched bool                    // hidden is known
	others   map[string]*diag.Source // of files of the closure
	takes    *contract               // of Tested
}

// ofPrompt is a prompt as a subject.
func ofPrompt(name string, c *prompt.Closure) *Subject {
	p := c.Prompt
	return &Subject{File: p.File, Name: name, Src: p.Doc.Src, Doc: p.Doc, Prompt: p, Closure: c}
}

// ofPartial is a partial as a subject.
func ofPartial(name string, p *prompt.Partial) *Subject {
	return &Subject{File: p.File, Name: name, Src: p.Src, Doc: p.Front, Partial: p}
}

// Source is the file's text, which turns byte offsets into places.
func (s *Subject) Source() *diag.Source {
	if s.source == nil {
		s.source = diag.NewSource(s.File, s.Src)
	}
	return s.source
}

// sourceOf is the text of the file itself, or of another one of its closure;
// nil for any other file.
func (s *Subject) sourceOf(file string) *diag.Source {
	if file == s.File {
		return s.Source()
	}
	if known := s.others[file]; known != nil || s.Closure == nil {
		return known
	}
	for _, f := range s.Closure.Files {
		if f.Path == file {
			if s.others == nil {
				s.others = map[string]*diag.Source{}
			}
			s.others[file] = diag.NewSource(file, f.Data)
		}
	}
	return s.others[file]
}

// partial is a partial of the closure, by its file; nil where it has none.
func (s *Subject) partial(file string) *prompt.Partial {
	if s.Closure != nil {
		for _, p := range s.Closure.Partials {
			if p != nil && p.File == file {
				return p
			}
		}
	}
	return nil
}

// docOf is the YAML of the file itself, or of a partial of its closure; nil
// where there is none.
func (s *Subject) docOf(file string) *yamldoc.Doc {
	if file == s.File {
		return s.Doc
	}
	if p := s.partial(file); p != nil {
		return p.Front
	}
	return nil
}

// Text is a template that stands in the file itself.
type Text struct {
	*prompt.Text
	Role string // of the message that it is part of; "" in a partial, where it is not known
}

// Texts returns the templates that stand in the file itself, in the order in
// which the model gets them: those of a prompt's sections and messages, or
// that of a partial. Those of partials that a prompt includes are not among
// them: partials are subjects of their own.
func (s *Subject) Texts() []Text {
	if s.Partial != nil {
		return []Text{{Text: s.Partial.Text}}
	}
	if s.Prompt == nil {
		return nil
	}
	var all []Text
	for _, section := range s.Prompt.Sections {
		if section.Text != nil {
			all = append(all, Text{section.Text, model.System})
		}
	}
	for _, m := range s.Prompt.Messages {
		for _, t := range m.Texts() {
			all = append(all, Text{t, m.Role.Value})
		}
	}
	return all
}
