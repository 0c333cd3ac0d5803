# The map "What is where" of src/ARCHITECTURE.md names each source file, alone or by the part before
# a "*". Reads the document, then the names of the source files, one a line.
FNR == NR && /^## / { inside = /^## What is where/ }
FNR == NR && inside && /^    / {
  gsub(/[(),·]/, " ")
  for (i = 1; i <= NF; i++)
    if ($i ~ /\*$/)
      start[substr($i, 1, length($i) - 1)]
    else
      whole[$i]
}
FNR != NR {
  n = $1
  sub(/.*\//, "", n)
  sub(/\.c$/, "", n)
  known = n in whole
  for (s in start) known = known || index(n, s) == 1
  if (!known) { print "src/ARCHITECTURE.md: \"What is where\" does not name " $1; bad = 1 }
}
END { exit bad }
