#!/bin/sh
# record.sh FETTLE [OUT]: asks author.py about shift_roster.csv and keeps its replies for author
# replay. Run it again when a request changes, and commit roster.jsonl.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fettle=$1
out=${2:-$here/roster.jsonl}
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
rm -f "$out"
"$fettle" run "$here/../shift_roster.csv" --orca record --policy code --cache "$cache/cache.db" \
    --author-command "/usr/bin/python3 '$here/author.py'" --record "$out"
