//! Losses in which some classes count more than others: for rows of which one class is rare.
//!
//! Made by [`Model::class_weights`], and by whatever classifier has a `class_weight`.

use super::{Criterion, Model};
use crate::ModelError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much each class counts.
///
/// ```
/// use ansatz_qml::models::ClassWeight;
/// let weights = ClassWeight::Balanced.of(&[0, 0, 0, 1], &[])?;
/// // Each class counts as much as the other: 3 · 2/3 = 1 · 2.
/// assert_eq!(weights, [2.0 / 3.0, 2.0]);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "`class_weight` is \"balanced\" or a table of classes, such as { fraud = 10.0 }"
)]
#[non_exhaustive]
pub enum ClassWeight {
    /// `N / (C · N_c)` for N rows of C classes, of which N_c are of class c: every class counts the same.
    #[serde(with = "balanced")]
    Balanced,
    /// These weights, by the names of the classes; 1 for all others.
    Classes(BTreeMap<String, f64>),
}

/// `Balanced` as its word.
mod balanced {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("balanced")
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "balanced" => Ok(()),
            // Nobody sees this: the enum has words of its own.
            _ => Err(D::Error::custom("not balanced")),
        }
    }
}

impl ClassWeight {
    /// The weight of each class, for the classes of the training rows and their names.
    ///
    /// # Errors
    /// A name that no class has, or a weight that is not finite and positive.
    pub fn of(&self, labels: &[usize], names: &[String]) -> Result<Vec<f64>, ModelError> {
        let classes = labels.iter().max().map_or(0, |highest| highest + 1).max(names.len());
        match self {
            ClassWeight::Balanced => {
                let mut counts = vec![0usize; classes];
                labels.iter().for_each(|label| counts[*label] += 1);
                let present = counts.iter().filter(|count| **count > 0).count();
                let share = |count: usize| labels.len() as f64 / (present * count.max(1)) as f64;
                Ok(counts.into_iter().map(share).collect())
            }
            ClassWeight::Classes(weights) => {
                let mut of_class = vec![1.0; classes];
                for (name, weight) in weights {
                    let class = names.iter().position(|known| known == name);
                    let class = class.ok_or_else(|| crate::UnknownName::new("class_weight", name, names))?;
                    of_class[class] = *weight;
                }
                check(&of_class)?;
                Ok(of_class)
            }
        }
    }
}

/// How much each class counts, and the names by which it says so.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedClassWeight {
    pub(crate) weight: ClassWeight,
    pub(crate) names: Vec<String>,
}

impl NamedClassWeight {
    /// The weight of each class of these labels.
    ///
    /// # Errors
    /// As [`ClassWeight::of`].
    pub(crate) fn of(&self, labels: &[usize]) -> Result<Vec<f64>, ModelError> {
        self.weight.of(labels, &self.names)
    }
}

fn check(weights: &[f64]) -> Result<(), ModelError> {
    match weights.iter().find(|weight| !(weight.is_finite() && **weight > 0.0)) {
        Some(found) => Err(ModelError::ClassWeight { found: *found }),
        None => Ok(()),
    }
}

impl Model {
    /// The same model, in whose loss a sample of class c counts `weights[c]` times.
    ///
    /// # Errors
    /// Another number of weights than classes, or one that is not finite and positive.
    pub fn class_weights(self, weights: Vec<f64>) -> Result<Model, ModelError> {
        if weights.len() != self.num_answers() {
            let (setting, expected) = ("class weights", "as many as there are classes");
            return Err(ModelError::Size { setting, expected, found: weights.len() });
        }
        check(&weights)?;
        let criterion = Arc::new(Weighted { inner: self.criterion, weights });
        Ok(Model { criterion, ..self })
    }
}

/// A criterion times the weight of the class that is known.
struct Weighted {
    inner: Arc<dyn Criterion<usize>>,
    weights: Vec<f64>,
}

impl Criterion<usize> for Weighted {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn num_answers(&self, outputs: usize) -> usize {
        self.inner.num_answers(outputs)
    }

    fn value_and_gradient(&self, outputs: &[f64], known: usize, gradient: &mut [f64]) -> f64 {
        let weight = self.weights[known];
        let loss = self.inner.value_and_gradient(outputs, known, gradient);
        gradient.iter_mut().for_each(|slope| *slope *= weight);
        weight * loss
    }

    fn answer(&self, outputs: &[f64], answer: &mut [f64]) {
        self.inner.answer(outputs, answer);
    }

    fn decide(&self, outputs: &[f64]) -> usize {
        self.inner.decide(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CrossEntropy;

    #[test]
    fn a_weight_multiplies_loss_and_gradient_and_no_answer() {
        let plain: Arc<dyn Criterion<usize>> = Arc::new(CrossEntropy);
        let weighted = Weighted { inner: Arc::clone(&plain), weights: vec![0.5, 4.0] };
        let outputs = [0.3, -0.7];
        for (known, weight) in [(0, 0.5), (1, 4.0)] {
            let (mut one, mut other) = ([0.0; 2], [0.0; 2]);
            let loss = plain.value_and_gradient(&outputs, known, &mut one);
            assert_eq!(weighted.value_and_gradient(&outputs, known, &mut other), weight * loss);
            assert_eq!(other, one.map(|slope| weight * slope));
        }
        let (mut one, mut other) = ([0.0; 2], [0.0; 2]);
        plain.answer(&outputs, &mut one);
        weighted.answer(&outputs, &mut other);
        assert_eq!(one, other);
    }

    #[test]
    fn names_are_checked() {
        let names = ["a", "b"].map(String::from);
        let weights = |name: &str, weight| ClassWeight::Classes([(name.to_owned(), weight)].into());
        assert_eq!(weights("b", 3.0).of(&[0, 1], &names).expect("a class"), [1.0, 3.0]);
        assert!(weights("c", 3.0).of(&[0, 1], &names).is_err());
        assert!(weights("a", 0.0).of(&[0, 1], &names).is_err());
    }
}
