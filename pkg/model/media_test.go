package model

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseDataURL(t *testing.T) {
	tests := []struct {
		url  string
		want blob
		err  string
	}{
		{"data:image/png;base64,iVBO", blob{"image/png", []byte("\x89PN")}, ""},
		{"DATA:Image/PNG;base64,iVBORw==", blob{"image/png", []byte("\x89PNG")}, ""},
		{"data:image/png;base64,iVBORw", blob{"image/png", []byte("\x89PNG")}, ""},
		{"data:text/plain;charset=utf-8;base64,aGk=", blob{"text/plain", []byte("hi")}, ""},
		{"data:,hi%20there", blob{"text/plain", []byte("hi there")}, ""},
		{"data:application/pdf;base64,", blob{"application/pdf", []byte{}}, ""},
		{"data:image/png;base64", blob{}, "the data: URL has no comma before its data"},
		{"data:image/png;base64,i*", blob{}, "the data: URL does not hold base64"},
	}
	for _, test := range tests {
		got, err := parseDataURL(test.url)
		if test.err != "" {
			require.EqualError(t, err, test.err)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, test.want, got, test.url)
	}
	_, err := parseDataURL("data:,%zz")
	require.ErrorContains(t, err, `invalid URL escape "%zz"`)
}

func TestDataURLRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := blob{"application/pdf", rapid.SliceOf(rapid.Byte()).Draw(t, "data")}
		back, err := parseDataURL(b.url())
		require.NoError(t, err)
		require.Equal(t, b.media, back.media)
		require.Equal(t, string(b.data), string(back.data))
	})
}

func TestMediaType(t *testing.T) {
	for name, want := range map[string]string{
		"a.pdf": "application/pdf", "dir/b.PNG": "image/png", "c.jpeg": "image/jpeg", "d.jpg": "image/jpeg",
		"e.md": "text/markdown", "f.csv": "text/csv", "g.yml": "application/yaml", "h.mp3": "audio/mpeg",
		"https://example.com/i.webp": "image/webp", "j": "application/octet-stream", "": "application/octet-stream",
		"k.exe": "application/octet-stream", "l.svg": "image/svg+xml",
	} {
		require.Equal(t, want, MediaType(name), name)
	}
}

func TestBlobIsText(t *testing.T) {
	for media, want := range map[string]bool{
		"text/csv": true, "application/json": true, "application/ld+json": true, "application/atom+xml": true,
		"image/svg+xml": false, "application/pdf": false, "application/octet-stream": false,
	} {
		require.Equal(t, want, blob{media: media}.isText(), media)
	}
}
