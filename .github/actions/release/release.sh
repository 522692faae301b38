#!/usr/bin/env bash
# Fetches the statements, checks them, releases every prompt that is approved and
# has no release yet, and pushes the tags. It needs promptctl, git and, for a key
# of its own, ssh-keygen; it runs on any machine.
#
#   PROMPTCTL_KEY        the private SSH key to sign with; nothing where git is set up to sign
#   PROMPTCTL_REMOTE     where the tags come from and go to; nothing for origin
#   PROMPTCTL_DIRECTORY  where the prompts are
#   PROMPTCTL_NAME       whose name the tags bear, and
#   PROMPTCTL_EMAIL      the address beside it; nothing for what git is set up with
set -euo pipefail

remote=${PROMPTCTL_REMOTE:-origin}
key=${PROMPTCTL_KEY:-}
unset PROMPTCTL_KEY
cd "${PROMPTCTL_DIRECTORY:-.}"
if [ -n "${PROMPTCTL_NAME:-}" ]; then export GIT_COMMITTER_NAME=$PROMPTCTL_NAME; fi
if [ -n "${PROMPTCTL_EMAIL:-}" ]; then export GIT_COMMITTER_EMAIL=$PROMPTCTL_EMAIL; fi

fail() {
	echo "::error::$1"
	exit 3
}

# set_up KEY VALUE gives git a setting for as long as the script runs.
set_up() {
	local n=${GIT_CONFIG_COUNT:-0}
	export "GIT_CONFIG_KEY_$n=$1" "GIT_CONFIG_VALUE_$n=$2" GIT_CONFIG_COUNT=$((n + 1))
}

if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
	fail 'the history is cut off: actions/checkout takes all of it with fetch-depth: 0'
fi

# The key is in a file of its own for as long as the script runs.
if [ -n "$key" ]; then
	folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/promptctl-XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	(umask 077 && printf '%s\n' "$key" >"$folder/key")
	ssh-keygen -y -P '' -f "$folder/key" >"$folder/key.pub" 2>/dev/null || fail 'the key is no private SSH key, or has a passphrase'
	set_up gpg.format ssh
	set_up user.signingKey "$folder/key.pub"
fi

git fetch --quiet "$remote" 'refs/tags/*:refs/tags/*' || fail "the tags of $remote cannot be fetched"
if [ -z "$(git tag --list)" ]; then
	echo "$remote has no statement yet: there is nothing to release"
	exit 0
fi
promptctl verify --all || fail 'a statement does not verify: find out who made it before anything is released'
status=0
tags=$(promptctl release --all-approved --yes --push --remote "$remote") || status=$?
echo "$tags"
echo "tags=${tags//$'\n'/ }" >>"${GITHUB_OUTPUT:-/dev/null}"
exit $status
