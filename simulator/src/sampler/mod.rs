//! Running circuits that measure, as often as they are asked to. Called by everybody; must not know what the counts are for.

mod counts;

pub use counts::{Counts, CountsError};

use crate::{Backend, Bits, Device, Program, Result};
use ansatz_circuits::{Circuit, Register};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A circuit compiled for shots: it may measure and reset on the way and decide by what it measured.
///
/// A circuit that measures nothing is measured on all qubits at its end. The same seed gives the same counts, whatever the device's threads.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Sampler};
/// let mut circuit = Circuit::new(2);
/// circuit.h(0)?.cx(0, 1)?;
/// let sampler = Sampler::new(&Device::cpu(), &circuit)?;
/// let counts = sampler.sample(&[], 1000, 7)?;
/// assert_eq!(counts.shots(), 1000);
/// assert_eq!(counts.get("01"), 0);
/// assert!((400..600).contains(&counts.get("11")));
/// assert!((sampler.distribution(&[])?.values().sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Sampler {
    backend: Arc<dyn Backend>,
    program: Arc<Program>,
    registers: Arc<[Register]>,
}

impl Sampler {
    /// Compiles the circuit for the device.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit, and a device that cannot be used.
    pub fn new(device: &Device, circuit: &Circuit) -> Result<Sampler> {
        let backend = device.backend(circuit.num_qubits())?;
        if Program::has_outcome(circuit) {
            let program = Program::compile(circuit, &backend.plan_options())?;
            return Ok(Sampler::of_program(backend, program, circuit.bit_registers()));
        }
        let mut measured = circuit.clone();
        measured.measure_all()?;
        let program = Program::compile(&measured, &backend.plan_options())?;
        // All qubits are one number, whatever registers they stand in.
        Ok(Sampler::of_program(backend, program, &[]))
    }

    /// Of a program that was compiled for the backend, whose classical bits stand in these registers; without any, in one.
    pub fn of_program(backend: Arc<dyn Backend>, program: Program, registers: &[Register]) -> Sampler {
        Sampler { backend, program: Arc::new(program), registers: registers.into() }
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.program.parameter_map().num_parameters()
    }

    /// How many classical bits an outcome has.
    pub fn num_bits(&self) -> usize {
        self.program.num_bits()
    }

    /// How often each outcome was read in so many runs.
    ///
    /// # Errors
    /// Another number of parameters than the circuit has, numbers that are not finite, and too little memory.
    pub fn sample(&self, params: &[f64], shots: u64, seed: u64) -> Result<Counts> {
        let angles = self.program.parameter_map().angles(params)?;
        let counts = self.backend.sample(&self.program, &angles, shots, seed)?;
        Ok(Counts::new(counts, self.num_bits(), &self.registers))
    }

    /// The exact probability of each outcome that has any.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// # use ansatz_simulator::{Bits, Device, Sampler};
    /// let circuit = Circuit::build(1, |c| c.ry(0.6, 0).measure(0, 0))?;
    /// let distribution = Sampler::new(&Device::cpu(), &circuit)?.distribution(&[])?;
    /// assert!((distribution[&"1".parse::<Bits>()?] - 0.3_f64.sin().powi(2)).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`sample`](Self::sample); also a circuit whose measurements branch too often.
    pub fn distribution(&self, params: &[f64]) -> Result<BTreeMap<Bits, f64>> {
        let angles = self.program.parameter_map().angles(params)?;
        self.backend.distribution(&self.program, &angles)
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sampler")
            .field("backend", &self.backend.name())
            .field("parameters", &self.num_parameters())
            .field("bits", &self.num_bits())
            .finish()
    }
}
