
# Submits itself, waits for the job, and in the job starts one task per rank. With an arbitrary
# distribution task i runs on the node of line i of the hostfile.
start_all() {
  local name
  command_line
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
  done
  export SLURM_HOSTFILE=$HERE/hostfile
  exec srun --ntasks "$WORLD_SIZE" --distribution arbitrary --kill-on-bad-exit=1 --gpu-bind none \
    bash "$HERE/launch.sh" rank
}

case ${1:-} in
  show) show ;;
  rank) run_rank "$SLURM_PROCID" ;;
  "")
    if [ -n "${SLURM_JOB_ID:-}" ]; then
      start_all
    else
      command_line
      for name in "${SETTINGS[@]}"; do
        export "${name?}"
      done
      export AMP_EXPORT=$HERE
      read -r -a more <<< "$SBATCH_ARGS"
      exec sbatch --wait --export ALL --exclusive --nodes "${#HOSTS[@]}" --ntasks "$WORLD_SIZE" \
        --nodelist "$(IFS=,; echo "${HOSTS[*]}")" --output "$HERE/slurm-%j.log" \
        "${more[@]}" "$HERE/launch.sh"
    fi
    ;;
  *)
    echo "usage: $0   on a login node, or inside an allocation of the plan's nodes" >&2
    exit 2
    ;;
esac
