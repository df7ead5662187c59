#!/bin/sh
# Installs AMP for one user: unpacks the archive under ~/.local and links the command.
#
#   ./install.sh                          the archive that lies beside this script
#   ./install.sh amp-VERSION-….tar.gz     another one
#   ./install.sh --uninstall              removes what was installed
#
#   PREFIX   where to, instead of ~/.local
#
# It writes PREFIX/lib/amp, PREFIX/bin/amp, and a link to its completion under PREFIX/share; nothing else.
set -eu

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

prefix=${PREFIX:-${HOME:?is not set: give PREFIX}/.local}
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
case $prefix in *:*) fail "$prefix has a colon, which class paths of Java cannot hold: give another PREFIX" ;; esac

# Removes links of ours only.
unlink_ours() {
  for link in "$prefix/bin/amp" "$prefix/share/bash-completion/completions/amp"; do
    if [ -L "$link" ]; then
      case $(readlink "$link") in
      "$prefix"/lib/amp/*) rm -f "$link" ;;
      esac
    fi
  done
}

case ${1-} in
--uninstall)
  unlink_ours
  rm -rf "$prefix/lib/amp"
  echo "removed $prefix/lib/amp and its links"
  exit 0
  ;;
-h | --help)
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"
  exit 0
  ;;
-*) fail "unknown option $1" ;;
'')
  here=$(dirname -- "$0")
  set -- "$here"/amp-*-linux-x86_64.tar.gz
  [ $# = 1 ] && [ -f "$1" ] || fail "name the archive: none or several lie beside this script"
  ;;
esac
archive=$1
[ -f "$archive" ] || fail "$archive is not there"
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "the archive is for Linux x86-64, this is $(uname -s) $(uname -m)"

sums=$(dirname -- "$archive")/SHA256SUMS
if [ -f "$sums" ] && command -v sha256sum >/dev/null 2>&1; then
  want=$(grep " $(basename -- "$archive")\$" "$sums" | cut -d' ' -f1)
  have=$(sha256sum "$archive" | cut -d' ' -f1)
  [ "$want" = "$have" ] || fail "$archive is not what SHA256SUMS says it is"
fi

# Unpacked beside the old one, which goes only when the new one is whole.
mkdir -p "$prefix/lib" "$prefix/bin"
new=$prefix/lib/amp.new.$$
trap 'rm -rf "$new"' EXIT
mkdir "$new"
tar -xzf "$archive" -C "$new" --strip-components=1 --no-same-owner || fail "$archive cannot be unpacked"
"$new/bin/amp" --version >/dev/null || fail "what was unpacked does not run"
unlink_ours
rm -rf "$prefix/lib/amp"
mv "$new" "$prefix/lib/amp"

# link FILE FOLDER: never over something that is not ours.
link() {
  mkdir -p "$2"
  if [ -e "$2/${1##*/}" ] || [ -L "$2/${1##*/}" ]; then
    fail "$2/${1##*/} is there already and not of this installation: remove it first"
  fi
  ln -s "$1" "$2/${1##*/}"
}
link "$prefix/lib/amp/bin/amp" "$prefix/bin"
completion=$prefix/lib/amp/share/bash-completion/completions/amp
[ ! -f "$completion" ] || link "$completion" "$prefix/share/bash-completion/completions"

"$prefix/bin/amp" --version
case :$PATH: in
*":$prefix/bin:"*) echo "installed; start with: amp plan amp-het-cluster" ;;
*) echo "installed in $prefix/bin, which is not on your PATH: add it, or run $prefix/bin/amp plan amp-het-cluster" ;;
esac
