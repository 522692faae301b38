#!/usr/bin/env bash
# Compares prompts with those of the base, and tells what changed in the step's
# summary and in one comment on the pull request.
#
#   PROMPTCTL_BASE       what is compared with; nothing for the pull request's base
#   PROMPTCTL_HEAD       the pull request's last commit; nothing for HEAD
#   PROMPTCTL_FAIL_ON    the mildest change that fails the step, or none
#   PROMPTCTL_DIRECTORY  where the prompts are
#   PROMPTCTL_COMMENT    true where the pull request gets a comment
#   PROMPTCTL_PULL       its number; nothing where there is none
#   PROMPTCTL_TOKEN      what the comment is written with
set -euo pipefail

export MSYS2_ARG_CONV_EXCL='*' # the shell of Windows leaves arguments as they are
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/promptctl-XXXXXX")
cd "${PROMPTCTL_DIRECTORY:-.}"

fail() {
	echo "::error::$1"
	exit "${2:-3}"
}

base=${PROMPTCTL_BASE:-}
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then base=origin/$GITHUB_BASE_REF; fi
if [ -z "$base" ]; then fail 'there is nothing to compare with: give the input base where there is no pull request' 2; fi
head=${PROMPTCTL_HEAD:-HEAD}
if ! git cat-file -e "$head^{commit}" 2>/dev/null; then
	fail "the commit $head is not in this clone: actions/checkout takes it with fetch-depth: 0"
fi
if [ "$head" != HEAD ]; then head=${head:0:12}; fi

# The log has a line for each prompt; the status says whether the step fails.
flags=()
if [ "${PROMPTCTL_FAIL_ON:-none}" != none ]; then flags=(--fail-on "$PROMPTCTL_FAIL_ON"); fi
failed=0
promptctl diff --stat ${flags[@]+"${flags[@]}"} -- "$base...$head" || failed=$?
if [ $failed = 1 ]; then echo "::error::a change in a prompt is $PROMPTCTL_FAIL_ON, or more than that"; fi
if [ $failed -gt 1 ]; then
	printf '### promptctl diff\n\nIt could not be done: status %s. The log says why.\n' $failed >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
	exit $failed
fi

status=0
promptctl diff -o markdown --exit-code -- "$base...$head" >"$folder/diff.md" || status=$?
if [ $status -gt 1 ]; then exit $status; fi
differs=false
if [ $status = 1 ]; then differs=true; fi
cat "$folder/diff.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
printf 'differs=%s\nmarkdown=%s\n' $differs "$folder/diff.md" >>"${GITHUB_OUTPUT:-/dev/null}"

# api METHOD PATH [FILE]: prints the status of the answer, which is written to
# a file. What is read may be asked for again, and what is written not.
api() {
	local args=(-sS -o "$folder/answer.json" -w '%{http_code}' -X "$1" -H "@$folder/headers")
	if [ "$1" = GET ]; then args+=(--retry 3); fi
	if [ $# -gt 2 ]; then args+=(--data-binary "@$3"); fi
	curl "${args[@]}" "${GITHUB_API_URL:-https://api.github.com}/$2" || true
}

# refused STATUS: ends the comment where the token may not write, as for a pull
# request from a fork; status 1 where that is not what STATUS says.
refused() {
	case $1 in
	403 | 404)
		echo "::notice::the token may not comment on the pull request, as it is where that comes from a fork: the step's summary has the comparison"
		exit $failed
		;;
	esac
	return 1
}

# own: prints the number of the comment that this action made before. One that
# begins alike and was written by somebody else is theirs: they could change
# what it says.
own() {
	local me='' page=1 status
	if [ "$(api GET user)" = 200 ]; then me=$(jq -r .login "$folder/answer.json" | tr -d '\r'); fi
	while :; do
		status=$(api GET "repos/$GITHUB_REPOSITORY/issues/$PROMPTCTL_PULL/comments?per_page=100&page=$page")
		if [ "$status" != 200 ]; then
			echo "$status" >"$folder/status"
			return 1
		fi
		jq -r --arg marker "$marker" --arg me "$me" \
			'[.[] | select((.body // "") | startswith($marker)) | select(if $me == "" then .user.type == "Bot" else .user.login == $me end) | .id] | first // empty' \
			"$folder/answer.json" | tr -d '\r' >"$folder/id"
		if [ -s "$folder/id" ]; then
			cat "$folder/id"
			return
		fi
		if [ "$(jq length "$folder/answer.json" | tr -d '\r')" != 100 ]; then return; fi
		page=$((page + 1))
	done
}

if [ "${PROMPTCTL_COMMENT:-true}" != true ] || [ -z "${PROMPTCTL_PULL:-}" ]; then exit $failed; fi
for program in curl jq; do
	command -v $program >/dev/null || fail "there is no $program, which comments are made with: install it, or set comment: false"
done
(
	umask 077
	printf 'Authorization: Bearer %s\nAccept: application/vnd.github+json\nContent-Type: application/json\nX-GitHub-Api-Version: 2022-11-28\n' "${PROMPTCTL_TOKEN:-}" >"$folder/headers"
)
trap 'rm -f "$folder/headers"' EXIT

directory=$(tr -cd 'A-Za-z0-9._/' <<<"${PROMPTCTL_DIRECTORY:-.}")
directory=${directory:0:200}
marker='<!-- promptctl diff -->'
if [ "$directory" != . ]; then marker="<!-- promptctl diff $directory -->"; fi

id=$(own) || {
	status=$(cat "$folder/status")
	refused "$status" || fail "the comments of the pull request cannot be read: status $status"
}
if [ -z "$id" ] && [ $differs = false ]; then exit $failed; fi
jq -n --arg marker "$marker" --rawfile text "$folder/diff.md" '{body: ($marker + "\n" + $text)}' >"$folder/comment.json"
if [ -n "$id" ]; then
	status=$(api PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" "$folder/comment.json")
else
	status=$(api POST "repos/$GITHUB_REPOSITORY/issues/$PROMPTCTL_PULL/comments" "$folder/comment.json")
fi
case $status in
200 | 201) ;;
*) refused "$status" || fail "the comment cannot be written: status $status" ;;
esac
exit $failed
