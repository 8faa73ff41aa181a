//! `devices`: what this machine has, and why a GPU is not usable.

use crate::backend::NO_CUDA;
use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::output;
use ansatz::simulator::available_memory;
use clap::Args;
use serde::Serialize;

/// List what this machine can run on.
///
/// For each device: whether it is usable, and why not; its free memory and threads, and the number of qubits n whose
/// state, 2^n · 16 bytes in f64 or 2^n · 8 bytes in f32, fits into that memory.
#[derive(Args)]
#[command(after_long_help = crate::help::page(&[], "ansatz devices\nansatz devices --format json"))]
pub struct Devices {
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Device {
    name: &'static str,
    usable: bool,
    description: String,
    memory_bytes: Option<u64>,
    threads: Option<usize>,
}

impl Devices {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let memory = available_memory();
        let threads = rayon::current_num_threads();
        let qubits = |bytes: u64| (memory / bytes).checked_ilog2().unwrap_or(0);
        let description = format!(
            "{threads} threads, {:.1} GiB free: states of up to {} qubits in f64, {} in f32",
            memory as f64 / (1u64 << 30) as f64,
            qubits(16),
            qubits(8)
        );
        let devices = [
            Device {
                name: "cpu",
                usable: true,
                description,
                memory_bytes: Some(memory),
                threads: Some(threads),
            },
            Device {
                name: "cuda",
                usable: false,
                description: NO_CUDA.into(),
                memory_bytes: None,
                threads: None,
            },
        ];
        match format {
            AnswerFormat::Json => output::print_json(&devices),
            AnswerFormat::Text => {
                let line = |device: &Device| {
                    let mark = if device.usable { "usable" } else { "not usable" };
                    format!("{:<5} {mark}: {}", device.name, device.description)
                };
                output::print(&devices.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}
