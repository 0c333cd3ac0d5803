#!/bin/sh
# Generated documents are committed; a stale one fails. Manuals are lint-clean, completions parse.
set -u
fettle=$1
status=0
fresh() { # FILE COMMAND...
  file=$1; shift
  if ! "$@" >build/fresh.tmp 2>&1 || ! cmp -s build/fresh.tmp "$file"; then
    echo "$file is stale: run make docs, and read the difference:"
    diff "$file" build/fresh.tmp | head -10
    status=1
  fi
}
mkdir -p build
# The map of the sources names each.
ls src/base/*.c ingest/*.c sandbox/*.c src/core/*.c src/*.c ui/*.c | awk -f tests/map.awk src/ARCHITECTURE.md - || status=1
fresh man/fettle-ops.7 "$fettle" plan ops --mdoc
fresh man/plan.schema.json "$fettle" plan ops --schema
fresh man/fettle.1 "$fettle" help --mdoc
fresh man/fettle.bash "$fettle" help --bash
fresh man/_fettle "$fettle" help --zsh
rm -f build/fresh.tmp
# Every command has its sentence, every option its clause.
"$fettle" --help | awk '/^exit status/ { exit } /^  [a-z]+ / && !/[^ ] .*\.$/ {
  print "a command without a sentence:" $0; bad = 1 } END { exit bad }' || status=1
for c in $("$fettle" --help | awk '/^exit status/ { exit } /^  [a-z]/ { print $1 }'); do
  "$fettle" "$c" --help | awk -v c="$c" '/^  -/ && (substr($0, 29) !~ /[a-z]/ || /\(null\)/) {
    print "fettle " c ": an option without a sentence:" $0; bad = 1 } END { exit bad }' || status=1
done
mandoc -Tlint -Wwarning man/fettle.1 man/fettle-ops.7 || status=1
bash -n man/fettle.bash || status=1
if command -v zsh >/dev/null; then zsh -n man/_fettle || status=1; fi
exit $status
