//! How well a kernel's idea of likeness agrees with the classes, and how that changes with the kernel.
//!
//! Called by users, the command line, and the training of kernels.

use ndarray::Array2;

/// `Σ_ij K_ij T_ij / √(Σ K² · Σ T²)`, where `T_ij` is 1 for samples of the same class and `−1/(C − 1)` for others: 1 for a
/// kernel that is the classes, near 0 for one that knows nothing of them (Cristianini et al., NIPS 2001).
///
/// `labels` are class numbers, as many as the matrix has rows; 0 for less than two classes or a matrix of zeros.
pub fn kernel_target_alignment(gram: &Array2<f64>, labels: &[usize]) -> f64 {
    Target::new(labels).map_or(0.0, |target| target.alignment(gram).0)
}

/// The kernel that is the classes.
pub(super) struct Target<'a> {
    labels: &'a [usize],
    apart: f64,
}

impl Target<'_> {
    /// None for less than two classes.
    pub(super) fn new(labels: &[usize]) -> Option<Target<'_>> {
        let mut classes = labels.to_vec();
        classes.sort_unstable();
        classes.dedup();
        (classes.len() >= 2).then(|| Target { labels, apart: -1.0 / (classes.len() - 1) as f64 })
    }

    fn entry(&self, i: usize, j: usize) -> f64 {
        if self.labels[i] == self.labels[j] { 1.0 } else { self.apart }
    }

    /// The alignment A, `√(Σ K² · Σ T²)` and `Σ K²`.
    fn alignment(&self, gram: &Array2<f64>) -> (f64, f64, f64) {
        let (mut product, mut of_kernel, mut of_target) = (0.0, 0.0, 0.0);
        for ((i, j), value) in gram.indexed_iter() {
            let target = self.entry(i, j);
            product += value * target;
            of_kernel += value * value;
            of_target += target * target;
        }
        let scale = (of_kernel * of_target).sqrt();
        (if of_kernel > 0.0 { product / scale } else { 0.0 }, scale, of_kernel)
    }

    /// A and `∂A/∂K_ij = T_ij / √(Σ K² · Σ T²) − A K_ij / Σ K²`, all entries taken as free.
    pub(super) fn value_and_slope(&self, gram: &Array2<f64>) -> (f64, Array2<f64>) {
        let (value, scale, of_kernel) = self.alignment(gram);
        let slope = |(i, j)| self.entry(i, j) / scale - value * gram[[i, j]] / of_kernel;
        (value, Array2::from_shape_fn(gram.dim(), slope))
    }
}
