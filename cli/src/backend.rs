//! From `--device` and `--precision` to a backend.

use crate::failure::{Failure, Outcome};
use crate::options::{Common, Precision};
use ansatz::simulator::{Backend, Cpu, CpuOptions};
use std::sync::Arc;

/// Why no GPU is used: this build has the CPU backend only.
pub const NO_CUDA: &str = "this build has no CUDA backend";

/// The backend that the options ask for.
pub fn choose(common: &Common) -> Outcome<Arc<dyn Backend>> {
    match common.device.as_str() {
        "cpu" | "auto" => {}
        gpu if gpu == "cuda" || gpu.strip_prefix("cuda:").is_some_and(|n| n.parse::<u32>().is_ok()) => {
            return Err(Failure::work(format!("--device {gpu}: {NO_CUDA}; use --device cpu")));
        }
        other => {
            let known = ["cpu", "cuda", "auto"];
            let near =
                ansatz::circuits::nearest(other, known).map(|near| format!("; did you mean `{near}`?"));
            let expected = "expected `cpu`, `cuda`, `cuda:N` or `auto`";
            return Err(Failure::option(
                "--device",
                format!("{expected}, found `{}`{}", other.escape_debug(), near.unwrap_or_default()),
            ));
        }
    }
    let options = CpuOptions { memory_limit: common.memory_limit, ..CpuOptions::default() };
    Ok(match common.precision {
        Precision::F32 => Arc::new(Cpu::<f32>::new(options)),
        Precision::F64 => Arc::new(Cpu::<f64>::new(options)),
    })
}
