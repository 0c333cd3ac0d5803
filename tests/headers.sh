#!/bin/sh
# Header names are unique in the tree, and every .c file's first include is its own header.
dup=$(find src ingest sandbox ui -name "*.h" | sed "s|.*/||" | sort | uniq -d)
[ -z "$dup" ] || { echo "header names that are not unique: $dup"; exit 1; }
