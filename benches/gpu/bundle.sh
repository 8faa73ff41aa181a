#!/usr/bin/env bash
# Builds the GPU bundle: what a machine with an NVIDIA GPU needs to test and measure the CUDA backend, without Rust and
# without a CUDA toolkit. x86-64, glibc 2.35 or later (`hypot`), under 50 MB.
#
#   benches/gpu/bundle.sh [FOLDER]     (default: target/gpu-bundle)
#
# Copy the folder there and run FOLDER/run.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-target/gpu-bundle}
rm -rf "$folder"
mkdir -p "$folder"

cargo build --release --locked -p ansatz-cli
suite=$(cargo test --release --locked -p ansatz-tests --features cuda --no-run --message-format=json |
  grep -o '"executable":"[^"]*/suite-[^"]*"' | tail -1 | cut -d'"' -f4)
target=$(cargo metadata --format-version 1 --no-deps | grep -o '"target_directory":"[^"]*"' | cut -d'"' -f4)
cp "$target/release/ansatz" "$folder/ansatz"
cp "$suite" "$folder/suite"
cp benches/gpu/run.sh "$folder/"
cp -r benches/peers_gpu "$folder/peers_gpu" 2>/dev/null || true
strip "$folder/ansatz" "$folder/suite"

kilobytes=$(du -sk "$folder" | cut -f1)
least=$(objdump -T "$folder/ansatz" "$folder/suite" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
echo "$folder: $kilobytes KiB, needs $least"
[ "$kilobytes" -lt 51200 ] || { echo "the bundle is larger than 50 MB" >&2; exit 1; }
