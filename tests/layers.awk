# Reads the .d files that the compiler wrote. Fails when an object of one layer was built from a
# header of a layer it may not see, or of a library that another layer owns.
BEGIN {
	allow["src/base"] = "src/base"
	allow["ingest"]   = "ingest src/base gen/ingest"
	allow["sandbox"]  = "sandbox src/base gen/sandbox"
	allow["src/core"] = "src/core ingest sandbox src/base gen/core"
	allow["ui"]       = "ui src/core ingest src/base gen/ui"
	allow["main"]     = "main src/core ui ingest sandbox src/base gen/cmd"
	own["jansson.h"] = "src/base"; own["nettle/sha2.h"] = "src/base"; own["utf8proc.h"] = "src/base"
	own["csv.h"] = "ingest"; own["zlib.h"] = "ingest"; own["expat.h"] = "ingest"; own["iconv.h"] = "ingest"
	own["bzlib.h"] = "ingest"; own["lzma.h"] = "ingest"; own["zstd.h"] = "ingest"
	own["isa-l/igzip_lib.h"] = "ingest"; own["isa-l/crc.h"] = "ingest"
	own["seccomp.h"] = "sandbox"
	own["sqlite3.h"] = "src/core"; own["pcre2.h"] = "src/core"; own["curl/curl.h"] = "src/core"
	own["xlsxwriter.h"] = "src/core"; own["yaml.h"] = "src/core"
	own["ncursesw/curses.h"] = "ui"; own["ncurses.h"] = "ui"; own["curses.h"] = "ui"
}
function layer(p,  q) {
	sub(/^\.\//, "", p)
	while (match(p, /[^\/.][^\/]*\/\.\.\//)) p = substr(p, 1, RSTART - 1) substr(p, RSTART + RLENGTH)
	if (match(p, /(^|\/)gen\/(core|ingest|sandbox|ui|cmd)\//)) {
		q = substr(p, RSTART, RLENGTH); sub(/^\//, "", q); sub(/\/$/, "", q)
		return q
	}
	if (p ~ /^src\/base\//) return "src/base"
	if (p ~ /^src\/core\//) return "src/core"
	if (p ~ /^src\//) return "main"
	if (p ~ /^(ui|ingest|sandbox)\//) return substr(p, 1, index(p, "/") - 1)
	return "system"
}
/^[^ ].*\.h:$/ { next } # -MP's empty rules
{
	gsub(/\\/, " ")
	for (i = 1; i <= NF; i++) {
		if ($i ~ /:$/) { me = ""; continue }
		l = layer($i)
		if (me == "") { me = l; file = $i; continue }
		if (l == "system") {
			for (h in own)
				if (length($i) > length(h) && substr($i, length($i) - length(h)) == "/" h && own[h] != me) {
					print file ": includes " $i ", which belongs to " own[h]; bad = 1
				}
			if ($i ~ /curses\.h$/ && file != "ui/term.c") { print file ": only ui/term.c may include " $i; bad = 1 }
		} else if ($i != file && index(" " allow[me] " ", " " l " ") == 0) {
			print file ": " me " may not see " $i; bad = 1
		}
	}
}
END { exit bad }
