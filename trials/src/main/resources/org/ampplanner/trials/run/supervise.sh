#!/usr/bin/env bash
# Runs a command in the process group that this shell leads; ends all that it started when standard
# input closes, which it does when whoever started this is gone. Launchers give their processes groups
# of their own (torchrun does), so that they are known by AMP_RUN in their environment.
#
#   supervise.sh COMMAND...   runs the command
#   supervise.sh --kill GROUP  ends what is left of the run AMP_RUN at once, but for this shell
set -u

# Prints the processes of this run outside of this shell's group.
strays() {
  local process stat words
  for process in $(grep -lsFz "AMP_RUN=$AMP_RUN" /proc/[0-9]*/environ 2>/dev/null); do
    process=${process#/proc/}
    process=${process%/environ}
    read -r stat 2>/dev/null <"/proc/$process/stat" || continue
    read -r -a words <<<"${stat##*) }" # after the name: state, parent, group
    [ "${words[2]}" = $$ ] || echo "$process"
  done
}

signal_strays() {
  local process
  for process in $(strays); do
    kill "-$1" "$process" 2>/dev/null
  done
}

if [ "${1:-}" = --kill ]; then
  kill -KILL -- "-$2" 2>/dev/null
  signal_strays KILL
  signal_strays KILL # what was being started meanwhile
  exit 0
fi

exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{
  cat <&3 >/dev/null
  trap '' TERM
  kill -TERM -- -$$
  sleep "${AMP_GRACE_S:-10}"
  signal_strays KILL
  kill -KILL -- -$$
} &
exec 3<&-
trap : TERM
status=0
while :; do
  wait "$command"
  status=$?
  kill -0 "$command" 2>/dev/null || break
done
exit "$status"
