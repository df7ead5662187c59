
start_all() {
  local name export_args=() more=()
  command_line
  while IFS= read -r name; do
    if [ -n "${!name+set}" ]; then
      export "${name?}"
      export_args+=(-x "$name")
    fi
  done < <(travelling)
  words more "$MPIRUN_ARGS"
  exec "${MPIRUN:-mpirun}" -np "$WORLD_SIZE" --hostfile "$HERE/hostfile" --rankfile "$HERE/rankfile" \
    "${export_args[@]}" ${more[@]+"${more[@]}"} bash "$HERE/launch.sh" rank
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
