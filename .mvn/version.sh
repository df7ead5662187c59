# Says what is built, as far as git knows it. Sourced by ./amp and release/build; POSIX sh.
#
#   amp_version_options HOME
#
# sets $AMP_VERSION_OPTIONS to options for Maven: the commit, and the day on which the figures that plans rest
# on last changed. Empty where HOME is no checkout or there is no git.
amp_version_options() {
  AMP_VERSION_OPTIONS=
  amp_commit=$(git -C "$1" rev-parse --short=12 HEAD 2>/dev/null) || return 0
  amp_day=$(TZ=UTC git -C "$1" log -1 --date=short-local --format=%cd -- catalog validation core/src/main/resources 2>/dev/null)
  AMP_VERSION_OPTIONS="-Damp.commit=$amp_commit -Damp.data.date=$amp_day"
}
