#!/usr/bin/env bash
# Tests and measures the CUDA backend on this machine: the conformance suite, compute-sanitizer where it is installed, and
# the benchmark suite on CPU and GPU. Writes one JSON file.
#
#   ./run.sh [RESULTS.json]            (default: results.json beside this script)
#
# The GPU's rows go up to 34 qubits. A run of 33 qubits in f32 (64 GiB) has to work where the memory is there, one of 36 has
# to be refused.
#
# MAX_SECONDS leaves out runs that are predicted to take longer (default 20); PYTHON runs the peers of peers_gpu/, too.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=${1:-$here/results.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export REQUIRE_CUDA=1

quoted() { sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/ /g' | awk '{ printf "%s%s", sep, $0; sep = "\\n" }'; }

"$here/ansatz" devices --format json > "$work/devices.json" || { cat "$work/devices.json"; exit 1; }
"$here/ansatz" devices

echo '== conformance'
"$here/suite" cuda:: > "$work/suite.txt" 2>&1
suite_code=$?
tail -3 "$work/suite.txt"

# One small set under each tool: every kernel is in it.
sanitizer() {
  local tool=$1
  if ! command -v compute-sanitizer > /dev/null 2>&1; then
    echo '{"ran": false, "reason": "compute-sanitizer is not installed"}'
    return
  fi
  compute-sanitizer --tool "$tool" --error-exitcode 9 "$here/suite" --test-threads 1 a_small_set > "$work/$tool.txt" 2>&1
  printf '{"ran": true, "exit_code": %d, "output": "%s"}' $? "$(tail -5 "$work/$tool.txt" | quoted)"
}

echo '== compute-sanitizer'
memcheck=$(sanitizer memcheck)
racecheck=$(sanitizer racecheck)
echo "memcheck $memcheck"
echo "racecheck $racecheck"

# One run at the limit of the memory: its exit code, seconds and what it said.
limit() {
  local qubits=$1 code start end
  printf 'OPENQASM 3.0; include "stdgates.inc"; qubit[%d] q; h q; cx q[0], q[%d]; rz(0.3) q[1]; h q[1];' \
    "$qubits" $((qubits - 1)) > "$work/limit.qasm"
  start=$(date +%s.%N)
  "$here/ansatz" run "$work/limit.qasm" --device cuda --precision f32 --observable Z1 --format json \
    > "$work/limit.json" 2> "$work/limit.txt"
  code=$?
  end=$(date +%s.%N)
  printf '{"qubits": %d, "precision": "f32", "exit_code": %d, "seconds": %s, "said": "%s"}' "$qubits" "$code" \
    "$(echo "$start $end" | awk '{ printf "%.2f", $2 - $1 }')" "$(cat "$work/limit.json" "$work/limit.txt" | quoted)"
}

echo '== limits of the memory'
fits=$(limit 33)
refused=$(limit 36)
echo "$fits"
echo "$refused"

rows() {
  local most=28
  [ "$1" = cpu ] || most=34
  "$here/ansatz" bench --suite full --device "$1" --precision "$2" --max-qubits $most --max-seconds "${MAX_SECONDS:-20}" --format json 2> "$work/errors.txt" ||
    printf '{"error": "%s"}' "$(quoted < "$work/errors.txt")"
}

echo '== benchmark suite'
for device in cpu cuda; do
  for precision in f32 f64; do
    echo "$device $precision"
    rows $device $precision > "$work/$device-$precision.json"
  done
done

peers='[]'
if [ -n "${PYTHON:-}" ] && [ -f "$here/peers_gpu/run.py" ]; then
  "$PYTHON" -c 'import json, sys; print(json.dumps([row for f in sys.argv[1:] for row in json.load(open(f))]))' \
    "$work/cuda-f32.json" "$work/cuda-f64.json" > "$work/ours.json"
  "$PYTHON" "$here/peers_gpu/run.py" --output "$work/peers.json" --ours "$work/ours.json" && peers=$(cat "$work/peers.json")
fi

{
  printf '{"date": "%s", "devices": ' "$(date -u +%F)"
  cat "$work/devices.json"
  printf ', "driver": "%s"' "$(nvidia-smi --query-gpu=driver_version --format=csv,noheader 2> /dev/null | head -1 | quoted)"
  printf ', "conformance": {"exit_code": %d, "summary": "%s"}' "$suite_code" "$(grep 'test result' "$work/suite.txt" | quoted)"
  printf ', "sanitizer": {"memcheck": %s, "racecheck": %s}' "$memcheck" "$racecheck"
  printf ', "limits": [%s, %s]' "$fits" "$refused"
  for device in cpu cuda; do
    for precision in f32 f64; do
      printf ', "%s_%s": ' "$device" "$precision"
      cat "$work/$device-$precision.json"
    done
  done
  printf ', "peers": %s}\n' "$peers"
} > "$work/results.json"
mv "$work/results.json" "$results"
echo "$results"
exit "$suite_code"
