//! A network of dense layers: values, and the exact gradient of its loss by going back through the layers.
//!
//! Called by dense models. Must not know optimizers.

use crate::{Samples, Target};
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut1, Axis};

/// A target that a dense network can be taught.
pub trait Taught: Target {
    /// How many outputs such targets need.
    fn outputs(known: &[Self]) -> usize;

    /// The loss of a sample; its outputs become the slopes in them.
    fn loss(outputs: ArrayViewMut1<'_, f64>, known: Self) -> f64;

    /// A target as it is learnt where training targets have this mean and standard deviation: by default, and of classes, as it is.
    #[must_use]
    fn scaled(self, _mean: f64, _deviation: f64) -> Self {
        self
    }
}

impl Taught for usize {
    fn outputs(known: &[usize]) -> usize {
        known.iter().max().map_or(0, |class| class + 1).max(2)
    }

    /// The cross-entropy, `−ln p(label)`.
    fn loss(mut outputs: ArrayViewMut1<'_, f64>, known: usize) -> f64 {
        let output = outputs[known];
        let loss = softmax(outputs.view_mut()) - output;
        outputs[known] -= 1.0;
        loss
    }
}

impl Taught for f64 {
    fn outputs(_: &[f64]) -> usize {
        1
    }

    /// Half the squared error.
    fn loss(mut outputs: ArrayViewMut1<'_, f64>, known: f64) -> f64 {
        outputs[0] -= known;
        outputs[0] * outputs[0] / 2.0
    }

    fn scaled(self, mean: f64, deviation: f64) -> f64 {
        (self - mean) / deviation
    }
}

/// Weights, and λ of their penalty.
#[derive(Clone, Copy)]
pub(super) struct Penalised<'a> {
    pub(super) weights: &'a [f64],
    pub(super) penalty: f64,
}

/// Samples with targets, and how much each counts; absent: all the same.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a, T> {
    pub(super) samples: Samples<'a, T>,
    pub(super) counts: Option<&'a [f64]>,
}

/// Numbers of each layer, features first, classes last; `tanh` between the layers, softmax at the end.
///
/// Weights of all layers lie one after another: for each layer the matrix row by row (a row for each number of the layer before), then the offsets.
pub(super) struct Dense {
    widths: Vec<usize>,
}

/// A layer's matrix and offsets in the list of all weights.
type Layer<'a> = (ArrayView2<'a, f64>, ArrayView1<'a, f64>);

impl Dense {
    pub(super) fn new(widths: Vec<usize>) -> Dense {
        Dense { widths }
    }

    pub(super) fn widths(&self) -> &[usize] {
        &self.widths
    }

    pub(super) fn num_weights(&self) -> usize {
        self.widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Weights of a layer's matrix have the variance 1/(numbers of the layer before) (LeCun et al., 1998); offsets are 0.
    pub(super) fn start(&self, mut normal: impl FnMut() -> f64) -> Vec<f64> {
        let mut weights = Vec::with_capacity(self.num_weights());
        for pair in self.widths.windows(2) {
            let scale = (pair[0].max(1) as f64).sqrt().recip();
            weights.extend((0..pair[0] * pair[1]).map(|_| scale * normal()));
            weights.extend(std::iter::repeat_n(0.0, pair[1]));
        }
        weights
    }

    fn layers<'a>(&self, weights: &'a [f64]) -> Vec<Layer<'a>> {
        let mut rest = weights;
        let layer = |pair: &[usize]| {
            let (matrix, others) = rest.split_at(pair[0] * pair[1]);
            let (offsets, others) = others.split_at(pair[1]);
            rest = others;
            let matrix = ArrayView2::from_shape((pair[0], pair[1]), matrix)
                .expect("a slice of rows times columns numbers is a matrix");
            (matrix, ArrayView1::from(offsets))
        };
        self.widths.windows(2).map(layer).collect()
    }

    /// The numbers of every layer, the samples first; the last are outputs before the softmax.
    fn forward(&self, weights: &[f64], samples: &Array2<f64>) -> Vec<Array2<f64>> {
        let layers = self.layers(weights);
        let mut all = vec![samples.clone()];
        for (k, (matrix, offsets)) in layers.iter().enumerate() {
            let mut next = all[k].dot(matrix) + offsets;
            if k + 1 < layers.len() {
                next.mapv_inplace(f64::tanh);
            }
            all.push(next);
        }
        all
    }

    /// Class probabilities, a row for each sample.
    pub(super) fn probabilities(&self, weights: &[f64], samples: &Array2<f64>) -> Array2<f64> {
        let mut outputs = self.outputs(weights, samples);
        outputs.rows_mut().into_iter().for_each(|row| {
            softmax(row);
        });
        outputs
    }

    /// Outputs, a row for each sample.
    pub(super) fn outputs(&self, weights: &[f64], samples: &Array2<f64>) -> Array2<f64> {
        self.forward(weights, samples).pop().expect("there is a layer of outputs")
    }

    /// The mean loss, a sample of weight w counting w times, plus `½ λ Σ w²` over the matrices; the gradient is written.
    pub(super) fn loss<T: Taught>(
        &self,
        at: Penalised<'_>,
        data: Counted<'_, T>,
        gradient: &mut [f64],
    ) -> f64 {
        let Penalised { weights, penalty } = at;
        let Counted { samples: data, counts } = data;
        let mut all = self.forward(weights, data.features);
        let layers = self.layers(weights);
        let count = data.len() as f64;
        let mut slope = all.pop().expect("there is a layer of outputs");
        let mut value = 0.0;
        for (k, (mut row, known)) in slope.rows_mut().into_iter().zip(data.known).enumerate() {
            let loss = T::loss(row.view_mut(), *known);
            match counts {
                None => value += loss,
                Some(counts) => {
                    value += counts[k] * loss;
                    row *= counts[k];
                }
            }
        }
        slope /= count;
        value /= count;
        let mut end = self.num_weights();
        for (k, (matrix, offsets)) in layers.iter().enumerate().rev() {
            let middle = end - offsets.len();
            let begin = middle - matrix.len();
            let of_matrix = all[k].t().dot(&slope) + &(matrix * penalty);
            gradient[begin..middle].iter_mut().zip(&of_matrix).for_each(|(g, s)| *g = *s);
            gradient[middle..end].iter_mut().zip(slope.sum_axis(Axis(0))).for_each(|(g, s)| *g = s);
            value += 0.5 * penalty * matrix.iter().map(|w| w * w).sum::<f64>();
            slope = slope.dot(&matrix.t()) * all[k].mapv(|a| 1.0 - a * a);
            end = begin;
        }
        value
    }
}

/// Outputs to probabilities; gives `ln Σ exp(output)`.
fn softmax(mut row: ArrayViewMut1<'_, f64>) -> f64 {
    let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    row.mapv_inplace(|output| (output - largest).exp());
    let sum = row.sum();
    row /= sum;
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ansatz_simulator::{Purpose, RandomStream};

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        let mut stream = RandomStream::new(1, Purpose::TEST, 0);
        for widths in [vec![3, 2], vec![3, 5, 4], vec![2, 4, 3, 3]] {
            let classes = widths[widths.len() - 1];
            check(widths, &(0..6).map(|k| k % classes).collect::<Vec<usize>>(), &mut stream);
        }
        check(vec![3, 4, 1], &[0.5, -1.0, 2.0, 0.0, 0.25, 3.0], &mut stream);
    }

    fn check<T: Taught>(widths: Vec<usize>, known: &[T], stream: &mut RandomStream) {
        let features = Array2::from_shape_simple_fn((6, widths[0]), || stream.normal());
        let samples = Samples { features: &features, known };
        let network = Dense::new(widths);
        let mut weights = network.start(|| stream.normal());
        weights.iter_mut().for_each(|w| *w += 0.1 * stream.normal());
        for counts in [None, Some(vec![1.0, 0.5, 3.0, 1.0, 0.25, 2.0])] {
            let loss = |weights: &[f64], gradient: &mut [f64]| {
                let data = Counted { samples, counts: counts.as_deref() };
                network.loss(Penalised { weights, penalty: 0.03 }, data, gradient)
            };
            let mut gradient = vec![0.0; weights.len()];
            loss(&weights, &mut gradient);
            for (k, slope) in gradient.iter().enumerate() {
                let at = |t: f64| {
                    let (mut moved, mut unused) = (weights.clone(), vec![0.0; weights.len()]);
                    moved[k] += t;
                    loss(&moved, &mut unused)
                };
                let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!((slope - difference).abs() < 1e-9, "{k}: {slope} {difference}");
            }
        }
    }
}
