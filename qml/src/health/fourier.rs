//! The Fourier spectrum of an expectation in one parameter, such as the input of a model.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use crate::spectrum::parameter_frequencies;
use ansatz_simulator::{Estimator, SimulatorError};
use ndarray::Array1;
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

/// The spectrum of the only observable's `⟨O⟩` in parameter `input` at random values of the others. Which frequencies there can be is known from the gates that
/// the input feeds (Schuld, Sweke and Meyer, arXiv:2008.08605), so `2D + 1` evaluations give the coefficients exactly.
///
/// # Errors
/// Several observables, no such parameter, one in which expectations are no Fourier series, frequencies that are no multiples of one, no draws, and
/// whatever the device refuses.
pub fn fourier_spectrum(
    estimator: &Estimator,
    input: usize,
    settings: &HealthSettings,
) -> Result<FourierSpectrum, ModelError> {
    let parameters = estimator.num_parameters();
    if estimator.num_observables() != 1 {
        let given = estimator.num_observables();
        return Err(SimulatorError::Count { what: "observables", expected: 1, given }.into());
    }
    if input >= parameters {
        let expected = "the number of one of the circuit's parameters, from 0";
        return Err(ModelError::Size { setting: "input", expected, found: input });
    }
    draws::at_least_two(settings.draws)?;
    let observed = estimator.evaluation().observed;
    let frequencies = parameter_frequencies(observed.parameter_map(), observed.shift_rules(), input)?;
    let unit = unit(&frequencies)?;
    let degree = frequencies.last().map_or(0, |largest| (largest / unit).round() as usize);
    let points = 2 * degree + 1;
    let mut amplitudes = vec![0.0; degree + 1];
    for draw in 0..settings.draws {
        let params = Array1::from(draws::parameters(parameters, settings.seed, draw));
        let mut rows = params.broadcast((points, parameters)).expect("rows of as many parameters").to_owned();
        for (point, x) in rows.column_mut(input).iter_mut().enumerate() {
            *x = TAU * point as f64 / (points as f64 * unit);
        }
        let values = estimator.values_batch(rows.view())?;
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
