//! QAOA as a file asks for it: the circuit of a diagonal cost, its start, and the depths before it where it grows.
//!
//! Called by the problem.

use super::ansatz_section::{Alternating, Growth, MixerKey, start};
use super::config::show;
use super::problem::{Ansatz, Natural};
use crate::error::Outcome;
use crate::toml_file::TomlFile;
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::qml::{
    ModelError,
    energy::Start,
    energy::alternating::{Mixer, alternating_circuit, cost_ramp, cost_unit},
};

/// A cost on qubits.
#[derive(Clone, Copy)]
pub(super) struct Cost<'a> {
    pub(super) file: &'a TomlFile,
    pub(super) observable: &'a PauliSum,
    pub(super) qubits: usize,
}

impl Cost<'_> {
    /// The circuits that `[ansatz]` describes.
    pub(super) fn ansatz(self, keys: &Alternating) -> Outcome<Ansatz> {
        let Cost { file, observable, qubits } = self;
        let mixer = match (keys.mixer, &keys.warm_start) {
            (MixerKey::X, None) => Mixer::X,
            (MixerKey::X, Some(bits)) => Mixer::Warm(bits_of(file, bits)?),
            (MixerKey::Xy, _) => Mixer::OneHot(keys.groups.clone()),
        };
        let wrong = |error: ModelError| show(file, error);
        let unit = cost_unit(observable).map_err(|error| wrong(error.into()))?;
        let circuit =
            |cost: &PauliSum, layers: usize| alternating_circuit(cost, qubits, &mixer, layers).map_err(wrong);
        let of_file = circuit(observable, keys.layers)?;
        // A search in units of the cost: what its coefficients are measured in does not matter to it.
        let natural = natural_cost(observable, unit);
        let searched = natural.as_ref().unwrap_or(observable);
        let first = match keys.growth {
            Growth::None => keys.layers,
            Growth::Layerwise => 1,
        };
        let smaller = (first..keys.layers).map(|layers| circuit(searched, layers));
        let smaller = smaller.collect::<Outcome<Vec<Circuit>>>()?;
        let ramp = in_units(&cost_ramp(first), if natural.is_some() { unit } else { 1.0 });
        let start = start(file, keys.start.as_ref(), Some(&ramp))?.unwrap_or(Start::Given(ramp));
        let natural = match &natural {
            Some(cost) => {
                let units = [unit, 1.0].repeat(keys.layers);
                Some(Box::new(Natural { circuit: circuit(cost, keys.layers)?, units }))
            }
            None => None,
        };
        Ok(Ansatz::Fixed { circuit: of_file, start, natural, smaller })
    }
}

/// Bits of which the highest qubit's is leftmost, qubit 0 first.
fn bits_of(file: &TomlFile, text: &str) -> Outcome<Vec<bool>> {
    let bit = |letter: char| match letter {
        '0' => Ok(false),
        '1' => Ok(true),
        other => {
            let message = format!("expected a bit string such as \"0110\", found `{}`", other.escape_debug());
            Err(file.at(&["ansatz.warm_start"], message))
        }
    };
    text.chars().rev().map(bit).collect()
}

/// The cost in its own units; none where they are those of the file.
fn natural_cost(observable: &PauliSum, unit: f64) -> Option<PauliSum> {
    (unit != 1.0 && unit.is_finite()).then(|| unit * observable.clone())
}

/// Angles γ, β in turns, γ in the unit of the file.
fn in_units(angles: &[f64], unit: f64) -> Vec<f64> {
    angles.iter().zip([unit, 1.0].iter().cycle()).map(|(angle, unit)| angle * unit).collect()
}
