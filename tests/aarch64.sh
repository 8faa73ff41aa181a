#!/usr/bin/env bash
# The NEON kernels, on a machine that has none: unit tests of the simulator and the whole suite, emulated. Needs qemu's user mode, a cross
# compiler and its C library (Debian: qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross) and the target
# (rustup target add aarch64-unknown-linux-gnu).
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER='qemu-aarch64 -L /usr/aarch64-linux-gnu'
cargo test --release --target aarch64-unknown-linux-gnu -p ansatz-simulator --lib "$@"
cargo test --release --target aarch64-unknown-linux-gnu -p ansatz-tests --test suite "$@"
