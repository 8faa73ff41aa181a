//! What a circuit's parameter stands for: a weight, what an embedding computes of a sample, or their product.
//! Called by data circuits and encoders; must not know circuits.

use ndarray::{ArrayView1, ArrayViewMut1};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::fmt;

/// A number that an embedding computes from the features of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Encoding {
    /// `x_i`.
    Feature(usize),
    /// `x_i · x_j`.
    Product(usize, usize),
    /// `(π − x_i)(π − x_j)`.
    ReflectedProduct(usize, usize),
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Encoding::Feature(i) => write!(f, "x[{i}]"),
            Encoding::Product(i, j) => write!(f, "x[{i}]*x[{j}]"),
            Encoding::ReflectedProduct(i, j) => write!(f, "(pi-x[{i}])*(pi-x[{j}])"),
        }
    }
}

impl Encoding {
    /// Its value for one sample.
    pub fn value(self, features: ArrayView1<'_, f64>) -> f64 {
        match self {
            Encoding::Feature(i) => features[i],
            Encoding::Product(i, j) => features[i] * features[j],
            Encoding::ReflectedProduct(i, j) => (PI - features[i]) * (PI - features[j]),
        }
    }

    /// Adds its derivative in each feature, times `slope`.
    pub fn add_gradient(
        self,
        slope: f64,
        features: ArrayView1<'_, f64>,
        mut gradient: ArrayViewMut1<'_, f64>,
    ) {
        match self {
            Encoding::Feature(i) => gradient[i] += slope,
            Encoding::Product(i, j) => {
                gradient[i] += slope * features[j];
                gradient[j] += slope * features[i];
            }
            Encoding::ReflectedProduct(i, j) => {
                gradient[i] -= slope * (PI - features[j]);
                gradient[j] -= slope * (PI - features[i]);
            }
        }
    }
}

/// What a circuit parameter stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// A trainable weight.
    Weight(usize),
    /// An encoded input.
    Input(Encoding),
    /// A trainable weight times an encoded input: a trainable scale.
    Scaled(usize, Encoding),
}

impl Source {
    /// The parameter for one sample.
    pub fn value(self, weights: &[f64], features: ArrayView1<'_, f64>) -> f64 {
        match self {
            Source::Weight(w) => weights[w],
            Source::Input(encoding) => encoding.value(features),
            Source::Scaled(w, encoding) => weights[w] * encoding.value(features),
        }
    }

    /// The features that it reads.
    pub(super) fn features(self) -> impl Iterator<Item = usize> {
        let (first, second) = match self {
            Source::Weight(_) => (None, None),
            Source::Input(Encoding::Feature(i)) | Source::Scaled(_, Encoding::Feature(i)) => (Some(i), None),
            Source::Input(Encoding::Product(i, j) | Encoding::ReflectedProduct(i, j))
            | Source::Scaled(_, Encoding::Product(i, j) | Encoding::ReflectedProduct(i, j)) => {
                (Some(i), Some(j))
            }
        };
        first.into_iter().chain(second)
    }

    /// Adds to `gradient` what a slope in the parameter means for the weights.
    pub fn add_gradient(self, slope: f64, features: ArrayView1<'_, f64>, gradient: &mut [f64]) {
        match self {
            Source::Weight(w) => gradient[w] += slope,
            Source::Input(_) => {}
            Source::Scaled(w, encoding) => gradient[w] += slope * encoding.value(features),
        }
    }

    /// Adds to `gradient` what a slope in the parameter means for the features.
    pub fn add_feature_gradient(
        self,
        slope: f64,
        weights: &[f64],
        features: ArrayView1<'_, f64>,
        gradient: ArrayViewMut1<'_, f64>,
    ) {
        match self {
            Source::Weight(_) => {}
            Source::Input(encoding) => encoding.add_gradient(slope, features, gradient),
            Source::Scaled(w, encoding) => encoding.add_gradient(slope * weights[w], features, gradient),
        }
    }
}
