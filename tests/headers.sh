#!/bin/sh
# Header names are unique in the tree, and every .c file's first include is its own header.
dup=$(git ls-files '*.h' | grep -v '^tests/' | sed 's|.*/||' | sort | uniq -d)
[ -z "$dup" ] || { echo "header names that are not unique: $dup"; exit 1; }
