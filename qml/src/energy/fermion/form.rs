//! Excitations as gates, and the ansätze made of all of them.
//!
//! Called by eigensolvers and the command line.

use super::jordan_wigner::generator;
use super::{ActiveSpace, Excitation};
use crate::ModelError;
use ansatz_circuits::{Circuit, Parameter, Pauli};

/// How an excitation with angle θ becomes gates. Both keep amplitudes real and the number of electrons as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExcitationForm {
    /// `exp(θ(T − T†))` of electrons, as a product of Pauli rotations under Jordan–Wigner: 2 for a single, 8 for a double,
    /// exact, because they commute.
    PauliRotations,
    /// A rotation by θ/2 in the plane of the two bit strings, without the signs of the electrons between (Arrazola et
    /// al., arXiv:2106.13839): the gates `single_excitation` and `double_excitation`.
    Givens,
}

/// Unitary coupled cluster with singles and doubles: Hartree–Fock, then `exp(t(T − T†))` of every double, then of every
/// single; one parameter each (Peruzzo et al., arXiv:1304.3061; Romero et al., arXiv:1701.02691).
///
/// # Errors
/// None for any space; the builder's checks are passed on.
pub fn uccsd(space: ActiveSpace) -> Result<Circuit, ModelError> {
    ExcitationForm::PauliRotations.circuit(space, &space.excitations())
}

/// As [`uccsd`], with Givens rotations of qubits in place of excitations of electrons.
///
/// # Errors
/// As [`uccsd`].
pub fn givens(space: ActiveSpace) -> Result<Circuit, ModelError> {
    ExcitationForm::Givens.circuit(space, &space.excitations())
}

impl ExcitationForm {
    /// Hartree–Fock, then these excitations, with parameters `t[0]`, `t[1]`, ….
    ///
    /// # Errors
    /// An excitation outside of the space.
    pub fn circuit(self, space: ActiveSpace, excitations: &[Excitation]) -> Result<Circuit, ModelError> {
        let mut circuit = Circuit::new(space.spin_orbitals());
        for qubit in space.occupied() {
            circuit.x(qubit)?;
        }
        let angles = circuit.parameter_vector("t", excitations.len());
        for (excitation, angle) in excitations.iter().zip(angles) {
            self.append(&mut circuit, *excitation, angle)?;
        }
        Ok(circuit)
    }

    fn append(
        self,
        circuit: &mut Circuit,
        excitation: Excitation,
        angle: Parameter,
    ) -> Result<(), ModelError> {
        match (self, excitation) {
            (ExcitationForm::Givens, Excitation::Single { from, to }) => {
                circuit.single_excitation(angle, from, to)?;
            }
            (ExcitationForm::Givens, Excitation::Double { from, to }) => {
                circuit.double_excitation(angle, from.0, from.1, to.0, to.1)?;
            }
            (ExcitationForm::PauliRotations, excitation) => {
                for (factor, string) in generator(excitation) {
                    let targets: Vec<usize> = (0..64).filter(|q| string.support() >> q & 1 == 1).collect();
                    let word: Vec<Pauli> = targets.iter().map(|q| string.letter(*q)).collect();
                    circuit.pauli_rotation(&word, -2.0 * factor * angle, &targets)?;
                }
            }
        }
        Ok(())
    }
}
