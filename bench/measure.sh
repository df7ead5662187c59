#!/bin/bash
# Whole processes of `amp plan` in pairs: this tree against a commit. Prints the table of docs/bench.md.
#
#   bench/measure.sh COMMIT [RUNS]
#
# Every job is planned with the default cost model and space from a cold JVM, RUNS times (3) in turn by
# both, and the median of each figure is shown: CPU seconds of user and system together, wall seconds, and
# what was found. Other work on the machine lengthens wall seconds most, CPU seconds somewhat.
set -euo pipefail
commit=${1:?which commit to compare with}
runs=${2:-3}
here=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'git -C "$here" worktree remove --force "$work/base" 2>/dev/null || true; rm -rf "$work"' EXIT
git -C "$here" worktree add -q --detach "$work/base" "$commit"
"$work/base/amp" --version >/dev/null
"$here/amp" --version >/dev/null

jobs=()
for file in "$here"/bench/jobs/*.yaml; do jobs+=("$file"); done
for example in amp-het-cluster amp-homogeneous amp-het-model; do
  jobs+=("$example --cost-model predictive")
done
jobs+=("--model llama3-70b --cluster 8xdgx-h100 --global-batch-size 512")

# Runs `amp plan` of a tree; leaves "CPU wall step proof" as a line in a file.
once() {
  local TIMEFORMAT='%U %S %R'
  # shellcheck disable=SC2086 # options are words
  { time "$1/amp" plan $2 --quiet >"$work/out" 2>"$work/err"; } 2>"$work/time" || true
  local step proof
  step=$(awk '/^1 /{for (i = 2; i < NF; i++) if ($i ~ /^[0-9.]+$/ && $(i + 1) ~ /^m?s$/) {print $i $(i + 1); exit}}' "$work/out")
  proof=$(sed -n 's/^Proven best.*/proven/p; s/^Not proven: at most \([^ ]*\) %.*/\1 %/p' "$work/out")
  awk -v step="${step:-none}" -v proof="${proof:-none}" \
    '{printf "%.1f %.1f %s %s\n", $1 + $2, $3, step, proof}' "$work/time" >>"$3"
}

median() { sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }

row() { printf '%s | %s | %s | %s' "$(cut -d' ' -f1 "$1" | median)" "$(cut -d' ' -f2 "$1" | median)" \
  "$(tail -n 1 "$1" | cut -d' ' -f3)" "$(tail -n 1 "$1" | cut -d' ' -f4-)"; }

echo "| job | before: CPU s | wall s | step | gap | now: CPU s | wall s | step | gap |"
echo "|---|---|---|---|---|---|---|---|---|"
for job in "${jobs[@]}"; do
  rm -f "$work/before" "$work/now"
  for _ in $(seq "$runs"); do
    once "$work/base" "$job" "$work/before"
    once "$here" "$job" "$work/now"
  done
  name=${job#"$here/bench/jobs/"}
  echo "| \`$name\` | $(row "$work/before") | $(row "$work/now") |"
done
