#!/bin/sh
# scan.sh SCANBENCH FILE: counting, indexing and cutting rows beside wc -l and libcsv, interleaved.
bench=$1 file=$2
if [ ! -f "$file" ]; then
  echo 'bench-scan: name a text file of more than 8 MiB: make bench-scan FILE=big.csv'
  exit 2
fi
cat "$file" >/dev/null # into the page cache
for i in 1 2 3; do
  /usr/bin/time -f "wc -l: cpu user %U s, system %S s" wc -l "$file" 2>&1 | tail -1
  $bench index 1 "$file"
  $bench index 2 "$file"
  $bench slice 1 "$file"
  $bench slice 2 "$file"
  $bench libcsv 1 "$file"
done
