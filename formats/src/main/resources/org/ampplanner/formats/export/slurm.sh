
# Submits itself, waits for the job, and in the job starts one task a node, which starts the
# processes of the node: no distribution of Slurm's and no host file decides where a rank runs.

# Prints the hosts of the allocation in the order of the plan's nodes.
hosts_in_order() {
  local there=() left=() candidate host node kind
  while IFS= read -r host; do
    there+=("$host")
  done < <(scontrol show hostnames "${SLURM_JOB_NODELIST:-}")
  if [ "${#there[@]}" -lt "${#HOSTS[@]}" ]; then
    echo "launch.sh: the plan has ${#HOSTS[@]} nodes, the job ${#there[@]}: ${there[*]}" >&2
    return 2
  fi
  if named "${there[@]}"; then
    printf '%s\n' "${HOSTS[@]}"
    return
  fi
  for node in "${!HOSTS[@]}"; do
    kind=${KIND_OF[node]} left=() host=""
    for candidate in "${there[@]}"; do
      if [ -z "$host" ] && is_of_kind "$candidate" "$kind"; then
        host=$candidate
      else
        left+=("$candidate")
      fi
    done
    if [ -z "$host" ]; then
      echo "launch.sh: no node left in ${there[*]} for node $node of the plan ($(constraint "$kind"))" >&2
      return 2
    fi
    echo "$host"
    there=(${left[@]+"${left[@]}"})
  done
}

# Whether every node of the plan is, by name, in a list.
named() {
  local host
  for host in "${HOSTS[@]}"; do
    case " $* " in
      *" $host "*) ;;
      *) return 1 ;;
    esac
  done
}

# Prints the features that nodes of a kind have to have.
constraint() {
  local name=CONSTRAINT_$1
  echo "${!name:-$CONSTRAINT}"
}

# Whether a host is of a kind: where kinds differ, it has the feature that CONSTRAINT_k names.
is_of_kind() {
  local feature features
  if [ "$KINDS" -eq 1 ]; then
    return 0
  fi
  features=$(scontrol show node -o "$1" | sed -n 's/.*ActiveFeatures=\([^ ]*\).*/\1/p')
  feature=$(constraint "$2")
  case ",$features," in
    *",$feature,"*) return 0 ;;
    *) return 1 ;;
  esac
}

start_all() {
  local hosts name more=()
  command_line
  hosts=$(hosts_in_order)
  export AMP_HOSTS=${hosts//$'\n'/ }
  MASTER_ADDR=${MASTER_ADDR:-${AMP_HOSTS%% *}}
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  unset SLURM_HOSTFILE SLURM_DISTRIBUTION # of the submitting shell, which srun would follow
  words more "$SRUN_ARGS"
  exec srun --export ALL --nodes "${#HOSTS[@]}" --ntasks "${#HOSTS[@]}" --ntasks-per-node 1 \
    --kill-on-bad-exit=1 --cpu-bind none ${more[@]+"${more[@]}"} bash "$HERE/launch.sh" node
}

# In a task: the node of the plan that this host is.
start_task() {
  local at=0 host hosts=()
  words hosts "$AMP_HOSTS"
  for host in "${hosts[@]}"; do
    if [ "$host" = "${SLURMD_NODENAME:-$(hostname -s)}" ]; then
      run_node "$at"
      return
    fi
    at=$((at + 1))
  done
  echo "launch.sh: ${SLURMD_NODENAME:-$(hostname -s)} is none of $AMP_HOSTS" >&2
  return 2
}

# Fills OPTIONS with what sbatch has to allocate.
allocation() {
  local kind name parts=()
  OPTIONS=(--export ALL --exclusive --mem 0 --nodes "${#HOSTS[@]}" --ntasks-per-node 1)
  if [ "$PIN_NODES" = yes ]; then
    OPTIONS+=(--nodelist "$(IFS=,; echo "${HOSTS[*]}")")
  elif [ "$KINDS" -eq 1 ]; then
    [ -z "$CONSTRAINT" ] || OPTIONS+=(--constraint "$CONSTRAINT")
  else
    for ((kind = 0; kind < KINDS; kind++)); do
      name=CONSTRAINT_$kind
      require "$name"
      parts+=("${!name}*$(count "$kind")")
    done
    OPTIONS+=(--constraint "[$(IFS='&'; echo "${parts[*]}")]")
  fi
  if [ "$KINDS" -eq 1 ] && [ -n "$GPUS_PER_NODE" ]; then
    OPTIONS+=(--gpus-per-node "$GPUS_PER_NODE")
  fi
  [ -z "$PARTITION" ] || OPTIONS+=(--partition "$PARTITION")
  [ -z "$ACCOUNT" ] || OPTIONS+=(--account "$ACCOUNT")
  [ -z "$TIME_LIMIT" ] || OPTIONS+=(--time "$TIME_LIMIT")
}

# Prints how many nodes of the plan are of a kind.
count() {
  local kind number=0
  for kind in "${KIND_OF[@]}"; do
    [ "$kind" != "$1" ] || number=$((number + 1))
  done
  echo "$number"
}

submit() {
  local name more=()
  command_line
  allocation
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  export AMP_EXPORT=$HERE
  words more "$SBATCH_ARGS"
  exec sbatch --wait "${OPTIONS[@]}" --output "$HERE/slurm-%j.log" ${more[@]+"${more[@]}"} "$HERE/launch.sh"
}

case ${1:-} in
  show) show ;;
  node) start_task ;;
  "")
    if [ -n "${SLURM_JOB_ID:-}" ]; then
      start_all
    else
      submit
    fi
    ;;
  *)
    echo "usage: $0   on a login node, or inside an allocation" >&2
    exit 2
    ;;
esac
