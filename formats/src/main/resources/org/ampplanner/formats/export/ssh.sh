
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

# Waits until all jobs have ended well or one has not.
wait_for() {
  local left=$1 status=0
  while [ "$left" -gt 0 ] && [ "$status" -eq 0 ]; do
    wait -n || status=$?
    left=$((left - 1))
  done
  return "$status"
}

# Runs the processes of a node; ends them all when one fails or when standard input closes, which it
# does when the place that started them is gone.
run_node() {
  local node=$1 rank
  pids=()
  trap 'end "${pids[@]}"' EXIT
  trap 'exit 143' TERM INT
  for rank in "${!NODE_OF[@]}"; do
    if [ "${NODE_OF[rank]}" -eq "$node" ]; then
      (run_rank "$rank") </dev/null &
      pids+=($!)
    fi
  done
  {
    cat >/dev/null
    kill -TERM $$ 2>/dev/null
  } <&0 &
  disown
  wait_for "${#pids[@]}"
}

# Runs a node from here: in this place where its address is localhost, else by ssh.
start_node() {
  local node=$1 host=${HOSTS[$1]} name remote=""
  if [ "$host" = localhost ]; then
    exec bash "$HERE/launch.sh" node "$node"
  fi
  for name in "${SETTINGS[@]}"; do
    remote+="$name=$(printf %q "${!name}") "
  done
  read -r -a ssh <<< "$SSH"
  exec "${ssh[@]}" "$host" \
    "cd $(printf %q "$PWD") && exec env $remote bash $(printf %q "$HERE/launch.sh") node $node"
}

start_all() {
  local node name
  command_line
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  pids=()
  pipe=$(mktemp -u)
  mkfifo "$pipe"
  exec 3<>"$pipe" # held open for as long as this process lives
  trap 'rm -f "$pipe"; exec 3>&-; end "${pids[@]}"' EXIT
  trap 'exit 143' TERM INT
  for node in "${!HOSTS[@]}"; do
    start_node "$node" <"$pipe" 3>&- &
    pids+=($!)
  done
  wait_for "${#pids[@]}"
}

case ${1:-} in
  show) show ;;
  node) run_node "$2" ;;
  "") start_all ;;
  *)
    echo "usage: $0   where ssh reaches every node, and $HERE is the same folder" >&2
    exit 2
    ;;
esac
