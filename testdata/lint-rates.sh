# Reports how often each lint rule fires on the prompts in a folder, for each
# folder in it, or in its folder prompts, that has some.
#
#   sh lint-rates.sh PROMPTCTL FOLDER
set -eu
program=$(realpath "$1")
if [ ! -d "$2" ]; then
	echo "there is no folder '$2': make lint-rates DIR=FOLDER" >&2
	exit 2
fi
cd "$2"
rates() {
	printf '\n== %s\n' "$1"
	"$program" lint --fail-level none --statistics "$1"
}
[ ! -d prompts ] || cd prompts
found=
for folder in */; do
	if [ -d "$folder" ] && [ -n "$(find "$folder" \( -name '*.prompt.yaml' -o -name '*.prompt.yml' \) -print | head -n 1)" ]; then
		rates "$folder"
		found=yes
	fi
done
[ -n "$found" ] || rates .
