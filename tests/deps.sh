#!/bin/sh
# Installs what building, testing and the Python sandbox need, by Debian package name. Says what it
# does; asks for sudo only when not root; does nothing when all is there.
set -eu
packages='gcc clang libclang-rt-14-dev clang-format make pkg-config git
  libncurses-dev libcsv-dev libseccomp-dev libsqlite3-dev libpcre2-dev libjansson-dev libexpat1-dev
  zlib1g-dev libbz2-dev liblzma-dev libzstd-dev bzip2 xz-utils zstd nettle-dev libutf8proc-dev libxlsxwriter-dev libcmocka-dev libvterm-dev mandoc
  python3 python3-pandas python3-openpyxl python3-matplotlib python3-jsonschema tmux'
# Optional: unpacks large workbooks twice as fast; Debian has it for these machines only.
case $(dpkg --print-architecture 2>/dev/null) in amd64 | arm64) packages="$packages libisal-dev" ;; esac
missing=
for p in $packages; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing="$missing $p"
done
if [ -z "$missing" ]; then
  echo 'deps: everything is installed'
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "deps: this is not a Debian system; please install what these Debian packages hold:$missing" >&2
  exit 1
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "deps: installing with apt-get:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
$sudo apt-get install -y -q --no-install-recommends $missing
