//! `normalize`: every row to length 1, as amplitude embedding needs it.
//!
//! Called by the pipeline. Must not know other steps.

use ndarray::Array2;

/// `x / ‖x‖₂` for each row; a row of zeros stays as it is. Nothing is fitted.
pub(super) fn normalize(data: &mut Array2<f64>) {
    for mut row in data.rows_mut() {
        let largest = row.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        if largest == 0.0 {
            continue;
        }
        // Divided by the largest entry first, so that no square overflows or vanishes.
        row.mapv_inplace(|value| value / largest);
        let length = row.iter().map(|value| value * value).sum::<f64>().sqrt();
        row.mapv_inplace(|value| value / length);
    }
}
