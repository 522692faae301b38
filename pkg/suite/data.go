package suite

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// maxRow is the size in bytes of the largest row that is read: as much as a whole
// prompt may have.
const maxRow = yamldoc.MaxSize

// rows makes inputs of the rows of a file of data.
type rows struct {
	*expansion
	Data
	count int // of rows so far, also of those that are wrong
}

// data yields the rows of a file.
func (e *expansion) data(d Data) bool {
	r := &rows{expansion: e, Data: d}
	file, err := e.from.Open(d.Path)
	if err != nil {
		return r.unreadable(err)
	}
	defer file.Close()
	var more bool
	switch path.Ext(d.Path) {
	case ".jsonl":
		more, err = r.jsonl(newLines(file))
	case ".csv":
		more, err = r.csv(newLines(file))
	default:
		more, err = r.yaml(file)
	}
	switch {
	case !more:
		return false
	case err != nil:
		return r.unreadable(err)
	case r.count == 0:
		return r.inSuite("T004", fmt.Sprintf("data file %q has no rows", d.Text), "")
	}
	return true
}

// unreadable yields that the file cannot be read, at its name in the suite.
func (r *rows) unreadable(err error) bool {
	if errors.Is(err, fs.ErrNotExist) {
		return r.inSuite("T004", fmt.Sprintf("data file %q is not there (looked for %s)", r.Text, r.Path), diag.Hint(err))
	}
	return r.inSuite("T004", fmt.Sprintf("data file %q cannot be read: %v", r.Text, err), diag.Hint(err))
}

func (r *rows) inSuite(code, message, hint string) bool {
	return r.wrong(diag.Finding{Code: code, Severity: diag.Error, Range: r.Doc.NodeRange(r.Node), Other: r.Path, Message: message, Hint: hint})
}

// inFile yields a finding at a place of the file.
func (r *rows) inFile(code string, at diag.Pos, hint, format string, args ...any) bool {
	return r.wrong(diag.Finding{Code: code, Severity: diag.Error, Range: r.spot(at), Message: fmt.Sprintf(format, args...), Hint: hint})
}

// spot is a place of the file as a range of nothing.
func (r *rows) spot(at diag.Pos) diag.Range { return diag.Range{File: r.Path, Start: at, End: at} }

// placed is the id of a row that has none.
func (r *rows) placed(line int) string { return fmt.Sprintf("%s:%d", r.Text, line) }

// lines reads a text line by line. None is kept that is longer than a row may be.
type lines struct {
	from   *bufio.Reader
	number int // of the line that was read last
	start  int // the offset of its first byte
	next   int // the offset after it
	buffer []byte
}

func newLines(from io.Reader) *lines { return &lines{from: bufio.NewReaderSize(from, 1<<16)} }

// read returns the next line without its end, which is LF or CR LF, and without the byte
// order mark that may be at the start of the file. Of a line that is too long it returns
// the beginning. The text is good until the next call.
func (l *lines) read() (text []byte, tooLong bool, err error) {
	l.number++
	l.start = l.next
	l.buffer = l.buffer[:0]
	for {
		part, err := l.from.ReadSlice('\n')
		l.next += len(part)
		if room := maxRow + 2 - len(l.buffer); len(part) > room {
			part, tooLong = part[:room], true
		}
		l.buffer = append(l.buffer, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && l.next > l.start, err == nil:
			text = l.trimmed()
			return text, tooLong || len(text) > maxRow, nil
		default:
			return nil, false, err
		}
	}
}

// trimmed is the line that was read, without its ends.
func (l *lines) trimmed() []byte {
	text := l.buffer
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	if bom := "\uFEFF"; l.number == 1 && len(text) >= len(bom) && string(text[:len(bom)]) == bom {
		text = text[len(bom):]
		l.start += len(bom)
	}
	return text
}

// pos is the place of a column of the line that was read last.
func (l *lines) pos() diag.Pos { return diag.Pos{Line: l.number, Col: 1, Offset: l.start} }
