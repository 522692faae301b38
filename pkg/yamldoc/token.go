package yamldoc

import "github.com/promptctl-io/promptctl/pkg/diag"

// tokenKind is the kind of a token of YAML's grammar, as libyaml has them.
type tokenKind uint8

const (
	tokNone tokenKind = iota // past the last token that could be read
	tokEnd
	tokDirective
	tokDocStart
	tokDocEnd
	tokBlockSeq
	tokBlockMap
	tokBlockEnd
	tokFlowSeq
	tokFlowSeqEnd
	tokFlowMap
	tokFlowMapEnd
	tokBlockEntry
	tokFlowEntry
	tokKey
	tokValue
	tokAlias
	tokAnchor
	tokTag
	tokScalar
)

// token is a piece of the file with its place.
type token struct {
	kind   tokenKind
	style  Style // of a scalar
	start  int   // byte offset
	end    int   // byte offset after it
	indent int   // of a block scalar: the column its lines start at
}

// fault is the first thing that makes a file no YAML (or none that we accept).
type fault struct {
	at, end int // byte offsets
	code    string
	kind    faultKind
	msg     string
	hint    string
	fix     *diag.Fix // nil for most
}

// faultKind is what the reader was doing, for the hints that need the context.
type faultKind uint8

const (
	faultOther      faultKind = iota
	faultFinal                // message and place are right as they are
	faultNoColon              // a line of a mapping that is no "key: value"
	faultValue                // ": " where no mapping may start
	faultUnexpected           // a token that fits nothing here
	faultFlow                 // neither a comma nor the closing bracket
	faultStart                // a character that cannot start anything
)

// failAt makes a fault of one byte.
func failAt(at int, kind faultKind, msg, hint string) *fault {
	return &fault{at: at, end: at + 1, code: "Y001", kind: kind, msg: msg, hint: hint}
}
