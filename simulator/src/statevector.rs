//! A final state as numbers. Made from circuits; called by whoever wants to look at amplitudes.

use crate::{Angles, Backend, Bits, Device, Inputs, MemoryNeed, Plan, Result, SimulatorError};
use ansatz_circuits::{C64, Circuit, PauliSum};
use ndarray::{Array1, ArrayView1};
use std::fmt;

/// The `2^n` amplitudes of `|ψ(θ)⟩`; the amplitude of basis state `j` is at index `j`, qubit 0 being the least significant bit.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Statevector};
/// let mut circuit = Circuit::new(2);
/// circuit.h(0)?.cx(0, 1)?;
/// let state = Statevector::new(&Device::cpu(), &circuit, &[])?;
/// assert!((state.probabilities()[3] - 0.5).abs() < 1e-15);
/// assert!((state.expectation(&"X0 X1".parse()?)? - 1.0).abs() < 1e-15);
/// assert_eq!(state.to_string(), "00  +0.7071068\n11  +0.7071068\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Statevector {
    num_qubits: usize,
    amplitudes: Array1<C64>,
}

/// Amplitudes below this size are left out where a state is shown.
const SHOWN_FROM: f64 = 1e-7;
/// At most so many amplitudes are shown.
const MOST_SHOWN: usize = 64;

impl Statevector {
    /// Runs a circuit without measurements.
    ///
    /// # Errors
    /// [`SimulatorError::NotStatic`], another number of parameters than the circuit has, numbers that are not finite, and too little memory.
    pub fn new(device: &Device, circuit: &Circuit, params: &[f64]) -> Result<Statevector> {
        let backend = device.backend(circuit.num_qubits())?;
        let plan = Plan::compile(circuit, &backend.plan_options())?;
        Statevector::of_plan(&*backend, &plan, params)
    }

    /// Runs a plan.
    pub(crate) fn of_plan(backend: &dyn Backend, plan: &Plan, params: &[f64]) -> Result<Statevector> {
        let num_qubits = plan.num_qubits();
        // The state itself, and its amplitudes as they are handed over.
        MemoryNeed { num_qubits, lanes: 1, states: 2, real_bytes: 8 }.check(None)?;
        let angles = plan.parameter_map().angles(params)?;
        let mut amplitudes = Vec::new();
        backend.ask(plan, &Inputs::one(Angles(&angles)), &mut |state| {
            amplitudes = state.amplitudes(0)?;
            Ok(())
        })?;
        Ok(Statevector { num_qubits, amplitudes: amplitudes.into() })
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.num_qubits
    }

    /// All amplitudes.
    pub fn amplitudes(&self) -> ArrayView1<'_, C64> {
        self.amplitudes.view()
    }

    /// All amplitudes, for keeps.
    pub fn into_amplitudes(self) -> Array1<C64> {
        self.amplitudes
    }

    /// `|amplitude|²` of every basis state.
    pub fn probabilities(&self) -> Array1<f64> {
        self.amplitudes.mapv(|amplitude| amplitude.norm_sqr())
    }

    /// `⟨ψ|O|ψ⟩`, term by term: `Σ_k c_k Σ_j conj(ψ_{j⊕x}) i^{|x∧z|} (−1)^{|j∧z|} ψ_j` with the X and Z masks of each string.
    ///
    /// # Errors
    /// [`SimulatorError::ObservableQubits`] for an observable on other qubits.
    pub fn expectation(&self, observable: &PauliSum) -> Result<f64> {
        let needed = observable.min_qubits();
        if needed > self.num_qubits {
            return Err(SimulatorError::ObservableQubits { needed, num_qubits: self.num_qubits });
        }
        let of_term = |x: usize, z: usize| -> f64 {
            let phase = C64::i().powu((x & z).count_ones());
            let signed = |(j, amplitude): (usize, &C64)| {
                let sign = if (j & z).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
                self.amplitudes[j ^ x].conj() * amplitude * sign
            };
            (phase * self.amplitudes.iter().enumerate().map(signed).sum::<C64>()).re
        };
        let terms = observable.terms().iter();
        Ok(terms.map(|(c, string)| c * of_term(string.x_mask() as usize, string.z_mask() as usize)).sum())
    }

    /// `|⟨ψ|φ⟩|²`.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// # use ansatz_simulator::{Device, Statevector};
    /// let state = |angle: f64| Statevector::new(&Device::cpu(), &Circuit::build(1, |c| c.ry(angle, 0))?, &[]);
    /// assert!((state(0.0)?.fidelity(&state(0.6)?)? - 0.3_f64.cos().powi(2)).abs() < 1e-15);
    /// # Ok::<(), ansatz_simulator::SimulatorError>(())
    /// ```
    ///
    /// # Errors
    /// A state of another number of qubits.
    pub fn fidelity(&self, other: &Statevector) -> Result<f64> {
        let (expected, given) = (self.num_qubits, other.num_qubits);
        if expected != given {
            return Err(SimulatorError::Count { what: "qubits", expected, given });
        }
        let overlap: C64 = self.amplitudes.iter().zip(&other.amplitudes).map(|(a, b)| a.conj() * b).sum();
        Ok(overlap.norm_sqr())
    }
}

impl fmt::Display for Statevector {
    /// Basis states with their amplitudes, highest qubit leftmost.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |amplitude: &C64| amplitude.norm() >= SHOWN_FROM;
        let mut left = 0;
        for (k, (j, amplitude)) in self.amplitudes.iter().enumerate().filter(|(_, a)| shown(a)).enumerate() {
            if k >= MOST_SHOWN {
                left += 1;
                continue;
            }
            let bits = Bits::of_number(j as u64, self.num_qubits);
            match (amplitude.re.abs() >= SHOWN_FROM, amplitude.im.abs() >= SHOWN_FROM) {
                (true, false) => writeln!(f, "{bits}  {:+.7}", amplitude.re)?,
                (false, true) => writeln!(f, "{bits}  {:+.7}i", amplitude.im)?,
                _ => writeln!(f, "{bits}  {:+.7}{:+.7}i", amplitude.re, amplitude.im)?,
            }
        }
        if left > 0 { writeln!(f, "and {left} more") } else { Ok(()) }
    }
}
