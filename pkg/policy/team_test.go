package policy

import (
	_ "embed" // the key is a file, as gpg exports it
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The keys of the tests: of SSH, by the nth person, and one of OpenPGP.
const (
	key1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJbYKVVbyDw/DltW+GUVTtX3iqLK8fl9xSC73umlXu6h"
	key2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBowVApSswDZ+9FGon/G96nxaLoLRVq+cT8TC8fyTjTR"
	key3 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOXofXyA5k8OFoI2etsAPgm5QvaJi+TY1esCNk6sdkuS"

	fp1 Key = "SHA256:eQtKk/EzTIi1vjsxVavZC/HbMMTK9Ov8cs+N+9Wzq2s"
	fp2 Key = "SHA256:gkkTSPLzqu9ZmEEM4k4d3QyKZRkRWBZoHLZH81vO5SI"
	fp3 Key = "SHA256:L1bSE9BPCgnJGBgAlsZAnxu79ZaEpqTRL+XoPsAkvEo"

	boKey    Key = "F0DCD16745F9F684978EBD84F35157B87F987399"
	boSubkey Key = "02CF23D78B33A3BDE72D1C179EDA99118E05D8D8"
)

//go:embed testdata/bo.asc
var boBlock string

var march = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// teamPolicy is a policy in which ana (SSH) and bo (OpenPGP) review, ana releases
// and administers, in the style that people write by hand.
func teamPolicy() string {
	return fmt.Sprintf(`# Ours.
version: 1
repository: 4f6c1b0de29a8857
persons:  # by first name
  ana: {emails: [ana@example.com], keys: [%q], roles: [reviewer, release, admin]} # founder
  bo:
    emails: [bo@example.com]
    keys:
      - %s # office
    roles: [reviewer]

# Small on purpose.
admin: {role: admin, count: 1}
environments:
  development: {branch: main, open: true}
  production:
    branch: env/production
    requires: {approvals: {reviewer: 1}, release: true}
    may: {promote: [release]}
`, fp1, boKey)
}

func team() map[string][]byte {
	return map[string][]byte{
		File:           []byte(teamPolicy()),
		AllowedSigners: []byte("# Signers.\nana@example.com namespaces=\"git\" " + key1 + " ana's laptop\n"),
		Keyring:        []byte(boBlock),
	}
}

// gone is a file that is not there.
const gone = "\x00"

// with is a folder with other files.
func with(folder map[string][]byte, files ...string) map[string][]byte {
	folder = maps.Clone(folder)
	for i := 0; i < len(files); i += 2 {
		folder[files[i]] = []byte(files[i+1])
		if files[i+1] == gone {
			delete(folder, files[i])
		}
	}
	return folder
}

func public(t *testing.T, text string) PublicKey {
	t.Helper()
	key, err := ParsePublicKey("KEY", []byte(text))
	require.NoError(t, err)
	return key
}
