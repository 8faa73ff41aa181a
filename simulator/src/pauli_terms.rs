//! From observables to the masks that a backend reads. Called by the engine.

use crate::{PauliTerms, Result, SimulatorError};
use ansatz_circuits::PauliSum;

/// One observable, the same weights in every lane.
pub fn terms_of(observable: &PauliSum) -> PauliTerms {
    weighted_terms(std::slice::from_ref(observable), 1, &[1.0])
}

/// `Σ_m v_m O_m` with `cotangents[lane * observables.len() + m]`.
pub fn weighted_terms(observables: &[PauliSum], lanes: usize, cotangents: &[f64]) -> PauliTerms {
    let mut sum = PauliTerms::empty(lanes);
    for (m, observable) in observables.iter().enumerate() {
        for (coefficient, string) in observable.terms() {
            let weight = |lane: usize| coefficient * cotangents[lane * observables.len() + m];
            sum.add(string.x_mask(), string.z_mask(), (0..lanes).map(weight));
        }
    }
    sum
}

/// Refuses observables that do not fit the circuit or are not finite.
pub(crate) fn check_observables(observables: &[PauliSum], num_qubits: usize) -> Result<()> {
    for observable in observables {
        let needed = observable.min_qubits();
        if needed > num_qubits {
            return Err(SimulatorError::ObservableQubits { needed, num_qubits });
        }
        if !observable.is_finite() {
            return Err(SimulatorError::NotFinite {
                what: "an observable's coefficient".into(),
                value: f64::NAN,
            });
        }
    }
    Ok(())
}
