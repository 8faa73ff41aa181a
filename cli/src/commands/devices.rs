//! `devices`: what this machine has, and why a GPU is not usable.

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
    name: String,
    usable: bool,
    description: String,
    memory_bytes: Option<u64>,
    threads: Option<usize>,
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer {
    devices: Vec<Device>,
}

/// The largest states that so many bytes hold.
fn sizes(bytes: u64) -> String {
    let qubits = |amplitude: u64| (bytes / amplitude).checked_ilog2().unwrap_or(0);
    format!("states of up to {} qubits in f64, {} in f32", qubits(16), qubits(8))
}

fn gibibytes(bytes: u64) -> f64 {
    bytes as f64 / (1u64 << 30) as f64
}

fn cpu() -> Device {
    let (memory, threads) = (available_memory(), rayon::current_num_threads());
    let description = format!("{threads} threads, {:.1} GiB free: {}", gibibytes(memory), sizes(memory));
    Device {
        name: "cpu".into(),
        usable: true,
        description,
        memory_bytes: Some(memory),
        threads: Some(threads),
    }
}

#[cfg(not(feature = "cuda"))]
fn gpus() -> Vec<Device> {
    vec![unusable("this build has no CUDA backend (the feature `cuda` is off)".into())]
}

fn unusable(reason: String) -> Device {
    Device { name: "cuda".into(), usable: false, description: reason, memory_bytes: None, threads: None }
}

#[cfg(feature = "cuda")]
fn gpus() -> Vec<Device> {
    use ansatz::simulator::{CudaDevice, cuda_devices};
    let listed = |device: CudaDevice| {
        let (major, minor) = device.capability;
        let memory = device.memory_bytes;
        let about =
            format!("{}, compute capability {major}.{minor}, {:.1} GiB", device.name, gibibytes(memory));
        Device {
            name: format!("cuda:{}", device.number),
            usable: device.refusal.is_none(),
            description: match device.refusal {
                None => format!("{about}: {}", sizes(memory)),
                Some(reason) => format!("{about}: {reason}"),
            },
            memory_bytes: Some(memory),
            threads: None,
        }
    };
    match cuda_devices() {
        Ok(devices) => devices.into_iter().map(listed).collect(),
        Err(reason) => vec![unusable(reason.to_string())],
    }
}

impl Devices {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let mut devices = vec![cpu()];
        devices.extend(gpus());
        match format {
            AnswerFormat::Json => output::print_json(&Answer { devices }),
            AnswerFormat::Text => {
                let line = |device: &Device| {
                    let mark = if device.usable { "usable" } else { "not usable" };
                    format!("{:<6} {mark}: {}", device.name, device.description)
                };
                output::print(&devices.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}
