
start_all() {
  local name export_args=()
  command_line
  for name in "${SETTINGS[@]}"; do
    export "${name?}"
    export_args+=(-x "$name")
  done
  read -r -a more <<< "$MPIRUN_ARGS"
  exec "${MPIRUN:-mpirun}" -np "$WORLD_SIZE" --hostfile "$HERE/hostfile" --rankfile "$HERE/rankfile" \
    "${export_args[@]}" "${more[@]}" bash "$HERE/launch.sh" rank
}

case ${1:-} in
  show) show ;;
  rank)
    # A rankfile binds every process to one core, which starves its data loaders.
    taskset -apc "0-$(($(nproc --all) - 1))" $$ >/dev/null 2>&1 || true
    run_rank "$OMPI_COMM_WORLD_RANK"
    ;;
  "") start_all ;;
  *)
    echo "usage: $0   where Open MPI reaches every node, and $HERE is the same folder" >&2
    exit 2
    ;;
esac
