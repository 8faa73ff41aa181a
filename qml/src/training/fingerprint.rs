//! A fingerprint of training data, by which a checkpoint knows them again.

use crate::model::Target;
use ndarray::Array2;
use sha2::{Digest, Sha256};

/// SHA-256 of the shape, the features and what is known of them, all as little-endian 64-bit numbers; in hexadecimal.
pub(crate) fn fingerprint<T: Target>(features: &Array2<f64>, known: &[T]) -> String {
    let mut hash = Sha256::new();
    let shape = [features.nrows() as u64, features.ncols() as u64];
    shape.iter().for_each(|size| hash.update(size.to_le_bytes()));
    features.iter().for_each(|x| hash.update(x.to_le_bytes()));
    known.iter().for_each(|target| hash.update(target.bits().to_le_bytes()));
    hexadecimal(&hash.finalize())
}

/// Two digits a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
