//! The Fourier spectrum of an expectation in one parameter, such as the input of a model.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use crate::spectrum::parameter_frequencies;
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Plan,
    machine::{Angles, Inputs, ObservedPlan},
};
use std::f64::consts::TAU;

/// `f(x) = Σ_k c_k e^(i k w x)`, k from −D to D: what a circuit can say about x, and how loudly.
#[derive(Debug, Clone, PartialEq)]
pub struct FourierSpectrum {
    /// w, the frequency of which all others are multiples.
    pub unit: f64,
    /// The mean of `|c_k|` over random other parameters, k from 0 to the largest that the encoding gates allow.
    pub amplitudes: Vec<f64>,
}

/// An amplitude below this is rounding.
const NOTHING: f64 = 1e-10;

impl FourierSpectrum {
    /// The largest k with an amplitude.
    pub fn degree(&self) -> usize {
        self.amplitudes.iter().rposition(|amplitude| *amplitude > NOTHING).unwrap_or(0)
    }
}

/// The spectrum of `⟨O⟩` in parameter `input` at random values of the others. Which frequencies there can be is known from the gates that
/// the input feeds (Schuld, Sweke and Meyer, arXiv:2008.08605), so `2D + 1` evaluations give the coefficients exactly.
///
/// # Errors
/// No such parameter, one in which expectations are no Fourier series, frequencies that are no multiples of one, no draws, and
/// whatever the backend refuses.
pub fn fourier_spectrum(
    backend: &dyn Backend,
    circuit: &Circuit,
    (input, observable): (usize, &PauliSum),
    settings: &HealthSettings,
) -> Result<FourierSpectrum, ModelError> {
    let plan = Plan::compile(circuit, &backend.plan_options())?;
    let observed = ObservedPlan::new(plan, vec![observable.clone()])?;
    let plan = observed.plan();
    let map = plan.parameter_map();
    let (parameters, slots) = (map.num_parameters(), plan.num_slots());
    if input >= parameters {
        let expected = "the number of one of the circuit's parameters, from 0";
        return Err(ModelError::Size { setting: "input", expected, found: input });
    }
    draws::at_least_two(settings.draws)?;
    let frequencies = parameter_frequencies(map, plan.shift_rules(), input)?;
    let unit = unit(&frequencies)?;
    let degree = frequencies.last().map_or(0, |largest| (largest / unit).round() as usize);
    let points = 2 * degree + 1;
    let mut amplitudes = vec![0.0; degree + 1];
    for draw in 0..settings.draws {
        let mut params = draws::parameters(parameters, settings.seed, draw);
        let mut angles = vec![0.0; points * slots];
        for point in 0..if slots > 0 { points } else { 0 } {
            params[input] = TAU * point as f64 / (points as f64 * unit);
            map.angles_into(&params, &mut angles[point * slots..(point + 1) * slots])?;
        }
        let inputs = Inputs::batch(points, Angles(&angles));
        let values = backend.expectations(&observed, &inputs)?;
        for (k, amplitude) in amplitudes.iter_mut().enumerate() {
            let turn = |j: usize| TAU * (j * k % points) as f64 / points as f64;
            let part = |wave: fn(f64) -> f64| {
                values.iter().enumerate().map(|(j, value)| value * wave(turn(j))).sum::<f64>() / points as f64
            };
            *amplitude += part(f64::cos).hypot(part(f64::sin)) / settings.draws as f64;
        }
    }
    Ok(FourierSpectrum { unit, amplitudes })
}

/// The frequency of which all are multiples; 1 if there is none.
fn unit(frequencies: &[f64]) -> Result<f64, ModelError> {
    let gaps = frequencies.iter().zip(std::iter::once(&0.0).chain(frequencies)).map(|(b, a)| b - a);
    let least = gaps.fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return Ok(1.0);
    }
    match frequencies.iter().find(|w| (*w / least - (*w / least).round()).abs() > 1e-6) {
        None => Ok(least),
        Some(odd) => {
            let expected = "a multiple of the smallest difference between frequencies";
            Err(ModelError::Number { setting: "frequency of the input", expected, found: *odd })
        }
    }
}
