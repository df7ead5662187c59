
# In a pod: runs the processes of the node that the pod stands on, as the plan numbers it.
start_node() {
  local node=$1
  command_line
  export CUDA_VISIBLE_DEVICES=${DEVICES_OF[node]}
  exec "${TORCHRUN:-torchrun}" --nnodes "${#HOSTS[@]}" --node_rank "$node" \
    --nproc_per_node "${SIZE_OF[node]}" --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
    --no_python bash "$HERE/launch.sh" rank
}

# Hands the folder and the settings to the cluster, then the job.
submit() {
  local name pairs=()
  command_line
  require IMAGE
  for name in "${SETTINGS[@]}"; do
    pairs+=("--from-literal=$name=${!name}")
  done
  kubectl create configmap "$JOB_NAME-files" --from-file="$HERE" --dry-run=client -o yaml | kubectl apply -f -
  kubectl create configmap "$JOB_NAME-settings" "${pairs[@]}" --dry-run=client -o yaml | kubectl apply -f -
  sed "s|__IMAGE__|$IMAGE|" "$HERE/job.yaml" | kubectl apply -f -
}

case ${1:-} in
  show) show ;;
  rank) run_rank "${IN_NODE_ORDER[RANK]}" ;;
  pod) node=$(this_node) && start_node "$node" ;;
  "") submit ;;
  *)
    echo "usage: $0   where kubectl reaches the cluster" >&2
    exit 2
    ;;
esac
