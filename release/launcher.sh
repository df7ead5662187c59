#!/bin/sh
# Runs AMP with the Java that lies beside it.
#
#   AMP_JAVA_OPTS   more options for the JVM, such as -Xmx8g
set -u

fail() {
  printf 'amp: %s\n' "$*" >&2
  exit 4
}

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
  /*) self=$target ;;
  *) self=${self%/*}/$target ;;
  esac
done
case $self in
*/*) bin=${self%/*} ;;
*) bin=. ;;
esac
home=$(CDPATH='' cd -- "${bin:-/}/.." && pwd -P) || fail "cannot find its own folder from $0"
case $home in
*:*) fail "its folder ($home) has a colon in its path, which class paths of Java cannot hold: move it" ;;
esac

. "$home/lib/run.sh"
amp_terminal
amp_jvm "${1-}"

# shellcheck disable=SC2086 # options are words
exec "$home/runtime/bin/java" -Xshare:auto "-XX:SharedArchiveFile=$home/lib/amp.jsa" -Xlog:disable -Xlog:all=off \
  $jvm ${AMP_JAVA_OPTS-} "-Dorg.sqlite.lib.path=$home/lib/native" -Dorg.sqlite.lib.name=libsqlitejdbc.so \
  "-Damp.home=$home" "-Damp.tty=$tty" -jar "$home/lib/amp-cli.jar" "$@"
