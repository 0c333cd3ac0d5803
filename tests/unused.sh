#!/bin/sh
# unused.sh BUILD: a public function that no other file calls, not even a test, is static or dead.
# State that can change lives only where nothing else can reach it: what a signal handler restores,
# and the shim, which is loaded into another program.
build=$1
status=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
nm $build/lib*.a 2>/dev/null | awk '$2 == "T" { print $3 }' | sort -u >"$tmp/defined"
find "$build/src" "$build/ui" "$build/ingest" "$build/sandbox" -name '*.o' -exec nm {} + |
  awk '$1 == "U" { print $2 }' | sort -u >"$tmp/called"
for f in $(comm -23 "$tmp/defined" "$tmp/called"); do
  grep -rqw --include='*.c' "$f" tests && continue
  echo "$f is public, but no other file calls it: make it static, or drop it"
  status=1
done
find "$build/src" "$build/ui" "$build/ingest" "$build/sandbox" -name '*.o' ! -path "$build/ui/term.o" -exec objdump -t {} + |
  awk '/ file format / { o = $1 }
    / O / && ($4 == ".data" || $4 == ".bss") && $NF !~ /^\./ {
    print o " " $NF " is state that can change, outside of any struct"; bad = 1 } END { exit bad }' || status=1
exit $status
