#!/usr/bin/env bash
# Runs a command in the process group that this shell leads; ends the whole group when standard input
# closes, which it does when whoever started this is gone.
set -u
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{
  cat <&3 >/dev/null
  trap '' TERM
  kill -TERM -- -$$
  sleep "${AMP_GRACE_S:-10}"
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
