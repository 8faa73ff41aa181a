//! Permutation importance: how much worse a trained model is once a feature says nothing.
//!
//! Called by users and reports.

use super::parallel::side_by_side;
use super::seeds::Spread;
use crate::purposes;
use crate::{ModelError, Samples, Supervised, Target};
use ansatz_simulator::RandomStream;
use serde::{Deserialize, Serialize};

/// A feature's importance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// By how much the accuracy, or R², falls in each permutation.
    pub drops: Vec<f64>,
    /// Mean and deviation of the drops.
    pub spread: Spread,
}

/// For each feature the fall of the accuracy, or R², on these samples when the feature's column is permuted, `repeats` times.
///
/// Source: L. Breiman, "Random forests", Mach. Learn. 45, 5 (2001), section 10. Of features that say the same each may look unimportant.
///
/// # Errors
/// Whatever the model refuses.
pub fn permutation_importance<'d, T: Target, M: Supervised<T> + ?Sized>(
    model: &M,
    data: impl Into<Samples<'d, T>>,
    repeats: usize,
    seed: u64,
) -> Result<Vec<Importance>, ModelError> {
    let data: Samples<'d, T> = data.into().checked()?;
    let Samples { features, known: labels } = data;
    let before = model.score(features, labels)?;
    let columns: Vec<usize> = (0..features.ncols()).collect();
    side_by_side(&columns, |column| {
        let mut stream = RandomStream::new(seed, purposes::IMPORTANCE, *column as u64);
        let mut moved = features.clone();
        let mut values = features.column(*column).to_vec();
        let mut drops = Vec::with_capacity(repeats);
        for _ in 0..repeats {
            stream.shuffle(&mut values);
            moved.column_mut(*column).iter_mut().zip(&values).for_each(|(x, v)| *x = *v);
            drops.push(before - model.score(&moved, labels)?);
        }
        Ok(Importance { spread: Spread::of(&drops), drops })
    })
}
