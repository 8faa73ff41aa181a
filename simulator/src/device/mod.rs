//! Where circuits run, as a value: which machine, in which precision, with how many threads and how much memory.
//! Called by whoever compiles circuits; must not know what is asked of them.

mod choice;
mod pooled;

use crate::{Backend, MemoryBudget, Result, SimdLevel};
use choice::Opened;
use std::fmt;
use std::sync::Arc;

/// Numbers of a state vector.
///
/// ```
/// use ansatz_simulator::Precision;
/// assert_eq!((Precision::F32.name(), Precision::F32.amplitude_bytes()), ("f32", 8));
/// assert_eq!(Precision::default(), Precision::F64);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Precision {
    /// 32 bits: half the memory, about 7 digits.
    F32,
    /// 64 bits: about 16 digits.
    #[default]
    F64,
}

impl Precision {
    /// `f32` or `f64`.
    pub fn name(self) -> &'static str {
        match self {
            Precision::F32 => "f32",
            Precision::F64 => "f64",
        }
    }

    /// Bytes of one real number.
    pub fn real_bytes(self) -> usize {
        match self {
            Precision::F32 => 4,
            Precision::F64 => 8,
        }
    }

    /// Bytes of one amplitude.
    pub fn amplitude_bytes(self) -> u64 {
        2 * self.real_bytes() as u64
    }
}

/// A machine for circuits to run on: the processor, a GPU, or whichever of the two is faster for a circuit's size.
///
/// A device is a value. Making one touches nothing; what it names is opened when the first circuit is compiled for it, and then shared by
/// all of its clones. Each of the methods below gives a device that is opened anew.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Estimator, Precision};
/// let device = Device::cpu().precision(Precision::F32).threads(2).memory_limit(1 << 30);
/// let mut circuit = Circuit::new(1);
/// circuit.h(0)?;
/// assert_eq!(device.to_string(), "cpu f32");
/// let value = Estimator::new(&device, &circuit, ["X0"])?.values(&[])?[0];
/// assert!((value - 1.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Device {
    kind: DeviceKind,
    settings: Settings,
    opened: Arc<Opened>,
}

/// Which machine a device names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceKind {
    /// The processor.
    Cpu,
    /// The GPU of this number.
    Cuda(usize),
    /// The first GPU for states that are large enough for it to win and that it has room for, else the processor.
    Auto,
    /// A backend of somebody's own.
    Own,
}

/// How a device works.
#[derive(Debug, Clone, Copy)]
struct Settings {
    precision: Precision,
    threads: Option<usize>,
    memory_limit: Option<u64>,
    budget: Option<&'static MemoryBudget>,
    gpu_from_qubits: usize,
    simd: SimdLevel,
}

/// A backend, and which machine it is.
#[derive(Clone)]
pub struct OpenDevice {
    /// The backend.
    pub backend: Arc<dyn Backend>,
    /// The machine: never [`DeviceKind::Auto`], which has decided.
    pub kind: DeviceKind,
}

impl fmt::Debug for OpenDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.backend.name();
        f.debug_struct("OpenDevice").field("backend", &name).field("kind", &self.kind).finish()
    }
}

/// From a million amplitudes on, one pass of a processor takes longer than starting kernels and fetching an answer.
const GPU_FROM_QUBITS: usize = 20;

impl Device {
    fn new(kind: DeviceKind) -> Device {
        let settings = Settings {
            precision: Precision::F64,
            threads: None,
            memory_limit: None,
            budget: None,
            gpu_from_qubits: GPU_FROM_QUBITS,
            simd: SimdLevel::Best,
        };
        Device { kind, settings, opened: Arc::default() }
    }

    /// The processor.
    pub fn cpu() -> Device {
        Device::new(DeviceKind::Cpu)
    }

    /// The GPU of this number. Whether it can be used shows when a circuit is compiled for it.
    pub fn cuda(number: usize) -> Device {
        Device::new(DeviceKind::Cuda(number))
    }

    /// The first GPU for circuits that hold at least `2^20` amplitudes at once, if there is one and it has room; else the processor.
    pub fn auto() -> Device {
        Device::new(DeviceKind::Auto)
    }

    /// A backend that is there already, one of somebody's own perhaps. It works as it was made: precision, threads and memory limit
    /// of a device have no effect on it.
    pub fn of_backend(backend: Arc<dyn Backend>) -> Device {
        let opened = Arc::new(Opened::of(backend));
        Device { opened, ..Device::new(DeviceKind::Own) }
    }

    /// In this precision; [`Precision::F64`] unless said otherwise.
    #[must_use]
    pub fn precision(self, precision: Precision) -> Device {
        self.with(Settings { precision, ..self.settings })
    }

    /// With threads of its own, so many of them; unless said otherwise, with those of the rayon pool that a call is made in. Results do
    /// not depend on it.
    #[must_use]
    pub fn threads(self, threads: usize) -> Device {
        self.with(Settings { threads: Some(threads), ..self.settings })
    }

    /// Refuses whatever would need more than so many bytes, before anything is allocated; unless said otherwise, more than the machine has
    /// free.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::{Device, SimulatorError, Statevector};
    /// let device = Device::cpu().memory_limit(1 << 20);
    /// let error = Statevector::new(&device, &Circuit::build(20, |c| c.h(19))?, &[]).unwrap_err();
    /// assert!(matches!(error, SimulatorError::Memory { .. }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn memory_limit(self, bytes: u64) -> Device {
        self.with(Settings { memory_limit: Some(bytes), ..self.settings })
    }

    /// Counts the memory of large states, which no allocator sees, in the budget of the program.
    #[must_use]
    pub fn budget(self, budget: &'static MemoryBudget) -> Device {
        self.with(Settings { budget: Some(budget), ..self.settings })
    }

    /// The processor with no better instruction set than this one, on which the last digits of results depend; the best it has unless said
    /// otherwise.
    #[must_use]
    pub fn instructions(self, best: SimdLevel) -> Device {
        self.with(Settings { simd: best, ..self.settings })
    }

    /// [`auto`](Self::auto) takes a GPU for circuits that hold at least `2^qubits` amplitudes at once.
    #[must_use]
    pub fn gpu_from_qubits(self, qubits: usize) -> Device {
        self.with(Settings { gpu_from_qubits: qubits, ..self.settings })
    }

    fn with(&self, settings: Settings) -> Device {
        match self.kind {
            DeviceKind::Own => self.clone(),
            kind => Device { kind, settings, opened: Arc::default() },
        }
    }

    /// Which machine it names.
    pub fn kind(&self) -> DeviceKind {
        self.kind
    }

    /// The backend for circuits that hold `2^qubits` amplitudes at once, with the batch counted in: opened at the first call.
    ///
    /// # Errors
    /// [`SimulatorError::Device`](crate::SimulatorError::Device) where the GPU that was named cannot be used, and threads that cannot be
    /// started.
    pub fn backend(&self, qubits: usize) -> Result<Arc<dyn Backend>> {
        Ok(self.open(qubits)?.backend)
    }

    /// The same with the machine that it is.
    ///
    /// ```
    /// use ansatz_simulator::{Device, DeviceKind};
    /// assert_eq!(Device::auto().gpu_from_qubits(20).open(3)?.kind, DeviceKind::Cpu);
    /// # Ok::<(), ansatz_simulator::SimulatorError>(())
    /// ```
    ///
    /// # Errors
    /// As [`backend`](Self::backend).
    pub fn open(&self, qubits: usize) -> Result<OpenDevice> {
        self.opened.open(self, qubits)
    }
}

impl Default for Device {
    /// [`Device::auto`].
    fn default() -> Self {
        Device::auto()
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = self.settings.precision.name();
        match self.kind {
            DeviceKind::Cpu => write!(f, "cpu {precision}"),
            DeviceKind::Cuda(number) => write!(f, "cuda:{number} {precision}"),
            DeviceKind::Auto => write!(f, "auto {precision}"),
            DeviceKind::Own => f.write_str(&self.opened.name()),
        }
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("kind", &self.kind).field("settings", &self.settings).finish()
    }
}
