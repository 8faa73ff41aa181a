//! The ad hoc set of two features: classes that a kernel of the same embedding tells apart, and that look random otherwise.
//!
//! Called by users and tests of kernels. Must not read files.

use crate::network::{EncodedBatch, EncoderPoint};
use crate::purposes;
use crate::{Dataset, EmbeddingShape, GeneratorError, ModelError, zz};
use ansatz_circuits::{C64, Matrix, PauliString, PauliSum, Unitary};
use ansatz_simulator::{Backend, Plan, PlanOptions, RandomStream, machine::ObservedPlan};
use ndarray::Array2;
use std::f64::consts::TAU;

/// The least distance of a sample's expectation from zero.
const LARGEST_GAP: f64 = 0.9;
/// Points that are tried at once.
const TRIED: usize = 256;
/// Points after which no further ones are tried.
const MOST_TRIED: usize = 1 << 20;

/// `samples` points of `[0, 2π)²`, half of each class: the sign of `⟨φ(x)|V†(Z⊗Z)V|φ(x)⟩`, where φ is the `zz` embedding repeated
/// twice and V a random unitary; points where it is less than `gap` in magnitude are left out (Havlíček et al.,
/// arXiv:1804.11326). Class 0 is the positive one.
///
/// # Errors
/// Fewer than 2 samples, a gap that is not in `[0, 0.9]`, or one that leaves too few points.
pub fn ad_hoc(backend: &dyn Backend, samples: usize, gap: f64, seed: u64) -> Result<Dataset, ModelError> {
    let refuse = |setting, expected, found| GeneratorError { generator: "ad_hoc", setting, expected, found };
    if !(2..=MOST_TRIED).contains(&samples) {
        return Err(refuse("samples", "from 2 to 1048576", samples as f64).into());
    }
    if !(0.0..=LARGEST_GAP).contains(&gap) {
        return Err(refuse("gap", "from 0 to 0.9", gap).into());
    }
    let embedding = zz(EmbeddingShape { num_qubits: 2, num_features: 2, repeats: 2 })?;
    let mut circuit = embedding.circuit().clone();
    circuit.unitary(random_unitary(seed)?, &[0, 1])?;
    let plan = Plan::compile(&circuit, &PlanOptions::default())?;
    let observable = PauliSum::from(PauliString::from_masks(0, 0b11));
    let observed = ObservedPlan::new(plan, vec![observable])?;
    let mut stream = RandomStream::new(seed, purposes::AD_HOC_POINTS, 0);
    let mut left = [samples.div_ceil(2), samples / 2];
    let (mut rows, mut labels) = (Vec::new(), Vec::new());
    for _ in 0..MOST_TRIED / TRIED {
        let points = Array2::from_shape_simple_fn((TRIED, 2), || TAU * stream.uniform());
        let batch = EncodedBatch::new(
            &embedding,
            observed.plan()?,
            EncoderPoint { weights: &[], samples: points.view() },
        )?;
        let values = backend.expectations(&observed, &batch.inputs())?;
        for (point, value) in points.rows().into_iter().zip(values) {
            let class = usize::from(value < 0.0);
            if value.abs() >= gap && left[class] > 0 {
                left[class] -= 1;
                rows.extend(point.iter().copied());
                labels.push(class);
            }
        }
        if left == [0, 0] {
            let features = Array2::from_shape_fn((samples, 2), |(row, column)| rows[2 * row + column]);
            let (feature_names, classes) = (vec!["x0".into(), "x1".into()], vec!["0".into(), "1".into()]);
            return Ok(Dataset {
                features,
                labels,
                classes,
                feature_names,
                categories: Vec::new(),
                label_name: "class".into(),
            });
        }
    }
    Err(refuse("gap", "small enough to leave points of both classes", gap).into())
}

/// A random unitary of two qubits: normal numbers made orthonormal, column by column (Mezzadri, arXiv:math-ph/0609050).
fn random_unitary(seed: u64) -> Result<Unitary, ModelError> {
    let mut stream = RandomStream::new(seed, purposes::AD_HOC_OBSERVABLE, 0);
    let mut columns: Vec<[C64; 4]> = Vec::new();
    for _ in 0..4 {
        let mut column = [(); 4].map(|()| C64::new(stream.normal(), stream.normal()));
        for known in &columns {
            let overlap: C64 = known.iter().zip(&column).map(|(a, b)| a.conj() * b).sum();
            column.iter_mut().zip(known).for_each(|(entry, known)| *entry -= overlap * known);
        }
        let norm = column.iter().map(|entry| entry.norm_sqr()).sum::<f64>().sqrt();
        columns.push(column.map(|entry| entry / norm));
    }
    Ok(Unitary::new("V", Matrix::from_fn(4, 4, |row, column| columns[column][row]))?)
}
