//! The Fourier spectrum of expectations in one parameter of a circuit. Called by objectives that optimizers ask for it.
//!
//! In one slot the frequencies are those of its generator; a parameter that feeds several slots, scaled by `a_s`, has all sums
//! `|Σ_s a_s w_s|` with `w_s` in `{0, ±w}` of each slot (Schuld, Sweke and Meyer, arXiv:2008.08605).

use crate::ModelError;
use ansatz_circuits::{Angle, ParameterMap, ShiftRule};

/// Frequencies nearer than this are one.
const SAME: f64 = 1e-9;
/// More frequencies than this are refused.
const MOST: usize = 128;

/// The positive frequencies of expectations in a parameter, ascending.
pub(crate) fn parameter_frequencies(
    map: &ParameterMap,
    rules: &[ShiftRule],
    parameter: usize,
) -> Result<Vec<f64>, ModelError> {
    let mut found = vec![0.0];
    for (slot, rule) in rules.iter().enumerate() {
        let row = map.row(slot);
        if row.functions().iter().any(|(f, _)| f.operands().iter().any(|angle| depends(angle, parameter))) {
            return Err(ModelError::NotASeries { parameter });
        }
        let scale = row.terms().iter().find(|(p, _)| p.index() == parameter).map_or(0.0, |(_, scale)| *scale);
        if scale == 0.0 || rule.frequencies().is_empty() {
            continue;
        }
        let mut sums = found.clone();
        for known in &found {
            for w in rule.frequencies() {
                sums.extend([known + scale * w, known - scale * w].map(f64::abs));
            }
        }
        sums.sort_by(f64::total_cmp);
        sums.dedup_by(|a, b| (*a - *b).abs() < SAME);
        if sums.len() > MOST {
            return Err(ModelError::Size {
                setting: "frequencies of a parameter",
                expected: "at most 127, with two evaluations for each",
                found: sums.len() - 1,
            });
        }
        found = sums;
    }
    Ok(found.into_iter().filter(|w| *w > SAME).collect())
}

/// Whether an angle depends on a parameter.
fn depends(angle: &Angle, parameter: usize) -> bool {
    angle.terms().iter().any(|(p, _)| p.index() == parameter)
        || angle.functions().iter().any(|(f, _)| f.operands().iter().any(|inner| depends(inner, parameter)))
}
