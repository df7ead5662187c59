
# Runs the processes of a node with torchrun. Its rendezvous is static, so that the nodes keep the
# order of the plan; ranks that the plan does not number node by node are renumbered in `rank`.
start_node() {
  local node=$1 name
  command_line
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  export CUDA_VISIBLE_DEVICES=${DEVICES_OF[node]}
  set_up
  exec "${TORCHRUN:-torchrun}" --nnodes "${#HOSTS[@]}" --node_rank "$node" \
    --nproc_per_node "${SIZE_OF[node]}" --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
    --no_python bash "$HERE/launch.sh" rank
}

case ${1:-} in
  show) show ;;
  rank) run_rank "${IN_NODE_ORDER[RANK]}" ;;
  "") node=$(this_node) && start_node "$node" ;;
  *[!0-9]*)
    echo "usage: $0 [NODE]   on every node; NODE is 0 to $((${#HOSTS[@]} - 1))" >&2
    exit 2
    ;;
  *) start_node "$1" ;;
esac
