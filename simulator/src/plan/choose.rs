//! Choosing a plan: the same operations in tiles of a few sizes, of which the cost model predicts one to be the fastest.
//! Called by `Plan` alone; it reads no clock and knows no machine but the cost model's.

use super::queue::Queue;
use super::schedule::schedule;
use super::{PlannedPass, work};
use crate::{CostModel, PlanOptions, RunShape};

/// Another size has to save this share of the time at least: predictions are no better than that.
const LEAST_GAIN: f64 = 0.06;
/// What predictions are for: which size is best depends little on it.
const SHAPE: RunShape = RunShape { amplitude_bytes: 16, threads: 1 };

/// The passes of these operations, on a state in which `live` qubits may read 1 at first.
pub(super) fn passes(ops: Queue, num_qubits: usize, live: u64, options: &PlanOptions) -> Vec<PlannedPass> {
    let others = others(num_qubits, options);
    if others.is_empty() {
        return schedule(ops, num_qubits, options);
    }
    let seconds = |passes: &[PlannedPass]| {
        CostModel::default().seconds(&work::of_passes(passes, num_qubits, live), SHAPE)
    };
    let mut best = schedule(ops.clone(), num_qubits, options);
    let mut least = (1.0 - LEAST_GAIN) * seconds(&best);
    for other in others {
        let passes = schedule(ops.clone(), num_qubits, &other);
        let predicted = seconds(&passes);
        if predicted < least {
            (best, least) = (passes, predicted);
        }
    }
    best
}

/// Shorter runs, which leave more qubits free to choose, and smaller tiles, which touch fewer amplitudes while most are
/// still zero.
fn others(num_qubits: usize, options: &PlanOptions) -> Vec<PlanOptions> {
    if num_qubits < options.choices_qubits || options.tile_of(num_qubits) == num_qubits {
        return Vec::new();
    }
    let shorter = PlanOptions { contiguous_qubits: options.contiguous_qubits.saturating_sub(1), ..*options };
    let smaller = PlanOptions { tile_qubits: options.tile_qubits.saturating_sub(1).max(1), ..*options };
    let all = [shorter, smaller].into_iter().filter(|other| other != options);
    all.take(options.choices.saturating_sub(1)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Plan;
    use ansatz_circuits::Circuit;

    /// Turns and a controlled phase on neighbours at a distance, layer by layer.
    fn layers(num_qubits: usize) -> Circuit {
        let mut circuit = Circuit::new(num_qubits);
        for layer in 0..4 {
            for q in 0..num_qubits {
                circuit.ry(0.1 + layer as f64, q).unwrap();
                circuit.cp(0.2, q, (q + 1 + layer) % num_qubits).unwrap();
            }
        }
        circuit
    }

    fn predicted(options: &PlanOptions) -> f64 {
        (8..=10)
            .map(|n| CostModel::default().seconds(&Plan::compile(&layers(n), options).unwrap().work(), SHAPE))
            .sum()
    }

    #[test]
    fn a_choice_is_never_predicted_to_be_slower() {
        let one = PlanOptions {
            tile_qubits: 5,
            contiguous_qubits: 2,
            least_tile_qubits: 0,
            lookahead_qubits: 0,
            choices_qubits: 0,
            choices: 1,
            ..PlanOptions::default()
        };
        let three = PlanOptions { choices: 3, ..one };
        let by_hand =
            [one, PlanOptions { contiguous_qubits: 1, ..one }, PlanOptions { tile_qubits: 4, ..one }];
        let least = by_hand.iter().map(predicted).fold(f64::INFINITY, f64::min);
        assert!(predicted(&three) <= predicted(&one));
        assert!(predicted(&three) <= least / (1.0 - LEAST_GAIN), "{} {least}", predicted(&three));
    }

    #[test]
    fn there_is_no_choice_for_small_states_and_single_tiles() {
        let options = PlanOptions::default();
        assert!(others(19, &options).is_empty());
        assert_eq!(others(20, &options).len(), 2);
        assert_eq!(others(24, &PlanOptions { choices: 2, ..options }).len(), 1);
        assert!(others(24, &options.plain()).is_empty());
        assert!(others(24, &PlanOptions { tile_qubits: 30, split_qubits: 0, ..options }).is_empty());
    }
}
