package yamldoc

import (
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// yaml.v3 forgets here that a key may have begun with the bracket: it reads
// {?} and then a second document.
func TestTwoReadings(t *testing.T) {
	d, list := Parse("f.yaml", []byte("{?}:"))
	require.Nil(t, d.Root)
	require.Equal(t, "1:1 Y001 this can be read in two ways | quote it", findings(list))
}

// No file is known that yaml.v3 alone refuses, so its errors are made up here.
func TestForeignErrors(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{errors.New("yaml: line 2: did not find it"), "2:1 Y001 did not find it"},
		{errors.New("yaml: line 99: did not find it"), "3:1 Y001 did not find it"},
		{errors.New("yaml: control characters"), "1:1 Y001 control characters"},
		{io.ErrUnexpectedEOF, "1:1 Y001 unexpected EOF"},
	} {
		r := &report{doc: newDoc("f.yaml", []byte("a: 1\nb: 2\n"))}
		r.foreign(test.err)
		require.Equal(t, test.want, findings(r.done()))
	}
}
