//! Real one-qubit factors: rotations `[[cos, −sin], [sin, cos]]` and constants, and what of a complex matrix is real.
//! Called by translation, fusion and binding.

use ansatz_circuits::C64;
use ansatz_kernels::cis;

/// A real orthogonal matrix, row-major.
pub(crate) type Real2 = [f64; 4];

/// No turn at all.
pub(super) const IDENTITY: Real2 = [1.0, 0.0, 0.0, 1.0];

/// A factor of a turn.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TurnFactor {
    /// A constant.
    Fixed(Real2),
    /// The rotation by `rate · θ`; its `D` is `rate · [[0, −1], [1, 0]]`.
    Rotation {
        /// θ's slot.
        slot: usize,
        /// Radians of the plane for one of θ.
        rate: f64,
    },
}

impl TurnFactor {
    /// Its slot.
    pub(crate) fn slot(&self) -> Option<usize> {
        match self {
            TurnFactor::Fixed(_) => None,
            TurnFactor::Rotation { slot, .. } => Some(*slot),
        }
    }
}

/// `[[cos, −sin], [sin, cos]]`.
pub(crate) fn rotation(angle: f64) -> Real2 {
    let C64 { re: cos, im: sin } = cis(angle);
    [cos, -sin, sin, cos]
}

/// `a · b`.
pub(crate) fn multiply(a: Real2, b: Real2) -> Real2 {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
    ]
}

/// +1 for a rotation, −1 for a reflection: how `[[0, −1], [1, 0]]` changes when conjugated.
pub(crate) fn orientation(m: Real2) -> f64 {
    if m[0] * m[3] - m[1] * m[2] < 0.0 { -1.0 } else { 1.0 }
}

/// `U = diag(e^{i c_0}, e^{i c_1}) · R · diag(e^{i a_0}, e^{i a_1})` with a real `R`: returns `(a, R, c)`.
pub(crate) fn split(u: &[C64; 4]) -> ([f64; 2], Real2, [f64; 2]) {
    let (cos, sin) = (u[0].norm().hypot(u[3].norm()), u[1].norm().hypot(u[2].norm()));
    let scale = 1.0 / cos.hypot(sin);
    let real = [cos * scale, -sin * scale, sin * scale, cos * scale];
    // u00 = e^{i(c0+a0)} cos, u10 = e^{i(c1+a0)} sin, u01 = −e^{i(c0+a1)} sin, u11 = e^{i(c1+a1)} cos; a0 = 0.
    if cos >= sin {
        let (c0, sum) = (u[0].arg(), u[3].arg());
        let c1 = if sin == 0.0 { 0.0 } else { u[2].arg() };
        ([0.0, sum - c1], real, [c0, c1])
    } else {
        let c1 = u[2].arg();
        let c0 = if cos == 0.0 { 0.0 } else { u[0].arg() };
        ([0.0, (-u[1]).arg() - c0], real, [c0, c1])
    }
}
