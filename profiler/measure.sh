#!/bin/sh
# Measures standard shapes on this machine's GPUs and puts the profiles into the catalogue:
#
#   profiler/measure.sh                        all shapes
#   profiler/measure.sh llama3-8b gpt2-medium  these
#   profiler/measure.sh gpt2-medium -- --device cpu --repeats 2    what follows goes to amp_profile.py
#
# What is measured already is left alone, so the same command goes on where it was stopped. With
# several GPUs their collectives are timed too. Each profile names hardware, software, host and date.
# PYTHON names another python3. Exit status: that of the first measurement that failed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
all="gpt2-medium llama3-8b llama2-7b mistral-7b qwen2.5-7b llama3-70b"

shape() {
  case $1 in
    gpt2-medium) echo --hidden 1024 --ffn 4096 --heads 16 --layers 24 --vocabulary 50257 --sequence-length 1024 ;;
    llama2-7b) echo --hidden 4096 --ffn 11008 --heads 32 --gated --layers 32 --vocabulary 32000 --sequence-length 4096 ;;
    llama3-8b) echo --hidden 4096 --ffn 14336 --heads 32 --kv-heads 8 --gated --layers 32 --vocabulary 128256 --sequence-length 8192 ;;
    mistral-7b) echo --hidden 4096 --ffn 14336 --heads 32 --kv-heads 8 --gated --layers 32 --vocabulary 32000 --sequence-length 8192 ;;
    qwen2.5-7b) echo --hidden 3584 --ffn 18944 --heads 28 --kv-heads 4 --gated --layers 28 --vocabulary 152064 --sequence-length 8192 ;;
    llama3-70b) echo --hidden 8192 --ffn 28672 --heads 64 --kv-heads 8 --gated --layers 80 --vocabulary 128256 --sequence-length 8192 ;;
    *) echo "measure: $1 is none of: $all" >&2; exit 2 ;;
  esac
}

names=""
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  names="$names $1"
  shift
done
[ $# -eq 0 ] || shift
for name in ${names:-$all}; do
  sizes=$(shape "$name")
  gpus=$("$python" -c 'import torch; print(torch.cuda.device_count())')
  device=$("$python" -c 'import torch; print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else "cpu")' |
    tr ' /' '--' | tr 'A-Z' 'a-z')
  folder=$here/../catalog/profiles/$name-$device
  mkdir -p "$folder"
  run="$python"
  [ "$gpus" -lt 2 ] || run="$python -m torch.distributed.run --nproc-per-node $gpus"
  # shellcheck disable=SC2086
  $run "$here/amp_profile.py" --model "$name" $sizes \
    --tensor-parallel 1 2 4 --micro-batch-size 1 2 4 --out "$folder/$name.json" "$@"
done
