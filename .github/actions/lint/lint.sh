#!/usr/bin/env bash
# Lints, and tells the findings as annotations, in the step's summary and as
# SARIF.
#
#   PROMPTCTL_PATH        what to look at, each on a line
#   PROMPTCTL_ARGS        more flags, with white space between them
#   PROMPTCTL_FAIL_LEVEL  the mildest finding that fails the step
#   PROMPTCTL_FORMAT      how findings are shown in the log
set -euo pipefail

export MSYS2_ARG_CONV_EXCL='*' # the shell of Windows leaves arguments as they are
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/promptctl-XXXXXX")
args=(-o "${PROMPTCTL_FORMAT:-github}" -o "sarif:$folder/promptctl.sarif" -o "concise:$folder/findings.txt"
	--fail-level "${PROMPTCTL_FAIL_LEVEL:-error}")
# read splits, and expands nothing.
while read -r -a words; do
	args+=(${words[@]+"${words[@]}"})
done <<<"${PROMPTCTL_ARGS:-}"
args+=(--)
while IFS= read -r path; do
	path=${path%$'\r'}
	if [ -n "$path" ]; then args+=("$path"); fi
done <<<"${PROMPTCTL_PATH:-}"

status=0
promptctl lint "${args[@]}" 2>"$folder/said.txt" || status=$?
cat "$folder/said.txt" >&2

# Indented text is code, whatever is in it. A summary holds a megabyte at most.
indented() { head -c 500000 "$1" | sed 's/^/    /'; }
{
	echo '### promptctl lint'
	echo
	if [ $status -eq 2 ] && [ -s "$folder/findings.txt" ]; then
		echo 'promptctl.yaml is wrong, and nothing else was looked at:'
		echo
		indented "$folder/findings.txt"
	elif [ $status -eq 2 ]; then
		echo 'What the action was given is wrong:'
		echo
		indented "$folder/said.txt"
	elif [ $status -gt 1 ]; then
		echo "It could not be done: status $status."
		echo
		indented "$folder/said.txt"
	elif [ ! -s "$folder/findings.txt" ]; then
		echo 'No findings.'
	else
		indented "$folder/findings.txt"
		echo
		if [ "$(wc -c <"$folder/findings.txt")" -gt 500000 ]; then echo 'The log has more.'; fi
	fi
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"

if [ -s "$folder/promptctl.sarif" ]; then
	echo "sarif=$folder/promptctl.sarif" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
exit $status
