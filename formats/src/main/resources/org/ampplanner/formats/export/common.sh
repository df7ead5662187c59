
# Says which settings are missing, all at once.
require() {
  local name missing=()
  for name in "$@"; do
    [ -n "${!name:-}" ] || missing+=("$name")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "launch.sh: set ${missing[*]} at the top of $HERE/launch.sh, or in the environment" >&2
    exit 2
  fi
}

# Runs what SETUP says, in this shell: modules, environments, limits.
set_up() {
  if [ -n "$SETUP" ]; then
    eval "$SETUP"
  fi
}

# Prints the names of variables that go to all nodes: the settings, and of the environment what
# programs for training read, and what ENVIRONMENT names besides.
travelling() {
  local name more=()
  words more "$ENVIRONMENT"
  printf '%s\n' "${SETTINGS[@]}" ${more[@]+"${more[@]}"}
  while IFS= read -r name; do
    case $name in
      NCCL_* | UCX_* | FI_* | GLOO_* | TORCH* | CUDA_* | PYTORCH_* | HF_* | TRITON_* | NVTE_* | OMP_*) echo "$name" ;;
      PATH | LD_LIBRARY_PATH | PYTHONPATH | VIRTUAL_ENV | CONDA_* | WANDB_* | TMPDIR) echo "$name" ;;
    esac
  done < <(compgen -e)
}

# Reads a text of words, which may have several lines, into an array.
words() {
  IFS=$' \t\n' read -r -d '' -a "$1" <<< "$2" || true
}

# Becomes the process of a rank of the plan.
run_rank() {
  local node=${NODE_OF[$1]}
  export RANK=$1 LOCAL_RANK=${LOCAL_OF[$1]} LOCAL_WORLD_SIZE=${SIZE_OF[node]}
  export WORLD_SIZE MASTER_ADDR MASTER_PORT NODE_RANK=$node GROUP_RANK=$node
  export CUDA_VISIBLE_DEVICES=${DEVICES_OF[node]}
  set_up
  command_line
  check
  exec "${COMMAND[@]}"
}

# Prints what every process would run.
show() {
  local rank node
  command_line
  for ((rank = 0; rank < WORLD_SIZE; rank++)); do
    node=${NODE_OF[rank]}
    printf 'rank %d: %s CUDA_VISIBLE_DEVICES=%s LOCAL_RANK=%d:' \
      "$rank" "${HOSTS[node]}" "${DEVICES_OF[node]}" "${LOCAL_OF[rank]}"
    printf ' %q' "${COMMAND[@]}"
    printf '\n'
  done
}

# Prints the node of the plan that this machine is.
this_node() {
  local name node
  for name in "$(hostname)" "$(hostname -s)" "$(hostname -f 2>/dev/null || true)" "${NODE_NAME:-}"; do
    for node in "${!HOSTS[@]}"; do
      if [ "$name" = "${HOSTS[node]}" ]; then
        echo "$node"
        return
      fi
    done
  done
  echo "launch.sh: $(hostname) is none of ${HOSTS[*]}" >&2
  return 2
}
