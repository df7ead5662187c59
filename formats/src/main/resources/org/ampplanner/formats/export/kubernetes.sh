
# In a pod: finds the node of the plan that the pod is, and the address of rank 0, then runs the
# node's processes. What the operator says of either (MASTER_ADDR, RANK) holds for its own numbering.
start_pod() {
  local found node name
  found=$("${PYTHON3:-python3}" "$HERE/amp_pods.py" meet)
  read -r node MASTER_ADDR <<< "$found"
  for name in RANK LOCAL_RANK "${!PET_@}"; do
    unset "$name"
  done
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

# Prints the job as kubectl takes it.
manifest() {
  local name
  require IMAGE
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  "${PYTHON3:-python3}" "$HERE/amp_pods.py" job
}

# Hands the folder and the settings to the cluster, then the job.
submit() {
  local name job pairs=()
  command_line
  job=$(manifest)
  while IFS= read -r name; do
    case $name in
      MASTER_ADDR | PATH | LD_LIBRARY_PATH | PYTHONPATH | VIRTUAL_ENV | CONDA_* | CUDA_VISIBLE_DEVICES | TMPDIR)
        # Rank 0 is found when the pods run; images have folders of their own.
        ;;
      *) [ -z "${!name+set}" ] || pairs+=("--from-literal=$name=${!name}") ;;
    esac
  done < <(travelling)
  local there=(--namespace "$NAMESPACE")
  kubectl create configmap "$JOB_NAME-files" --from-file="$HERE" "${there[@]}" --dry-run=client -o yaml |
    kubectl apply "${there[@]}" -f -
  kubectl create configmap "$JOB_NAME-settings" "${pairs[@]}" "${there[@]}" --dry-run=client -o yaml |
    kubectl apply "${there[@]}" -f -
  kubectl apply "${there[@]}" -f - <<< "$job"
}

case ${1:-} in
  show) show ;;
  rank) run_rank "${IN_NODE_ORDER[RANK]}" ;;
  pod) start_pod ;;
  manifest) manifest ;;
  "") submit ;;
  *)
    echo "usage: $0 [manifest]   where kubectl reaches the cluster; 'manifest' only prints the job" >&2
    exit 2
    ;;
esac
