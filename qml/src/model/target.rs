//! What is known of a sample, and what is made small of outputs for it. Classes and numbers meet here and nowhere else.
//!
//! Called by networks and training. Must not know circuits or heads.

use crate::heads::mean_and_variance;
use crate::metrics::most_probable;
use crate::{Loss, ModelError, RegressionLoss, Split, stratified_split};

/// What is known of a sample: a class (`usize`, from 0) or a number (`f64`).
pub trait Target: Copy + PartialEq + Send + Sync + 'static {
    /// What predicts it: `classifier` or `regressor`.
    const PREDICTOR: &'static str;

    /// Its 64 bits, for a fingerprint of data.
    fn bits(self) -> u64;

    /// It as a number: a class's own, or itself.
    fn number(self) -> f64;

    /// The group of which every part of the data has its share: the class; numbers are one group, which is the default.
    fn stratum(self) -> usize {
        0
    }

    /// What outputs predict where nothing else is said: the class of the largest one, or the first one.
    fn decide(outputs: &[f64]) -> Self;

    /// How good a prediction is where the training targets have this variance; its mean over samples is the accuracy, or R².
    fn merit(self, known: Self, variance: f64) -> f64;

    /// Refuses targets that no model with so many answers can learn.
    ///
    /// # Errors
    /// A class that has no answer, a number that is not finite.
    fn check(known: &[Self], answers: usize) -> Result<(), ModelError>;

    /// A share of the rows to be held out: of every class the same share, of numbers any rows.
    ///
    /// # Errors
    /// A share outside of `[0, 1)`, or a class with a single row.
    fn hold_out(known: &[Self], share: f64, seed: u64) -> Result<Split, ModelError>;

    /// The accuracy, or R² (1 where all targets are equal and predicted, 0 where they are not).
    fn score(predicted: &[Self], known: &[Self]) -> f64;
}

impl Target for usize {
    const PREDICTOR: &'static str = "classifier";

    fn bits(self) -> u64 {
        self as u64
    }

    fn number(self) -> f64 {
        self as f64
    }

    fn stratum(self) -> usize {
        self
    }

    fn decide(outputs: &[f64]) -> usize {
        most_probable(outputs.iter().copied())
    }

    fn merit(self, known: usize, _: f64) -> f64 {
        f64::from(u8::from(self == known))
    }

    fn check(known: &[usize], answers: usize) -> Result<(), ModelError> {
        match known.iter().find(|class| **class >= answers) {
            Some(class) => Err(ModelError::Class { class: *class, classes: answers }),
            None => Ok(()),
        }
    }

    fn hold_out(known: &[usize], share: f64, seed: u64) -> Result<Split, ModelError> {
        Ok(stratified_split(known, share, seed)?)
    }

    fn score(predicted: &[usize], known: &[usize]) -> f64 {
        let right = predicted.iter().zip(known).filter(|(a, b)| a == b).count();
        right as f64 / known.len().max(1) as f64
    }
}

impl Target for f64 {
    const PREDICTOR: &'static str = "regressor";

    fn bits(self) -> u64 {
        self.to_bits()
    }

    fn number(self) -> f64 {
        self
    }

    fn decide(outputs: &[f64]) -> f64 {
        outputs[0]
    }

    fn merit(self, known: f64, variance: f64) -> f64 {
        let error = self - known;
        if variance > 0.0 { 1.0 - error * error / variance } else { f64::from(u8::from(error == 0.0)) }
    }

    fn check(known: &[f64], _: usize) -> Result<(), ModelError> {
        match known.iter().copied().find(|target| !target.is_finite()) {
            Some(found) => Err(ModelError::Number { setting: "targets", expected: "finite", found }),
            None => Ok(()),
        }
    }

    fn hold_out(known: &[f64], share: f64, seed: u64) -> Result<Split, ModelError> {
        // Numbers are one class.
        Ok(stratified_split(&vec![0; known.len()], share, seed)?)
    }

    fn score(predicted: &[f64], known: &[f64]) -> f64 {
        let (mean, _) = mean_and_variance(known);
        let left: f64 = predicted.iter().zip(known).map(|(p, t)| (t - p).powi(2)).sum();
        let total: f64 = known.iter().map(|t| (t - mean).powi(2)).sum();
        if total > 0.0 { 1.0 - left / total } else { f64::from(u8::from(left == 0.0)) }
    }
}

/// What is made small of the outputs of one sample: every [`Loss`] for classes, every [`RegressionLoss`] for numbers.
///
/// Write one of those; this trait is for what neither can say, such as answers that are not made of all outputs.
///
/// ```
/// use ansatz_qml::losses::CrossEntropy;
/// use ansatz_qml::models::Criterion;
/// let mut slope = [0.0; 2];
/// assert_eq!(Criterion::value_and_gradient(&CrossEntropy, &[0.0, 0.0], 1, &mut slope), 2f64.ln());
/// assert_eq!(CrossEntropy.decide(&[0.5, 0.75]), 1);
/// ```
///
/// # Panics
/// The methods panic, as indexing a slice does, where a class has no output or slices differ in length.
pub trait Criterion<T: Target>: Send + Sync {
    /// The name, for reports and checkpoints.
    fn name(&self) -> &'static str;

    /// Length of an answer made of so many outputs: the number of classes, or 1.
    fn num_answers(&self, outputs: usize) -> usize;

    /// The loss; its derivative by each output goes to `gradient`, whatever that held before.
    fn value_and_gradient(&self, outputs: &[f64], known: T, gradient: &mut [f64]) -> f64;

    /// The answer: class probabilities, or a number.
    fn answer(&self, outputs: &[f64], answer: &mut [f64]);

    /// What is predicted. By default [`Target::decide`].
    fn decide(&self, outputs: &[f64]) -> T {
        T::decide(outputs)
    }
}

impl<L: Loss> Criterion<usize> for L {
    fn name(&self) -> &'static str {
        Loss::name(self)
    }

    fn num_answers(&self, outputs: usize) -> usize {
        outputs
    }

    fn value_and_gradient(&self, outputs: &[f64], known: usize, gradient: &mut [f64]) -> f64 {
        Loss::value_and_gradient(self, outputs, known, gradient)
    }

    fn answer(&self, outputs: &[f64], answer: &mut [f64]) {
        self.probabilities(outputs, answer);
    }
}

impl<L: RegressionLoss> Criterion<f64> for L {
    fn name(&self) -> &'static str {
        RegressionLoss::name(self)
    }

    fn num_answers(&self, _: usize) -> usize {
        1
    }

    fn value_and_gradient(&self, outputs: &[f64], known: f64, gradient: &mut [f64]) -> f64 {
        let (loss, slope) = self.value_and_slope(outputs[0] - known);
        gradient.fill(0.0);
        gradient[0] = slope;
        loss
    }

    fn answer(&self, outputs: &[f64], answer: &mut [f64]) {
        answer[0] = outputs[0];
    }
}
