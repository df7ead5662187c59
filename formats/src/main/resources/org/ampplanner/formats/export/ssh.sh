
# Runs a node from here: in this place where its address is localhost, else by ssh.
start_node() {
  local node=$1 host=${HOSTS[$1]} name remote="" ssh=()
  if [ "$host" = localhost ]; then
    exec bash "$HERE/launch.sh" node "$node"
  fi
  while IFS= read -r name; do
    if [ -n "${!name+set}" ]; then
      remote+="$name=$(printf %q "${!name}") "
    fi
  done < <(travelling)
  words ssh "$SSH"
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
  wait_for "${pids[@]}"
}

case ${1:-} in
  show) show ;;
  node) run_node "$2" watch ;;
  "") start_all ;;
  *)
    echo "usage: $0   where ssh reaches every node, and $HERE is the same folder" >&2
    exit 2
    ;;
esac
