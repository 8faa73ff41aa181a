//! Circuits of electrons, and whether a Hamiltonian is one of electrons in the order that the file says.
//!
//! Called by the problem.

use super::ansatz_section::{Growing, OfElectrons, StartKey, start};
use super::config::{MinimizeConfig, show};
use super::problem::Ansatz;
use crate::error::{JobError, Outcome};
use crate::observer::{ElectronDoubt, Notice, Observer};
use crate::toml_file::TomlFile;
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::qml::{
    ModelError,
    energy::fermion::{ActiveSpace, ExcitationForm, SpinOrder, Symmetries},
    energy::{AdaptiveSettings, Start},
};

/// A Hamiltonian and what is known of its electrons.
pub(super) struct Molecule<'a> {
    pub(super) file: &'a TomlFile,
    pub(super) observable: &'a PauliSum,
    pub(super) electrons: Option<usize>,
    /// The observable's.
    pub(super) qubits: usize,
    pub(super) observer: &'a dyn Observer,
}

/// A circuit of all excitations.
type Excited = fn(ActiveSpace) -> Result<Circuit, ModelError>;

impl Molecule<'_> {
    /// The circuit of all excitations of a form.
    pub(super) fn excited(&self, keys: &OfElectrons, circuit: Excited) -> Outcome<Ansatz> {
        let space = self.space(keys.qubits, keys.spin_order)?;
        of_electrons(self.file, circuit(space), keys.start.as_ref())
    }

    /// A circuit that grows.
    pub(super) fn adaptive(&self, config: &MinimizeConfig, growing: &Growing) -> Outcome<Ansatz> {
        let form = match growing.form.as_str() {
            "pauli" => ExcitationForm::PauliRotations,
            "givens" => ExcitationForm::Givens,
            other => {
                let message = format!("unknown form `{}`; known: pauli, givens", other.escape_debug());
                return Err(self.file.at(&["ansatz.form"], message));
            }
        };
        if config.minimize.starts != 1 {
            let message = "`adaptive` starts once, at Hartree-Fock; remove `starts`";
            return Err(self.file.at(&["minimize.starts"], message));
        }
        if config.problem.states.unwrap_or(1) > 1 {
            let message = "excited states need a circuit that does not grow: use `uccsd` or `givens`, or remove `states`";
            return Err(self.file.at(&["problem.states"], message));
        }
        let space = self.space(growing.qubits, growing.spin_order)?;
        let settings = AdaptiveSettings { form, tolerance: growing.tolerance, most: growing.excitations };
        Ok(Ansatz::Adaptive { space, settings })
    }

    fn space(&self, own: Option<usize>, order: SpinOrder) -> Outcome<ActiveSpace> {
        let Some(electrons) = self.electrons else {
            let message = "the number of electrons is not known; give `electrons`";
            return Err(self.file.at(&["problem.electrons", "ansatz.kind"], message));
        };
        let space = ActiveSpace::new(electrons, own.unwrap_or(self.qubits));
        let space = space.and_then(|space| space.with_spin_order(order));
        let space = space.map_err(|error| show(self.file, error))?;
        self.check(space)?;
        Ok(space)
    }

    /// Refuses the wrong order of spins, and tells what else may be wrong.
    fn check(&self, space: ActiveSpace) -> Outcome {
        let found = Symmetries::of(self.observable, space);
        let other = space.spin_order().other();
        if found.electrons && !found.spin && found.spin_in_other_order {
            return Err(self.wrong_order(space.spin_order()));
        }
        let doubt = match (found.electrons, found.spin, found.hartree_fock_in_other_order) {
            (false, ..) => ElectronDoubt::Number,
            (true, false, _) => ElectronDoubt::Spin,
            (true, true, Some(there)) if there < found.hartree_fock - CLEARLY * found.hartree_fock.abs() => {
                ElectronDoubt::Order { other, there, here: found.hartree_fock }
            }
            _ => return Ok(()),
        };
        self.observer.notice(&Notice::Electrons(doubt));
        Ok(())
    }

    fn wrong_order(&self, order: SpinOrder) -> JobError {
        let other = order.other();
        let message = format!(
            "the observable does not keep the spin projection S_z with `spin_order = \"{order}\"`, and does with \"{other}\"; set `spin_order = \"{other}\"` in [ansatz]"
        );
        self.file.at(&["ansatz.spin_order", "ansatz.kind", "problem.observable"], message)
    }
}

/// How much lower the other Hartree–Fock energy is where it is no rounding.
const CLEARLY: f64 = 1e-9;

fn of_electrons(
    file: &TomlFile,
    circuit: Result<Circuit, ModelError>,
    key: Option<&StartKey>,
) -> Outcome<Ansatz> {
    let circuit = circuit.map_err(|error| show(file, error))?;
    let start = start(file, key, None)?.unwrap_or(Start::Zero);
    Ok(Ansatz::fixed(circuit, start))
}
