//! Losses: how wrong a model's outputs are for a known class, and in which direction they should move.
//!
//! Called once a sample by training, and for class probabilities by prediction. Must not know circuits, batches or optimizers.

mod cross_entropy;
mod error_probability;
mod hinge;
mod mean_squared_error;
mod regression;

pub use cross_entropy::CrossEntropy;
pub use error_probability::ErrorProbability;
pub use hinge::Hinge;
pub use mean_squared_error::MeanSquaredError;
pub use regression::{REGRESSION_LOSSES, RegressionLoss};

use crate::names::UnknownName;

/// The names that [`by_name`] knows.
pub const LOSSES: [&str; 4] = ["cross_entropy", "mean_squared_error", "hinge", "error_probability"];

/// A loss of one sample: `outputs` are the model's numbers, one a class, and `label` is the true class.
///
/// The predicted class is the one with the largest output; [`Loss::probabilities`] has its largest entry there too.
///
/// # Panics
/// The methods panic, as indexing a slice does, if `label` is not an index of `outputs`, or if the slices differ in length.
pub trait Loss: Send + Sync {
    /// The name in files and on the command line.
    fn name(&self) -> &'static str;

    /// Number of outputs that the model needs for this many classes.
    fn outputs_for(&self, classes: usize) -> usize {
        classes
    }

    /// The loss; its derivative by each output goes to `gradient`, whatever that held before.
    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64;

    /// An estimate of each class's probability: not negative, with sum 1.
    fn probabilities(&self, outputs: &[f64], probabilities: &mut [f64]);
}

/// The loss with this name.
///
/// # Errors
/// [`UnknownName`] with the nearest known name.
pub fn by_name(name: &str) -> Result<Box<dyn Loss>, UnknownName> {
    match name {
        "cross_entropy" => Ok(Box::new(CrossEntropy)),
        "mean_squared_error" => Ok(Box::new(MeanSquaredError)),
        "hinge" => Ok(Box::new(Hinge)),
        "error_probability" => Ok(Box::new(ErrorProbability)),
        _ => Err(UnknownName::new("loss", name, &LOSSES)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ansatz_simulator::{Purpose, RandomStream};

    const STEP: f64 = 1e-5;

    #[test]
    fn gradients_are_the_slopes_of_the_values() {
        let mut generator = RandomStream::new(1, Purpose::SyntheticNoise, 0);
        for name in LOSSES {
            let loss = by_name(name).unwrap();
            for _ in 0..200 {
                let classes = 2 + generator.below(4) as usize;
                let mut outputs: Vec<f64> = (0..classes).map(|_| 2.0 * generator.normal()).collect();
                let label = generator.below(classes as u64) as usize;
                if name == "hinge" && near_a_kink(&outputs, label) {
                    continue;
                }
                let (mut gradient, mut unused) = (vec![f64::NAN; classes], vec![0.0; classes]);
                loss.value_and_gradient(&outputs, label, &mut gradient);
                for index in 0..classes {
                    let center = outputs[index];
                    let mut at = |offset| {
                        outputs[index] = center + offset;
                        loss.value_and_gradient(&outputs, label, &mut unused)
                    };
                    let slope = (at(STEP) - at(-STEP)) / (2.0 * STEP);
                    outputs[index] = center;
                    assert!(
                        (slope - gradient[index]).abs() < 1e-8,
                        "{name}: {slope} against {}",
                        gradient[index]
                    );
                }
            }
        }
    }

    /// Whether the largest other output is nearly shared, or the margin is nearly met.
    fn near_a_kink(outputs: &[f64], label: usize) -> bool {
        let mut others: Vec<f64> = outputs
            .iter()
            .enumerate()
            .filter(|&(class, _)| class != label)
            .map(|(_, &output)| output)
            .collect();
        others.sort_by(|left, right| right.total_cmp(left));
        let shared = others.len() > 1 && others[0] - others[1] < 1e-3;
        shared || (1.0 + others[0] - outputs[label]).abs() < 1e-3
    }

    #[test]
    fn probabilities_sum_to_one_and_peak_at_the_largest_output() {
        let mut generator = RandomStream::new(2, Purpose::SyntheticNoise, 0);
        let largest =
            |values: &[f64]| (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap();
        for name in LOSSES {
            let loss = by_name(name).unwrap();
            for scale in [0.1, 1.0, 30.0] {
                for _ in 0..100 {
                    let outputs: Vec<f64> = (0..4).map(|_| scale * generator.normal()).collect();
                    let mut probabilities = [f64::NAN; 4];
                    loss.probabilities(&outputs, &mut probabilities);
                    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
                    assert!(probabilities.iter().all(|&p| (0.0..=1.0 + 1e-12).contains(&p)), "{name}");
                    assert_eq!(largest(&probabilities), largest(&outputs), "{name}: {outputs:?}");
                }
            }
        }
    }

    #[test]
    fn every_name_is_its_own_and_a_misspelt_one_gets_its_neighbour() {
        for name in LOSSES {
            assert_eq!(by_name(name).unwrap().name(), name);
            assert_eq!(by_name(name).unwrap().outputs_for(3), 3);
        }
        let error = by_name("cross-entropy").err().unwrap();
        assert_eq!(error.to_string(), "unknown loss `cross-entropy`; did you mean `cross_entropy`?");
    }
}
