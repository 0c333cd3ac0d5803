#!/bin/sh
# The house's mechanisms must bite: injects one violation at a time into a copy of the built tree and
# expects the build or the check to fail, for the right reason. The untouched copy must pass first.
set -u
unset MAKEFLAGS MFLAGS # its makes are its own
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/tree"
tar -cf - --exclude=build/tests --exclude=build/asan --exclude=build/fuzz --exclude=build/clang \
  Makefile src ingest sandbox ui themes tests man build | tar -xf - -C "$tmp/tree"
cd "$tmp/tree" || exit 1
passed=0
failed=0

# bites NAME EXPECTED-WORDS TARGET FILE LINE: appends LINE to FILE (LINE empty: FILE is new already)
bites() {
  name=$1 words=$2 target=$3 file=$4 line=$5
  cp -p "$file" "$tmp/keep"
  printf '%s\n' "$line" >>"$file"
  if make -s $target >"$tmp/log" 2>&1; then
    echo "FAILED house/$name: make $target passed with: $line"
    failed=$((failed + 1))
  elif ! grep -q -e "$words" "$tmp/log"; then
    echo "FAILED house/$name: make $target failed without saying \"$words\":"
    tail -5 "$tmp/log"
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
  cp -p "$tmp/keep" "$file"
  touch "$file"
}

# bites_edit NAME EXPECTED-WORDS TARGET FILE SED-SCRIPT: the same with an edit, which must change FILE
bites_edit() {
  cp -p "$4" "$tmp/before"
  sed "$5" "$tmp/before" >"$4"
  if cmp -s "$4" "$tmp/before"; then
    echo "FAILED house/$1: the edit finds nothing in $4"
    failed=$((failed + 1))
  else
    bites "$1" "$2" "$3" "$4" ''
  fi
  cp -p "$tmp/before" "$4"
  touch "$4"
}

# The copy has no .git: headers.sh and the formatter are not what is tested here.
make -s all check-layers >"$tmp/log" 2>&1 || {
  echo "FAILED house/clean: the untouched copy does not build:"
  tail -20 "$tmp/log"
  exit 1
}
bites upward_include 'plan.h' all ingest/source.c '#include "plan.h"'
bites sideways_include 'box.h' all ingest/source.c '#include "box.h"'
bites slash_include 'source.c' check-layers ingest/source.c '#include "../src/core/plan.h"'
bites system_style_include 'may not see' check-layers ingest/source.c '#include <../src/core/plan.h>'
bites library_of_another_layer 'belongs to' check-layers ui/screen.c '#include <sqlite3.h>'
bites stray_curses 'only ui/term.c' check-layers ui/screen.c '#include <curses.h>'
bites lock_outside_task 'pthread_mutex' check-layers src/core/plan.c '/* pthread_mutex */'
bites upward_call 'undefined reference' check-unit-base src/base/buf.c \
  'extern int plan_digest_of(int); int buf_upward(int x); int buf_upward(int x) { return plan_digest_of(x); }'
bites stale_document 'stale' check-docs man/fettle-ops.7 '.\" changed by hand'
bites stale_completion 'stale' check-docs man/fettle.bash '# changed by hand'
bites stale_schema 'stale' check-docs man/plan.schema.json ' '
export CMOCKA_TEST_FILTER='every_example_holds' # the one that is to fail, of all that the layer has
bites_edit op_without_example 'fill' 'check-unit-core UNIT=op' src/core/ops/fill.c \
  '/\.example = example/d; s/^static const struct op_example example\[\].*/static const struct op_example unused_example[] __attribute__((unused)) = {/'
bites_edit wrong_example 'fill' 'check-unit-core UNIT=op' src/core/ops/fill.c 's/North,1\\nNorth,2/North,1\\nSouth,2/'
unset CMOCKA_TEST_FILTER
bites_edit command_without_sentence 'without a sentence' check-docs src/cmd/doctor.c 's/\.doc = "[^"]*"/.doc = ""/'
bites_edit own_header_first 'first include' check-layers src/core/schema.c '1i #include "hash.h"'
bites state 'state that can change' check-layers src/core/plan.c \
  'int plan_counted(void); int plan_counted(void) { static int n; return ++n; }'
bites public_for_nobody 'no other file calls it' check-layers src/core/plan.c \
  'int plan_nobody(void); int plan_nobody(void) { return 1; }'
: >src/core/nowhere.c
bites file_not_on_the_map 'does not name src/core/nowhere.c' check-docs src/core/nowhere.c 'typedef int nowhere;'
rm src/core/nowhere.c
printf '\n' >ingest/plan.h
bites header_twice 'not unique' check-layers ingest/plan.h ''
rm ingest/plan.h
echo "house: $passed passed, $failed failed"
[ "$failed" = 0 ]
