//! Growth by layers: the angles of p layers as a start for p + 1.
//!
//! Called by searches that grow.

/// The strategy INTERP: with the angles `u_1 … u_p` of one kind, `u'_i = (i−1)/p · u_{i−1} + (p−i+1)/p · u_i` for `i = 1 … p+1`
/// (Zhou et al., arXiv:1812.01041, appendix B.1). Angles of two kinds stand in turns.
///
/// ```
/// use ansatz_qml::energy::alternating::interpolated;
/// assert_eq!(interpolated(&[0.4, 0.6]), [0.4, 0.6, 0.4, 0.6]);
/// let grown = interpolated(&[0.2, 0.6, 0.4, 0.3]);
/// let expected = [0.2, 0.6, 0.3, 0.45, 0.4, 0.3];
/// assert!(grown.iter().zip(expected).all(|(found, angle)| (found - angle).abs() < 1e-15));
/// ```
pub fn interpolated(angles: &[f64]) -> Vec<f64> {
    let layers = angles.len() / 2;
    let share = |i: usize| i as f64 / layers.max(1) as f64;
    let at = |layer: Option<usize>, kind: usize| {
        layer.and_then(|l| angles.get(2 * l + kind)).copied().unwrap_or(0.0)
    };
    let between = |i: usize, kind: usize| {
        let own = if i < layers { at(Some(i), kind) } else { 0.0 };
        share(i) * at(i.checked_sub(1), kind) + share(layers - i) * own
    };
    (0..=layers).flat_map(|i| [between(i, 0), between(i, 1)]).collect()
}
