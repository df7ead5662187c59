# How a terminal and a JVM are set up for AMP. Sourced by ./amp and by the launcher of the release; POSIX sh.

# What a JVM cannot see: sets $tty to which streams are terminals and whether ASCII was asked for, and exports how
# wide they are.
amp_terminal() {
  tty=
  [ ! -t 1 ] || tty=out
  [ ! -t 2 ] || tty=$tty,err
  if [ -t 1 ] && size=$(stty size <&1 2>/dev/null); then
    COLUMNS=${size#* } && export COLUMNS
  fi
  # File names and output are UTF-8 where nothing else is asked for.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-unset}}} in
  C | POSIX) tty=$tty,ascii && LC_ALL=C.UTF-8 && export LC_ALL ;;
  unset) LC_ALL=C.UTF-8 && export LC_ALL ;;
  esac
}

# Sets $jvm to the compiler and the collector that suit the command $1. Commands of a few seconds do best with the
# quick compiler alone and the plainest collector: a search of 64 to 1,024 devices takes half the CPU. What runs for
# long wants the optimizing compiler.
amp_jvm() {
  case $1 in
  compare | trial | calibrate) jvm='-XX:+UseParallelGC' ;;
  *) jvm='-XX:+UseSerialGC -XX:TieredStopAtLevel=1' ;;
  esac
}
