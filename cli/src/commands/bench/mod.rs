//! `bench`: the benchmark suite, what each optimisation is worth, and the numbers of this machine.

mod answer;
mod crossover;
mod gpu;
mod page;

use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common, Precision};
use crate::page::{Invocation, Provenance};
use crate::progress::Progress;
use crate::{help, output};
use ansatz::simulator::{Backend, DeviceKind, MemoryNeed, machine::CostModel};
use ansatz_benches::{
    CALIBRATION_QUBITS, Comparison, Machine, Measured, Repeats, Row, Size, Suite, WORKLOADS,
    calibrate_sharing, calibrate_thread,
};
use ansatz_jobs::JobError;
use ansatz_jobs::device;
use ansatz_jobs::files::write_file;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The arrays by which the machine is measured, and as much again for what stands around them.
pub const OWN_BYTES: u64 = 4 * ansatz_benches::COPIED_BYTES as u64;

/// Measure this machine: the benchmark suite, with bytes, multiply-adds and predictions.
///
/// Each row is a workload of so many qubits on so many threads: median seconds, the bytes and multiply-adds a second
/// that they come to, and the seconds that the cost model predicts. Compare rows of a quiet machine only.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[],
    "ansatz bench --max-qubits 6 --threads 1
     ansatz bench --max-qubits 4 --output rows.csv"
))]
pub struct Bench {
    /// How much is measured
    #[arg(long, value_enum, default_value_t = SuiteName::Quick)]
    suite: SuiteName,
    /// No state of more qubits; 20 in the quick suite and 28 in the full one by default
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u8).range(4..=40))]
    max_qubits: Option<u8>,
    /// Leave out runs that are predicted to take more seconds than this
    #[arg(long, value_name = "S", default_value_t = 30.0, allow_negative_numbers = true)]
    max_seconds: f64,
    /// Write the rows as CSV, too
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write a page with a picture for each workload, too
    #[arg(long, value_name = "FILE.html", conflicts_with_all = ["switches", "calibrate"])]
    report: Option<PathBuf>,
    /// Instead of the suite: how much slower circuits are with each optimisation off
    #[arg(long, conflicts_with = "calibrate")]
    switches: bool,
    /// Instead of the suite: the numbers behind predicted seconds, measured here
    #[arg(long, conflicts_with = "output")]
    calibrate: bool,
    #[command(flatten)]
    common: Common,
}

/// How much is measured.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum SuiteName {
    /// A few seconds
    Quick,
    /// Minutes
    Full,
}

/// The answer of `--calibrate`.
#[derive(Serialize)]
struct Calibration {
    threads: usize,
    measured: Numbers,
    default: Numbers,
}

/// The numbers of a cost model by name.
#[derive(Serialize)]
struct Numbers(std::collections::BTreeMap<&'static str, f64>);

/// Sizes of circuits that `--switches` compares,
const COMPARED: [usize; 2] = [16, 20];
/// and other tasks.
const ALSO_COMPARED: [(&str, usize); 3] = [("gradient", 16), ("batch gradient", 8), ("parameter shift", 8)];

/// Where the suite is measured.
#[derive(Clone, Copy)]
struct Place<'a> {
    backend: &'a dyn Backend,
    machine: &'a Machine,
}

impl Bench {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        self.common.answer_format()?;
        if self.max_seconds.is_nan() || self.max_seconds <= 0.0 {
            return Err(Failure::option("--max-seconds", "expected a positive number"));
        }
        if self.calibrate {
            return self.calibrate();
        }
        if self.switches {
            let rows = self.common.with_threads(|| self.compare())?;
            return self.answer(&rows, answer::comparisons(&rows));
        }
        let rows = self.measure()?;
        let crossover = self.crossover(&rows)?;
        if let Some(path) = &self.report {
            let provenance = Provenance::new(&self.common, invocation.command());
            let provenance = provenance.with("seed", self.common.job().seed());
            let page = page::page(&rows, crossover.as_deref(), provenance)
                .map_err(|error| Failure::work(format!("cannot draw the report: {error}")))?;
            write_file(path, |file| file.write_all(page.as_bytes()))?;
        }
        let text = [Some(answer::rows(&rows)), crossover].into_iter().flatten();
        self.answer(&rows, text.collect::<Vec<_>>().join("\n"))
    }

    fn answer<R: Serialize>(&self, rows: &[R], text: String) -> Outcome {
        if let Some(path) = &self.output {
            write_csv(path, rows)?;
        }
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&rows),
            AnswerFormat::Text => output::print(&text),
        }
    }

    fn precision(&self) -> ansatz_benches::Precision {
        match self.common.precision {
            Precision::F32 => ansatz_benches::Precision::F32,
            Precision::F64 => ansatz_benches::Precision::F64,
        }
    }

    /// The number of threads asked for, or one and all.
    fn thread_counts(&self) -> Vec<u16> {
        let all = u16::try_from(rayon::current_num_threads()).unwrap_or(u16::MAX);
        let mut counts = self.common.threads.map_or_else(|| vec![1, all], |asked| vec![asked]);
        counts.dedup();
        counts
    }

    fn measure(&self) -> Outcome<Vec<Row>> {
        let (size, most) = match self.suite {
            SuiteName::Quick => (Size::Quick, 20),
            SuiteName::Full => (Size::Full, 28),
        };
        let suite = Suite {
            size,
            max_qubits: self.max_qubits.map_or(most, usize::from),
            precision: self.precision(),
            seed: self.common.job().seed(),
            most_seconds: self.max_seconds,
            memory_limit: self.common.memory_limit,
        };
        let options = self.common.job();
        let gpu = device::gpu(&options)?;
        let only_gpu = matches!(device::kind(&options.device)?, DeviceKind::Cuda(_));
        let counts = if only_gpu { Vec::new() } else { self.thread_counts() };
        let places = counts.len() + usize::from(gpu.is_some());
        let progress = Progress::new(places * suite.cases().len(), &self.common);
        let mut rows = Vec::new();
        for threads in counts {
            let common = Common { threads: Some(threads), ..self.common.clone() };
            let measure = || {
                let machine = Machine::measure(suite.precision);
                let cpu = device::cpu(&common.job());
                self.measure_on(&suite, Place { backend: &*cpu, machine: &machine }, &progress)
            };
            rows.extend(common.with_threads(measure)?);
        }
        if let Some(gpu) = gpu {
            let machine = gpu::machine(&gpu, options.precision)?;
            let place = Place { backend: &*gpu.backend, machine: &machine };
            rows.extend(self.measure_on(&suite, place, &progress)?);
        }
        progress.finish();
        Ok(rows)
    }

    /// On one device, in the pool of threads that the caller is in.
    fn measure_on(&self, suite: &Suite, place: Place<'_>, progress: &Progress) -> Result<Vec<Row>, JobError> {
        let Place { backend, machine } = place;
        let place = match machine.threads {
            Some(threads) => format!("{threads} threads"),
            None => backend.name(),
        };
        let mut rows = Vec::new();
        for case in suite.cases() {
            let name = format!("{} of {} qubits on {place}", case.workload, case.qubits);
            progress.begin(name.clone());
            match suite.measure(case, backend, machine)? {
                Measured::Row(row) => rows.push(*row),
                Measured::TooLong(seconds) => {
                    self.common.warn(format!("left out: {name}, predicted to take {seconds:.0} s"));
                }
                Measured::TooLarge(error) => self.common.warn(format!("left out: {name}: {error}")),
            }
            progress.end();
        }
        Ok(rows)
    }

    /// From which size on a GPU wins, where both were measured: said, and kept for `--device auto`.
    fn crossover(&self, rows: &[Row]) -> Outcome<Option<String>> {
        let Some(bits) = crossover::of_rows(rows) else { return Ok(None) };
        let options = self.common.job();
        device::remember_crossover(&options, bits)
            .map_err(|error| Failure::work(format!("cannot keep the crossover: {error}")))?;
        let name = options.precision.name();
        Ok(Some(format!(
            "the GPU wins from {bits} qubits on in {name}; --device auto will use it from there"
        )))
    }

    fn compare(&self) -> Result<Vec<Comparison>, JobError> {
        let most = self.max_qubits.map_or(COMPARED[1], usize::from);
        let mut sizes: Vec<usize> = COMPARED.iter().map(|n| *n.min(&most)).collect();
        sizes.dedup();
        let circuits = sizes.into_iter().flat_map(|n| WORKLOADS.map(|workload| (workload, n)));
        let others = ALSO_COMPARED.map(|(task, n)| (task, n.min(most)));
        let all: Vec<(&str, usize)> = circuits.chain(others).collect();
        let progress = Progress::new(all.len(), &self.common);
        let repeats = Repeats { most: 25, seconds: 0.2 };
        let mut rows = Vec::new();
        for (workload, qubits) in all {
            self.check_memory(qubits, self.precision().amplitude_bytes())?;
            progress.begin(format!("{workload} of {qubits} qubits"));
            rows.extend(Comparison::all(workload, qubits, self.precision(), repeats)?);
            progress.end();
        }
        progress.finish();
        Ok(rows)
    }

    fn check_memory(&self, num_qubits: usize, amplitude_bytes: usize) -> Result<(), JobError> {
        let need = MemoryNeed { num_qubits, lanes: 1, states: 1, real_bytes: amplitude_bytes / 2 };
        Ok(need.check(self.common.memory_limit)?)
    }

    fn calibrate(&self) -> Outcome {
        self.check_memory(CALIBRATION_QUBITS, 16)?;
        let one = Common { threads: Some(1), ..self.common.clone() };
        let alone = one.with_threads(|| Ok(calibrate_thread()?))?;
        let (threads, measured) =
            self.common.with_threads(|| Ok((rayon::current_num_threads(), calibrate_sharing(alone)?)))?;
        let calibration = Calibration {
            threads,
            measured: Numbers::of(&measured),
            default: Numbers::of(&CostModel::default()),
        };
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&calibration),
            AnswerFormat::Text => {
                output::print(&answer::numbers(&calibration.measured.0, &calibration.default.0))
            }
        }
    }
}

impl Numbers {
    fn of(model: &CostModel) -> Numbers {
        Numbers(
            [
                ("memory_bytes_per_s", model.memory_bytes_per_s),
                ("memory_threads", model.memory_threads),
                ("cache_bytes_per_s", model.cache_bytes_per_s),
                ("cache_bytes", model.cache_bytes),
                ("fresh_bytes_per_s", model.fresh_bytes_per_s),
                ("tile_bytes_per_s", model.tile_bytes_per_s),
                ("turns_per_s", model.turns_per_s),
                ("phases_per_s", model.phases_per_s),
                ("dense_per_s", model.dense_per_s),
                ("sweep_s", model.sweep_s),
                ("table_s", model.table_s),
                ("crossing_s", model.crossing_s),
                ("bind_s", model.bind_s),
                ("parity_s", model.parity_s),
                ("share_s", model.share_s),
                ("run_s", model.run_s),
            ]
            .into_iter()
            .collect(),
        )
    }
}

fn write_csv<R: Serialize>(path: &Path, rows: &[R]) -> Outcome {
    Ok(write_file(path, |file| {
        let mut writer = csv::Writer::from_writer(file);
        rows.iter().try_for_each(|row| writer.serialize(row)).map_err(std::io::Error::other)?;
        writer.flush()
    })?)
}
