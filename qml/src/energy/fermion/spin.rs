//! Which qubits are spin up, and whether an operator keeps electrons and spins as such an order says.
//!
//! Called by ansätze and by who checks a Hamiltonian before it is minimized. Must not know files.

use super::ActiveSpace;
use ansatz_circuits::{Pauli, PauliString, PauliSum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The order of spin orbitals on qubits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpinOrder {
    /// Up, down, up, down, …, as OpenFermion and PennyLane have it: spin up on even qubits.
    #[default]
    Interleaved,
    /// All up, then all down, as Qiskit Nature has it: spin up on the lower half of the qubits.
    Block,
}

impl SpinOrder {
    /// The other one.
    #[must_use]
    pub fn other(self) -> SpinOrder {
        match self {
            SpinOrder::Interleaved => SpinOrder::Block,
            SpinOrder::Block => SpinOrder::Interleaved,
        }
    }
}

impl fmt::Display for SpinOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SpinOrder::Interleaved => "interleaved",
            SpinOrder::Block => "block",
        })
    }
}

/// What an operator keeps as it is. Source of the rule: `[H, N] = [H, S_z] = 0` for every molecule without a magnetic field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Symmetries {
    /// Whether it commutes with the number of electrons, `N = Σ_q (1 − Z_q)/2`, which has no order.
    pub electrons: bool,
    /// Whether it commutes with `S_z = Σ_q ±(1 − Z_q)/4` in the order of the space.
    pub spin: bool,
    /// Whether it would in the other order.
    pub spin_in_other_order: bool,
    /// `⟨HF|H|HF⟩` in the order of the space.
    pub hartree_fock: f64,
    /// `⟨HF|H|HF⟩` in the other order; none for an odd number of spin orbitals.
    pub hartree_fock_in_other_order: Option<f64>,
}

/// What coefficients that are rounded in a file may leave of a commutator, beside the largest coefficient.
const ROUNDING: f64 = 1e-6;

impl Symmetries {
    /// Of a Hamiltonian under Jordan–Wigner.
    ///
    /// ```
    /// use ansatz_qml::energy::fermion::{ActiveSpace, Symmetries};
    /// // An electron that hops between orbitals 0 and 2, which are both spin up.
    /// let hop = "X0 Z1 X2 + Y0 Z1 Y2".parse()?;
    /// let found = Symmetries::of(&hop, ActiveSpace::new(2, 4)?);
    /// assert!(found.electrons && found.spin && !found.spin_in_other_order);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(hamiltonian: &PauliSum, space: ActiveSpace) -> Symmetries {
        let other = space.with_spin_order(space.spin_order().other()).ok();
        let keeps = |space: ActiveSpace| commutes(hamiltonian, |qubit| space.spin(qubit));
        Symmetries {
            electrons: commutes(hamiltonian, |_| 1.0),
            spin: keeps(space),
            spin_in_other_order: other.is_some_and(keeps),
            hartree_fock: hartree_fock(hamiltonian, space),
            hartree_fock_in_other_order: other.map(|other| hartree_fock(hamiltonian, other)),
        }
    }
}

/// Whether `[H, Σ_q s_q Z_q] = 0`: with `P Z_q = −Z_q P` where P has X or Y on q, the commutator is `2 Σ c_P s_q P Z_q` over these.
fn commutes(hamiltonian: &PauliSum, weight: impl Fn(usize) -> f64) -> bool {
    let mut commutator: BTreeMap<PauliString, f64> = BTreeMap::new();
    let mut largest = 0.0f64;
    for (coefficient, string) in hamiltonian.iter().filter(|(_, string)| !string.is_diagonal()) {
        largest = largest.max(coefficient.abs());
        for (qubit, _) in string.letters().filter(|(_, letter)| matches!(letter, Pauli::X | Pauli::Y)) {
            let z = PauliString::single(qubit, Pauli::Z).expect("a qubit of a string is one");
            // The phase is i or −i: only its sign counts.
            let (phase, product) = string.product(&z);
            *commutator.entry(product).or_default() += coefficient * weight(qubit) * phase.im;
        }
    }
    commutator.values().all(|rest| rest.abs() <= ROUNDING * largest)
}

/// `⟨HF|H|HF⟩`: a Z gives −1 on an occupied qubit, and X or Y nothing.
fn hartree_fock(hamiltonian: &PauliSum, space: ActiveSpace) -> f64 {
    let occupied: u64 = space.occupied().map(|qubit| 1u64 << qubit).sum();
    let diagonal = hamiltonian.iter().filter(|(_, string)| string.is_diagonal());
    let sign = |string: &PauliString| {
        let ones = string.letters().filter(|(qubit, _)| *qubit < 64 && occupied >> qubit & 1 == 1).count();
        if ones.is_multiple_of(2) { 1.0 } else { -1.0 }
    };
    diagonal.map(|(coefficient, string)| coefficient * sign(string)).sum()
}
