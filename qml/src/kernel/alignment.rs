//! How well a kernel's idea of likeness agrees with the classes.

use ndarray::Array2;

/// `Σ_ij K_ij T_ij / √(Σ K² · Σ T²)`, where `T_ij` is 1 for samples of the same class and `−1/(C − 1)` for others: 1 for a
/// kernel that is the classes, near 0 for one that knows nothing of them (Cristianini et al., NIPS 2001).
///
/// `labels` are class numbers, as many as the matrix has rows; 0 for less than two classes or a matrix of zeros.
pub fn kernel_target_alignment(gram: &Array2<f64>, labels: &[usize]) -> f64 {
    let mut classes = labels.to_vec();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() < 2 {
        return 0.0;
    }
    let apart = -1.0 / (classes.len() - 1) as f64;
    let (mut product, mut of_kernel, mut of_target) = (0.0, 0.0, 0.0);
    for ((i, j), value) in gram.indexed_iter() {
        let target = if labels[i] == labels[j] { 1.0 } else { apart };
        product += value * target;
        of_kernel += value * value;
        of_target += target * target;
    }
    if of_kernel > 0.0 { product / (of_kernel * of_target).sqrt() } else { 0.0 }
}
