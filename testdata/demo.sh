#!/bin/sh
# Shows promptctl at work on the prompts of prompts-example, in a temporary
# repository that is removed at the end: sh testdata/demo.sh [PROGRAM]
# It needs git and the program (default bin/promptctl), and no network.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$top/bin/promptctl}
if [ ! -x "$program" ]; then
	echo "demo: $program is not there: run make build" >&2
	exit 2
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/promptctl-demo.XXXXXX")
trap 'cd "$top" && rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Nothing of whoever runs this comes in: neither configuration nor identity,
# clock or repository. So the commits are the same on every machine.
for name in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
mkdir "$work/bin" "$work/home" "$work/shop"
cp "$program" "$work/bin/"
PATH=$work/bin:$PATH
HOME=$work/home
XDG_CONFIG_HOME=$HOME/.config
XDG_CACHE_HOME=$HOME/.cache
XDG_STATE_HOME=$HOME/.local/state
GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=$HOME/.gitconfig
GIT_TERMINAL_PROMPT=0
PAGER='cat'
LC_ALL=C
TZ=UTC
export PATH HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME \
	GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_TERMINAL_PROMPT PAGER LC_ALL TZ

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi

title() { printf '\n%s# %s%s\n' "$bold" "$*" "$plain"; }

# run shows a command line, and runs it. The demo ends if it fails.
run() {
	printf '\n%s$ %s%s\n' "$bold" "$1" "$plain"
	sh -c "$1" 2>&1
}

# status runs a command line that has to end with that status: a refusal, or an
# answer "no".
status() {
	printf '\n%s$ %s%s\n' "$bold" "$2" "$plain"
	got=0
	sh -c "$2" 2>&1 || got=$?
	printf '(exit status %s)\n' "$got"
	if [ "$got" -ne "$1" ]; then
		echo "demo: the exit status should have been $1" >&2
		exit 1
	fi
}

# person says who is at work, and at which day of March 2026. Whoever has a key
# signs with it.
person() {
	person=$1 day=$2
	GIT_AUTHOR_NAME=$person GIT_AUTHOR_EMAIL=$(echo "$person" | tr '[:upper:]' '[:lower:]')@larkfield.example
	GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
	GIT_AUTHOR_DATE="2026-03-${day}T09:00:00Z" GIT_COMMITTER_DATE="2026-03-${day}T09:00:00Z"
	export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_DATE
	if [ -f "$HOME/$person" ]; then git config user.signingKey "$HOME/$person.pub"; fi
}

# commit records everything, as a person and at a day.
commit() {
	person "$1" "$2"
	subject=$3
	printf '\n%s$ git add -A && git commit -m "%s"%s   (%s, %s March)\n' "$bold" "$subject" "$plain" "$person" "$day"
	git add -A
	git commit -q -m "$subject"
}

# edit replaces a basic regular expression in a file, and fails if it is not
# there.
edit() {
	grep -q "$2" "$1"
	sed "s|$2|$3|" "$1" >"$work/edited"
	cat "$work/edited" >"$1"
	printf '\n%s(edit %s: %s)%s\n' "$bold" "$1" "$4" "$plain"
}

cd "$work/shop"
git init -q
git symbolic-ref HEAD refs/heads/main
git config user.name Ana
git config user.email ana@larkfield.example
git config core.autocrlf false
cp -R "$top/prompts-example/prompts" "$top/prompts-example/inputs" "$top/prompts-example/promptctl.yaml" .

title "A repository with prompts. init adds what is missing and keeps what is there."
commit Ana 02 "Add the prompts of the shop"
run 'promptctl init --yes'
commit Ana 02 "Set up promptctl"

title "What there is: names, versions, owners, sizes."
run 'promptctl list'
run 'promptctl list --tag support'

title "One prompt, as it is written and as a model gets it."
run 'promptctl show support/triage'
run 'promptctl render support/triage --var-file inputs/support/triage.yaml'
run 'promptctl render support/triage --var-file inputs/support/triage.yaml -o json | sed -n 1,12p'

title "History, tools, images and files are part of a prompt."
run 'promptctl render knowledge/query-rewrite --var-file inputs/knowledge/query-rewrite.yaml'
run 'promptctl render support/damage-assessment --var-file inputs/support/damage-assessment.yaml -o json | grep -c image_url'

title "Values are checked before anything is rendered."
status 2 'promptctl render support/triage --var ticket="My parcel is late"'
status 2 'promptctl render meetings/summary --var-file inputs/meetings/summary.yaml --var held=yesterday'

title "A new prompt, from a template or from another one."
run 'promptctl new --list'
run 'promptctl new support/returns-triage --from support/triage@HEAD'
commit Ben 03 "Add a triage for returns"

title "A change is a commit. A version is a commit that changes what the model gets."
edit prompts/support/triage.prompt.yaml 'within three days' 'within five days' 'trips count earlier'
run 'git diff --stat'
commit Ben 04 "Count trips within five days as high priority"
edit prompts/shared/untrusted-input.partial.md 'it ends nothing' 'it neither ends nor begins anything' 'a partial that the prompt includes'
commit Cy 05 "Say that tags in the material begin nothing either"
run 'git log --oneline -- prompts/support/triage.prompt.yaml'
run 'promptctl log support/triage'

title "Any version can be read and rendered as it was."
run 'promptctl render support/triage --var-file inputs/support/triage.yaml | grep "leaves within"'
run 'promptctl render support/triage@~2 --var-file inputs/support/triage.yaml | grep "leaves within"'

title "Tests: the same cases for every version. A program of a few rules stands in for a model here."
cat >model.sh <<'END'
#!/bin/sh
# It gets the call as JSON on standard input, and writes the answer.
call=$(cat)
answer() { printf '{"reason": "%s", "queue": "%s", "priority": "%s", "language": "%s"}\n' "$@"; }
case $call in
*LF-2051190*) answer 'The card was charged twice.' billing urgent en ;;
*Norway*) answer 'They leave on Saturday.' delivery high en ;;
*'Ignore the list'*'neither ends nor begins'* | *'neither ends nor begins'*'Ignore the list'*) answer 'It is thanks.' product-advice low en ;;
*'Ignore the list'*) answer 'The ticket says so.' refund-now urgent en ;;
*) answer 'The stove does not light.' product-advice normal de ;;
esac
END
cat >>promptctl.yaml <<'END'
test:
  providers:
    rules: {command: [sh, model.sh]}
END
commit Ana 05 "Say how prompts are tested"
run 'promptctl test support/triage --list'
run 'promptctl run support/triage --var-file inputs/support/triage.yaml --model rules/any --allow-exec'
status 1 'promptctl test support/triage --model rules/any --allow-exec --record'
run 'promptctl test support/triage --model rules/any --replay --min-pass-rate 80% -o markdown | sed -n 1,6p'
run 'promptctl compare support/triage@~1 support/triage --model rules/any --allow-exec'
run 'rm -r recordings'

title "Layout is settled by fmt, which changes nothing else."
run 'promptctl fmt --check'
edit prompts/support/triage.prompt.yaml '^owner:  *support-platform' 'owner:     "support-platform"' 'somebody is in a hurry'
status 1 'promptctl fmt --check'
run 'promptctl fmt --diff'
run 'promptctl fmt'
run 'git status --short'

title "Mistakes are found before anybody commits them, and mended where that is certain."
run 'promptctl lint'
sed 's/{{ticket}}/{{tikcet}}/' prompts/support/triage.prompt.yaml >triage.changed && mv triage.changed prompts/support/triage.prompt.yaml
status 1 'promptctl lint'
run 'promptctl lint --unsafe-fixes'
run 'git diff --stat'
run 'promptctl explain T002 | sed -n 1,7p'

title "What cannot be read is refused with its place."
edit prompts/trust/moderation.prompt.yaml '^modelParameters:' 'modelParametres:' 'a slip'
status 1 'promptctl render trust/moderation --var post=Hello'
run 'git checkout -q -- prompts'

title "Review and approval: statements are signed tags, and a release rests on them."
if command -v ssh-keygen >/dev/null; then
	for name in Ana Ben Robot; do ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$HOME/$name"; done
	git config gpg.format ssh
	person Ana 06
	git rm -q -r .promptctl # which was made without a key
	run 'promptctl init --yes --no-example'
	print() { ssh-keygen -lf "$HOME/$1.pub" | cut -d' ' -f2; }
	id=$(sed -n 's/^repository: *\([0-9a-f]*\).*/\1/p' .promptctl/policy.yaml)
	cat >.promptctl/policy.yaml <<END
version: 1
repository: $id
persons:
  ana: {emails: [ana@larkfield.example], keys: ["$(print Ana)"], roles: [editor, admin]}
  ben: {emails: [ben@larkfield.example], keys: ["$(print Ben)"], roles: [legal, oncall]}
  robot: {kind: robot, keys: ["$(print Robot)"], roles: [release, evaluation]}
admin: {role: admin, count: 1}
environments:
  development: {branch: main, open: true}
  staging: {branch: env/staging, requires: {release: true}, may: {promote: [release], rollback: [release]}}
  production:
    branch: env/production
    from: staging
    requires: {lint: error, approvals: {editor: 1, legal: 1}, evaluation: {passRate: 0.8}, release: true}
    may: {promote: [release], rollback: [release, oncall], remove: [admin]}
END
	for name in Ana Ben Robot; do
		echo "$(echo $name | tr '[:upper:]' '[:lower:]')@larkfield.example namespaces=\"git\" $(cut -d' ' -f1,2 "$HOME/$name.pub")"
	done >.promptctl/allowed_signers
	printf '\n%s(edit .promptctl/policy.yaml: two roles approve, tests pass, a robot releases, staging comes before production)%s\n' "$bold" "$plain"
	run 'promptctl policy check'
	commit Ana 06 "Say who approves, and where"
	run 'promptctl policy explain production'
	run 'git switch -q -c longer'
	edit prompts/support/triage.prompt.yaml 'within five days' 'within seven days' 'trips count earlier still'
	commit Ana 07 "Count trips within seven days as high priority"
	run 'git switch -q main'
	person Ben 07
	run 'promptctl review support/triage@longer'
	run 'promptctl approve support/triage@longer --yes -m "Asked the travel desk."'
	run 'git merge -q --squash longer'
	commit Ana 08 "Trips within seven days (#12)"
	person Robot 08
	status 1 'promptctl release support/triage support/order-agent --yes'
	person Ana 08
	run 'promptctl approve support/triage --yes'
	person Robot 09
	run 'promptctl test support/triage --model rules/any --allow-exec --min-pass-rate 80% -q --report json=../results.json'
	run 'promptctl attest ../results.json --other-model --yes'
	run 'promptctl release support/triage --yes'
	run 'promptctl verify support/triage'
	run 'git -c gpg.ssh.allowedSignersFile=.promptctl/allowed_signers verify-tag support/triage/v1.0.0'

	title "Environments: a branch each, which takes what meets its rule and keeps the evidence."
	person Ana 09
	run 'promptctl env init staging --yes'
	run 'promptctl env init production --yes'
	person Robot 10
	status 1 'promptctl promote support/triage --env production --yes'
	run 'promptctl promote support/triage --env staging --yes'
	run 'promptctl promote support/triage --env production --yes'
	edit prompts/support/triage.prompt.yaml 'within seven days' 'within nine days' 'one step too far'
	commit Ana 11 "Count trips within nine days as high priority"
	run 'promptctl approve support/triage --yes'
	person Ben 11
	run 'promptctl approve support/triage --yes'
	person Robot 12
	run 'promptctl test support/triage --model rules/any --allow-exec --min-pass-rate 80% -q --report json=../results.json'
	run 'promptctl attest ../results.json --other-model --yes'
	run 'promptctl promote support/triage --env production --release --through --yes'
	run 'promptctl status --env production'

	title "At three in the morning: one signature, and what was served before is served again."
	person Ben 13
	run 'promptctl rollback support/triage --env production --yes -m "It calls everything urgent."'
	run 'promptctl render support/triage@production --var-file inputs/support/triage.yaml | grep "leaves within"'
	run 'promptctl status'

	title "Who approved what, and when; what was live; and that all of it verifies, without a tag."
	run 'promptctl audit --env production'
	run 'promptctl audit --env production --at 2026-03-12T12:00:00Z'
	git tag | xargs git tag -d >/dev/null
	printf '\n%s$ git tag | xargs git tag -d%s   (every tag is gone)\n' "$bold" "$plain"
	run 'promptctl verify --env production'
	run 'git -c gpg.ssh.allowedSignersFile=.promptctl/allowed_signers verify-commit env/production'
else
	echo "(ssh-keygen is not here, so nobody signs)"
	run 'promptctl release support/triage --yes'
	run 'promptctl verify support/triage'
fi

title "For editors, and for when something does not work."
run 'promptctl schema > promptctl.schema.json && wc -c < promptctl.schema.json'
run 'promptctl doctor'
run 'promptctl version'
