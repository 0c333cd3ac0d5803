#!/bin/sh
# make demo: the main job on the samples. On a terminal the workbench opens on a quirky workbook; otherwise
# (or with --transcript) every stage of the flow runs headless, with a cache of its own that is removed again.
set -eu
fettle=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
samples=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

if [ -t 0 ] && [ -t 1 ] && [ "${2:-}" != --transcript ]; then
  "$fettle" "$samples/acme_hours.xlsx" --cache "$tmp/cache.db" --orca acme
  exit
fi

export FETTLE_CACHE="$tmp/cache.db"
cd "$tmp"
cp "$samples"/northlight_hours_2026_0[23].xlsx "$samples/shift_roster.csv" .

say() { printf '\n== %s\n' "$*"; }
show() { # prints the command as a person would type it, then its output and its exit status
  printf '$ fettle'
  printf ' %s' "$@"
  printf '\n'
  status=0
  "$fettle" "$@" 2>&1 || status=$?
  [ "$status" = 0 ] || printf '(exit status %s)\n' "$status"
}

say 'A workbook comes in. What is it?'
show inspect northlight_hours_2026_02.xlsx

say 'What would a plan look like? The built-in author needs no model.'
show draft northlight_hours_2026_02.xlsx --top 1
"$fettle" draft northlight_hours_2026_02.xlsx --top 1 --json |
  python3 -c 'import json, sys; json.dump(json.load(sys.stdin)["candidates"][0]["plan"], open("plan.json", "w"), indent=1)'

say 'A plan with two slips is refused before it runs, each with its place.'
python3 - <<'END'
import json
plan = json.load(open("plan.json"))
plan["steps"].insert(0, {"op": "fil", "columns": ["Team"]})
plan["steps"].append({"op": "parse_number", "columns": ["ours"]})
json.dump(plan, open("slips.json", "w"))
END
show plan check slips.json northlight_hours_2026_02.xlsx

say 'The drafted plan holds. A person accepts it, for next months too: a pin.'
show run northlight_hours_2026_02.xlsx --orca northlight --plan plan.json --accept --rolling --note monthly-hours -o february.csv
head -4 february.csv

say 'A roster that no operator can unroll: the plan fails, so code is asked for. The first code breaks in the'
echo '   sandbox, its traceback goes back to the author, the repaired code passes. (The answers are recorded ones.)'
cp "$samples/replay/roster.jsonl" .
show run shift_roster.csv --orca northlight --policy code --replay roster.jsonl -o roster.csv
head -4 roster.csv

say 'A person edits one line of that code and pins it.'
sed 's/columns=\["Nr", "Name", "weekday", "hours"\]/columns=["staff no", "name", "weekday", "hours"]/' \
  "$samples/replay/roster_b.py" >roster.py
show cache pin shift_roster.csv --orca northlight --code roster.py --approve --note header-in-English -o roster.csv
head -3 roster.csv
show cache ls --orca northlight

say 'Next month. The headers have rolled on; the pin serves the file and nobody is asked.'
show run northlight_hours_2026_03.xlsx --orca northlight --policy pinned -o march.csv
head -4 march.csv
printf 'author calls: '
"$fettle" run northlight_hours_2026_03.xlsx --orca northlight --policy pinned -o march.csv --json --quiet |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["author_calls"])'

say 'Where does a cell come from?'
show explain march.csv E3
