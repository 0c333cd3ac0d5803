#!/bin/sh
# `make install` with DESTDIR puts a working tree in place, and uninstall takes all of it away.
set -eu
dest=$(mktemp -d)
trap 'rm -rf "$dest"' EXIT
make -s install DESTDIR="$dest" PREFIX=/usr >/dev/null
fail() { echo "FAILED install/$*"; exit 1; }
[ "$("$dest/usr/bin/fettle" --version)" = "$(build/fettle --version)" ] || fail version
[ -s "$dest/usr/share/man/man1/fettle.1" ] || fail manual
printf 'print(6 * 7)\n' >"$dest/code.py"
# The launcher must be found from where the program was installed.
out=$("$dest/usr/bin/fettle" exec "$dest/code.py" 2>"$dest/err") || {
  cat "$dest/err"
  fail exec
}
case $out in *42*) ;; *) fail "exec: $out" ;; esac
make -s uninstall DESTDIR="$dest" PREFIX=/usr
left=$(find "$dest/usr" -type f)
[ -z "$left" ] || fail "uninstall leaves $left"
echo 'install: 5 passed, 0 failed'
