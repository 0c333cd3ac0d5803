#!/bin/sh
# Header names are unique in the tree, and a .c file with a header of its name includes that first:
# so each header is known to include what it uses.
status=0
dup=$(find src ingest sandbox ui -name "*.h" | sed "s|.*/||" | sort | uniq -d)
[ -z "$dup" ] || { echo "header names that are not unique: $dup"; status=1; }
for c in $(find src ingest sandbox ui -name "*.c"); do
  h=${c%.c}.h
  [ -f "$h" ] || continue
  first=$(grep -m1 '^#include' "$c")
  [ "$first" = "#include \"${h##*/}\"" ] || { echo "$c: its first include is not ${h##*/} but $first"; status=1; }
done
exit $status
