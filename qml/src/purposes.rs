//! What this crate draws random numbers for: one constant a purpose, none of them twice. Their numbers are part of every seeded result and
//! never change.
//!
//! ```
//! use ansatz_qml::purposes;
//! use ansatz_simulator::RandomStream;
//! let starting_weight = RandomStream::new(0, purposes::WEIGHTS, 0).uniform();
//! assert!((0.0..1.0).contains(&starting_weight));
//! ```

use ansatz_simulator::Purpose;

/// Splitting a data set: one stream for each class.
pub const SPLIT: Purpose = Purpose::new(1);
/// The order of the rows in the mini-batches: one stream for each epoch.
pub const BATCHES: Purpose = Purpose::new(2);
/// The order of a generated set's rows.
pub const SYNTHETIC_ORDER: Purpose = Purpose::new(3);
/// The noise of a generated row: one stream for each.
pub const SYNTHETIC_NOISE: Purpose = Purpose::new(4);
/// The centre of a generated cluster: one stream for each.
pub const SYNTHETIC_CENTER: Purpose = Purpose::new(5);
/// Starting weights of a model.
pub const WEIGHTS: Purpose = Purpose::new(7);
/// The observable of an ad hoc data set.
pub const AD_HOC_OBSERVABLE: Purpose = Purpose::new(20);
/// The points of an ad hoc data set.
pub const AD_HOC_POINTS: Purpose = Purpose::new(21);
/// The bits of a parity set: one stream for each row.
pub const PARITY_BITS: Purpose = Purpose::new(30);
/// The couplings at which ground states of a spin chain are taken.
pub const SPIN_CHAIN: Purpose = Purpose::new(31);
/// Random parameters of a circuit whose health is asked for: one stream for each draw.
pub const HEALTH: Purpose = Purpose::new(32);
/// Random circuits whose gradients are asked for: one stream for each circuit.
pub const HEALTH_CIRCUIT: Purpose = Purpose::new(33);
/// Samples of a step of kernel alignment: one stream for each.
pub const ALIGNMENT_BATCH: Purpose = Purpose::new(40);
/// Samples of a bootstrap: one stream for each resample.
pub const BOOTSTRAP: Purpose = Purpose::new(41);
/// Folds of a cross-validation: one stream for each class.
pub const FOLDS: Purpose = Purpose::new(42);
/// Points of a random search: one stream for each.
pub const RANDOM_SEARCH: Purpose = Purpose::new(43);
/// Permutations of a feature's column: one stream for each feature.
pub const IMPORTANCE: Purpose = Purpose::new(44);
/// Training samples of a learning curve: one stream for each class.
pub const LEARNING_CURVE: Purpose = Purpose::new(45);
/// Moves away from a start without a slope: one stream for each.
pub const STATIONARY_START: Purpose = Purpose::new(47);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_purposes_share_a_number() {
        let mut numbers: Vec<u64> = [
            SPLIT,
            BATCHES,
            SYNTHETIC_ORDER,
            SYNTHETIC_NOISE,
            SYNTHETIC_CENTER,
            WEIGHTS,
            AD_HOC_OBSERVABLE,
            AD_HOC_POINTS,
            PARITY_BITS,
            SPIN_CHAIN,
            HEALTH,
            HEALTH_CIRCUIT,
            ALIGNMENT_BATCH,
            BOOTSTRAP,
            FOLDS,
            RANDOM_SEARCH,
            IMPORTANCE,
            LEARNING_CURVE,
            STATIONARY_START,
            Purpose::SHOTS,
            Purpose::MEASUREMENT,
            Purpose::ESTIMATE,
            Purpose::TERM_SHOTS,
            Purpose::PERTURBATION,
            Purpose::TEST,
        ]
        .map(Purpose::number)
        .into();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }
}
