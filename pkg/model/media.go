package model

import (
	"encoding/base64"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
)

// blob is bytes with their media type.
type blob struct {
	media string // without parameters
	data  []byte
}

// blob returns the bytes of an image or a file that the part holds itself, as
// Data or in a data: URL, and whether it does.
func (p Part) blob() (blob, bool, error) {
	if p.Data != nil {
		media := p.Media
		if media == "" {
			media = MediaType(p.Name)
		}
		return blob{media, p.Data}, true, nil
	}
	if !isDataURL(p.URL) {
		return blob{}, false, nil
	}
	b, err := parseDataURL(p.URL)
	return b, true, err
}

func (b blob) base64() string { return base64.StdEncoding.EncodeToString(b.data) }

func (b blob) url() string { return "data:" + b.media + ";base64," + b.base64() }

func (b blob) isImage() bool { return strings.HasPrefix(b.media, "image/") }

// isText reports whether the bytes are text that a model can read as it is.
func (b blob) isText() bool {
	switch b.media {
	case "application/json", "application/xml", "application/yaml", "application/x-ndjson":
		return true
	}
	return strings.HasPrefix(b.media, "text/") ||
		strings.HasSuffix(b.media, "+json") || strings.HasSuffix(b.media, "+xml") && !b.isImage()
}

func isDataURL(s string) bool {
	return len(s) >= 5 && strings.EqualFold(s[:5], "data:")
}

// parseDataURL reads data:MEDIA;base64,DATA and data:MEDIA,TEXT (RFC 2397).
func parseDataURL(s string) (blob, error) {
	head, body, found := strings.Cut(s[len("data:"):], ",")
	if !found {
		return blob{}, errors.New("the data: URL has no comma before its data")
	}
	parameters := strings.Split(head, ";")
	b := blob{media: strings.ToLower(strings.TrimSpace(parameters[0]))}
	if b.media == "" {
		b.media = "text/plain"
	}
	if !slices.Contains(parameters[1:], "base64") {
		text, err := url.PathUnescape(body)
		b.data = []byte(text)
		return b, err
	}
	data, err := decodeBase64(body)
	if err != nil {
		return blob{}, errors.New("the data: URL does not hold base64")
	}
	b.data = data
	return b, nil
}

// decodeBase64 reads standard base64, with or without padding. The result is
// not nil.
func decodeBase64(s string) ([]byte, error) {
	out, err := base64.RawStdEncoding.AppendDecode([]byte{}, []byte(strings.TrimRight(s, "=")))
	return out, err
}

// MediaType tells a file's media type by its name's suffix, the same on every
// machine. It is application/octet-stream where the suffix is not known.
func MediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return "application/pdf"
	case ".txt", ".text", ".log":
		return "text/plain"
	case ".md", ".markdown":
		return "text/markdown"
	case ".csv":
		return "text/csv"
	case ".html", ".htm":
		return "text/html"
	case ".json":
		return "application/json"
	case ".jsonl", ".ndjson":
		return "application/x-ndjson"
	case ".xml":
		return "application/xml"
	case ".yaml", ".yml":
		return "application/yaml"
	}
	if media := binaryMedia(strings.ToLower(path.Ext(name))); media != "" {
		return media
	}
	return "application/octet-stream"
}

func binaryMedia(suffix string) string {
	switch suffix {
	case ".png", ".gif", ".webp", ".bmp", ".heic", ".avif":
		return "image/" + suffix[1:]
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".svg":
		return "image/svg+xml"
	case ".wav", ".flac", ".aac", ".ogg":
		return "audio/" + suffix[1:]
	case ".mp3":
		return "audio/mpeg"
	case ".mp4", ".webm":
		return "video/" + suffix[1:]
	case ".mov":
		return "video/quicktime"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".pptx":
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	}
	return ""
}
