#!/usr/bin/env bash
# Puts promptctl on the PATH of the steps that follow: the archive of a release
# once its checksum is right, or what Go builds where there is no archive.
#
#   PROMPTCTL_VERSION   a release (v1.2.0), latest, or nothing for the action's own
#   PROMPTCTL_REF       what the action was called at: a release's tag, a branch, a commit
#   PROMPTCTL_RELEASES  where releases are, for tests
set -euo pipefail

releases=${PROMPTCTL_RELEASES:-https://github.com/promptctl-io/promptctl/releases}
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin=${RUNNER_TEMP:-/tmp}/promptctl-bin
mkdir -p "$bin"

fail() {
	echo "::error::$*"
	exit 1
}

release='^v[0-9]+\.[0-9]+\.[0-9]+([-+.0-9A-Za-z]*)$'

# The release that is wanted: nothing where the action's own source is, and
# "latest" where there is no release yet.
wanted() {
	local version=${PROMPTCTL_VERSION:-} url
	if [ -z "$version" ]; then
		if [[ ${PROMPTCTL_REF:-} =~ $release ]]; then echo "$PROMPTCTL_REF"; fi
		return
	fi
	if [ "$version" = latest ]; then
		url=$(curl -sSfL --retry 3 -o /dev/null -w '%{url_effective}' "$releases/latest") || return 3
		if [[ ${url##*/tag/} =~ $release ]]; then version=${url##*/tag/}; fi
	elif ! [[ $version =~ $release ]]; then
		return 2
	fi
	echo "$version"
}

# get URL FILE: status 1 where there is no such thing.
get() {
	local status
	status=$(curl -sSL --retry 3 -o "$2" -w '%{http_code}' "$1") || fail "$1 cannot be fetched"
	case $status in
	200) ;;
	404) return 1 ;;
	*) fail "$1 cannot be fetched: status $status" ;;
	esac
}

sum() {
	if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# unpack VERSION: status 1 where the release has no archive.
unpack() {
	local os arch kind=tar.gz exe='' archive want
	case ${RUNNER_OS:-$(uname -s)} in
	Linux) os=linux ;;
	macOS | Darwin) os=darwin ;;
	Windows) os=windows kind=zip exe=.exe ;;
	*) return 1 ;;
	esac
	case ${RUNNER_ARCH:-$(uname -m)} in
	X64 | x86_64) arch=amd64 ;;
	ARM64 | aarch64 | arm64) arch=arm64 ;;
	*) return 1 ;;
	esac
	archive=promptctl_${1#v}_${os}_$arch.$kind
	get "$releases/download/$1/checksums.txt" "$work/checksums.txt" || return 1
	get "$releases/download/$1/$archive" "$work/$archive" || return 1
	want=$(awk -v name="$archive" '$2 == name || $2 == "*" name {print $1}' "$work/checksums.txt")
	if [ -z "$want" ] || [ "$(sum "$work/$archive")" != "$want" ]; then
		fail "the checksum of $archive is not the one in checksums.txt"
	fi
	if [ $kind = zip ]; then
		unzip -q "$work/$archive" promptctl.exe -d "$bin"
	else
		tar -xzf "$work/$archive" -C "$bin" promptctl
	fi
	echo "promptctl $1, from its archive: $bin/promptctl$exe"
}

# build VERSION: by Go, from the action's own source where no version is given.
build() {
	command -v go >/dev/null || fail "there is no archive of promptctl for this machine, and no Go to build it with: add actions/setup-go"
	if [ -n "$1" ]; then
		GOBIN=$bin go install "github.com/promptctl-io/promptctl/cmd/promptctl@$1" || fail "promptctl $1 cannot be built: is there such a release?"
	else
		(cd "$source" && go build -o "$bin/" ./cmd/promptctl) || fail "promptctl cannot be built from the action's source"
	fi
	echo "promptctl ${1:-of the action}, built by $(go version)"
}

version=$(wanted) || case $? in
2) fail 'version is neither a release, such as v1.2.0, nor latest' ;;
*) fail "the latest release cannot be found: $releases/latest" ;;
esac
if [ -z "$version" ] || [ "$version" = latest ] || ! unpack "$version"; then
	build "$version"
fi
echo "$bin" >>"${GITHUB_PATH:-/dev/null}"
