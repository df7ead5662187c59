
# Ends processes: asks first, and insists after ten seconds.
end() {
  local pid tries=0
  kill "$@" 2>/dev/null || true
  for pid in "$@"; do
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 50 ]; do
      sleep 0.2
      tries=$((tries + 1))
    done
  done
  kill -9 "$@" 2>/dev/null || true
}

# Waits until all processes have ended well or one has not. (`wait -n` came with bash 4.3.)
wait_for() {
  local pid left=("$@") going status
  while [ "${#left[@]}" -gt 0 ]; do
    going=()
    for pid in "${left[@]}"; do
      if kill -0 "$pid" 2>/dev/null; then
        going+=("$pid")
      else
        status=0
        wait "$pid" || status=$?
        [ "$status" -eq 0 ] || return "$status"
      fi
    done
    left=(${going[@]+"${going[@]}"})
    [ "${#left[@]}" -eq 0 ] || sleep 0.2
  done
}

# Runs the processes of a node; ends them all when one fails or, told to watch it, when standard input
# closes, which it does when the place that started them is gone.
run_node() {
  local node=$1 watch=${2:-} rank
  pids=()
  trap 'end "${pids[@]}"' EXIT
  trap 'exit 143' TERM INT
  for rank in "${!NODE_OF[@]}"; do
    if [ "${NODE_OF[rank]}" -eq "$node" ]; then
      (run_rank "$rank") </dev/null &
      pids+=($!)
    fi
  done
  if [ -n "$watch" ]; then
    {
      cat >/dev/null
      kill -TERM $$ 2>/dev/null
    } <&0 &
    disown
  fi
  wait_for "${pids[@]}"
}
