//! Every gate by name, from the formula that defines it: OpenQASM 2's `qelib1.inc`, OpenQASM 3's `stdgates.inc`, and
//! the sources named in the crate's gate table. Controls are the lowest bits. Called by the suite.

use super::matrix::{C64, Mat, c, exponential, pauli_word};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, FRAC_PI_4};

/// The matrix of a gate on its own qubits (argument `j` is bit `j`); `None` for a name it does not know.
pub fn gate(name: &str, angles: &[f64]) -> Option<Mat> {
    fixed(name).or_else(|| rotation(name, angles)).or_else(|| composite(name, angles))
}

fn fixed(name: &str) -> Option<Mat> {
    Some(match name {
        "id" | "i" => Mat::identity(2),
        "x" => pauli_word("X"),
        "y" => pauli_word("Y"),
        "z" => pauli_word("Z"),
        "h" => hadamard(),
        "s" => phase(FRAC_PI_2),
        "sdg" | "si" => phase(-FRAC_PI_2),
        "t" => phase(FRAC_PI_4),
        "tdg" | "ti" => phase(-FRAC_PI_4),
        "sx" | "v" => root_x(),
        "sxdg" | "vi" => root_x().adjoint(),
        "cx" | "CX" | "cnot" => pauli_word("X").controlled(1),
        "cy" => pauli_word("Y").controlled(1),
        "cz" => pauli_word("Z").controlled(1),
        "ch" => hadamard().controlled(1),
        "cs" => phase(FRAC_PI_2).controlled(1),
        "csdg" => phase(-FRAC_PI_2).controlled(1),
        "csx" | "cv" => root_x().controlled(1),
        "ccx" | "toffoli" | "ccnot" => pauli_word("X").controlled(2),
        "ccz" => pauli_word("Z").controlled(2),
        "c3x" | "cccx" => pauli_word("X").controlled(3),
        "c3sqrtx" | "c3sx" => root_x().controlled(3),
        "c4x" => pauli_word("X").controlled(4),
        "swap" => exchange(),
        "cswap" | "fredkin" => exchange().controlled(1),
        "iswap" => exponential(&xx_and_yy(1.0).scaled(c(0.0, FRAC_PI_4))),
        "iswapdg" => exponential(&xx_and_yy(1.0).scaled(c(0.0, -FRAC_PI_4))),
        // (IX − XY)/√2 with the first qubit rightmost.
        "ecr" => pauli_word("XI").plus(&pauli_word("YX").scaled(c(-1.0, 0.0))).scaled(c(FRAC_1_SQRT_2, 0.0)),
        // b ← b⊕a, then a ← a⊕b.
        "dcx" => permutation(4, |k| {
            let (a, b) = (k & 1, k >> 1);
            let b = b ^ a;
            (a ^ b) | b << 1
        }),
        "rccx" => monomial(8, &[(5, 5, c(-1.0, 0.0)), (3, 7, c(0.0, -1.0)), (7, 3, c(0.0, 1.0))]),
        "rc3x" | "rcccx" => monomial(
            16,
            &[(3, 3, c(0.0, 1.0)), (11, 11, c(0.0, -1.0)), (7, 15, c(1.0, 0.0)), (15, 7, c(-1.0, 0.0))],
        ),
        _ => return None,
    })
}

fn rotation(name: &str, angles: &[f64]) -> Option<Mat> {
    let &[theta] = angles else { return None };
    let about = |hermitian: Mat| exponential(&hermitian.scaled(c(0.0, -theta / 2.0)));
    Some(match name {
        "gphase" => Mat::diagonal(&[C64::from_polar(1.0, theta)]),
        // An idle of some duration: nothing happens.
        "u0" => Mat::identity(2),
        "rx" => about(pauli_word("X")),
        "ry" => about(pauli_word("Y")),
        "rz" => about(pauli_word("Z")),
        "p" | "u1" | "phase" | "phaseshift" => phase(theta),
        "crx" => about(pauli_word("X")).controlled(1),
        "cry" => about(pauli_word("Y")).controlled(1),
        "crz" => about(pauli_word("Z")).controlled(1),
        "cp" | "cu1" | "cphase" | "cphaseshift" => phase(theta).controlled(1),
        "rxx" | "xx" => about(pauli_word("XX")),
        "ryy" | "yy" => about(pauli_word("YY")),
        "rzz" | "zz" => about(pauli_word("ZZ")),
        "rzx" => about(pauli_word("ZX")),
        "rxx_plus_ryy" => about(xx_and_yy(1.0).scaled(c(0.5, 0.0))),
        "rxx_minus_ryy" => about(xx_and_yy(-1.0).scaled(c(0.5, 0.0))),
        "cphaseshift00" => phase_of(0, theta),
        // The first qubit is the low bit.
        "cphaseshift10" => phase_of(1, theta),
        "cphaseshift01" => phase_of(2, theta),
        "xy" => mixing([1, 2], -theta, 0.0),
        "pswap" => monomial(4, &[(1, 2, C64::from_polar(1.0, theta)), (2, 1, C64::from_polar(1.0, theta))]),
        "gpi" => in_plane(theta),
        "gpi2" => exponential(&in_plane(theta).scaled(c(0.0, -FRAC_PI_4))),
        "single_excitation" | "givens" => excitation(4, 0b10, 0b01, theta),
        "double_excitation" => excitation(16, 0b1100, 0b0011, theta),
        _ => return None,
    })
}

fn composite(name: &str, angles: &[f64]) -> Option<Mat> {
    Some(match (name, angles) {
        ("u2", &[phi, lambda]) => euler(FRAC_PI_2, phi, lambda),
        ("u3", &[theta, phi, lambda]) => euler(theta, phi, lambda),
        ("u", &[theta, phi, lambda]) => u(theta, phi, lambda),
        ("U", &[theta, phi, lambda]) => u(theta, phi, lambda).scaled(C64::from_polar(1.0, theta / 2.0)),
        ("cu3", &[theta, phi, lambda]) => u(theta, phi, lambda).controlled(1),
        ("cu", &[theta, phi, lambda, gamma]) => {
            // p(γ) on the control, the low bit.
            u(theta, phi, lambda).controlled(1).times(&Mat::identity(2).kron(&phase(gamma)))
        }
        ("r" | "prx", &[theta, phi]) => exponential(&in_plane(phi).scaled(c(0.0, -theta / 2.0))),
        ("ms", &[first, second, theta]) => {
            // The second qubit is the left factor.
            exponential(&in_plane(second).kron(&in_plane(first)).scaled(c(0.0, -theta / 2.0)))
        }
        ("fsim", &[theta, phi]) => {
            let both = Mat::diagonal(&[c(1.0, 0.0), c(1.0, 0.0), c(1.0, 0.0), C64::from_polar(1.0, -phi)]);
            mixing([1, 2], 2.0 * theta, 0.0).times(&both)
        }
        ("xx_plus_yy", &[theta, beta]) => mixing([1, 2], theta, beta),
        ("xx_minus_yy", &[theta, beta]) => mixing([0, 3], theta, beta),
        _ => return None,
    })
}

/// `cos φ·X + sin φ·Y`.
fn in_plane(phi: f64) -> Mat {
    pauli_word("X").scaled(c(phi.cos(), 0.0)).plus(&pauli_word("Y").scaled(c(phi.sin(), 0.0)))
}

/// A phase on one state of two qubits.
fn phase_of(state: usize, theta: f64) -> Mat {
    monomial(4, &[(state, state, C64::from_polar(1.0, theta))])
}

fn hadamard() -> Mat {
    pauli_word("X").plus(&pauli_word("Z")).scaled(c(FRAC_1_SQRT_2, 0.0))
}

fn phase(lambda: f64) -> Mat {
    Mat::diagonal(&[c(1.0, 0.0), C64::from_polar(1.0, lambda)])
}

/// `√X = exp(iπ/4)·exp(-iπX/4)`.
fn root_x() -> Mat {
    exponential(&pauli_word("X").scaled(c(0.0, -FRAC_PI_4))).scaled(C64::from_polar(1.0, FRAC_PI_4))
}

/// `(1 + XX + YY + ZZ)/2`.
fn exchange() -> Mat {
    pauli_word("II").plus(&xx_and_yy(1.0)).plus(&pauli_word("ZZ")).scaled(c(0.5, 0.0))
}

/// `XX + sign·YY`.
fn xx_and_yy(sign: f64) -> Mat {
    pauli_word("XX").plus(&pauli_word("YY").scaled(c(sign, 0.0)))
}

/// `rz(φ)·ry(θ)·rz(λ)`, of determinant 1.
fn euler(theta: f64, phi: f64, lambda: f64) -> Mat {
    let about = |letter: &str, angle: f64| exponential(&pauli_word(letter).scaled(c(0.0, -angle / 2.0)));
    about("Z", phi).times(&about("Y", theta)).times(&about("Z", lambda))
}

/// The same up to the phase that makes the first entry real.
fn u(theta: f64, phi: f64, lambda: f64) -> Mat {
    let (cos, sin) = ((theta / 2.0).cos(), (theta / 2.0).sin());
    let polar = C64::from_polar;
    Mat { dim: 2, entries: vec![c(cos, 0.0), -polar(sin, lambda), polar(sin, phi), polar(cos, phi + lambda)] }
}

/// `from → cos(θ/2) from + sin(θ/2) to`, `to → cos(θ/2) to − sin(θ/2) from`.
fn excitation(dim: usize, from: usize, to: usize, theta: f64) -> Mat {
    let (cos, sin) = ((theta / 2.0).cos(), (theta / 2.0).sin());
    Mat::from_fn(dim, |row, column| match (row, column) {
        _ if row == column && (row == from || row == to) => c(cos, 0.0),
        _ if (row, column) == (to, from) => c(sin, 0.0),
        _ if (row, column) == (from, to) => c(-sin, 0.0),
        _ => c(f64::from(u8::from(row == column)), 0.0),
    })
}

/// `cos(θ/2)` on two states, `-i sin(θ/2) e^{∓iβ}` between them.
fn mixing([low, high]: [usize; 2], theta: f64, beta: f64) -> Mat {
    let (cos, sin) = ((theta / 2.0).cos(), (theta / 2.0).sin());
    Mat::from_fn(4, |row, column| match (row, column) {
        _ if row == column => c(if row == low || row == high { cos } else { 1.0 }, 0.0),
        _ if (row, column) == (low, high) => C64::from_polar(sin, -FRAC_PI_2 - beta),
        _ if (row, column) == (high, low) => C64::from_polar(sin, -FRAC_PI_2 + beta),
        _ => c(0.0, 0.0),
    })
}

fn permutation(dim: usize, image: impl Fn(usize) -> usize) -> Mat {
    Mat::from_fn(dim, |row, column| c(f64::from(u8::from(row == image(column))), 0.0))
}

/// The identity except in the rows of the given `(row, column, value)`.
fn monomial(dim: usize, entries: &[(usize, usize, C64)]) -> Mat {
    Mat::from_fn(dim, |row, column| match entries.iter().find(|entry| entry.0 == row) {
        Some(entry) if entry.1 == column => entry.2,
        Some(_) => c(0.0, 0.0),
        None => c(f64::from(u8::from(row == column)), 0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{Placement, circuit_matrix};

    fn product(num_qubits: usize, steps: &[(&str, &[f64], &[usize])]) -> Mat {
        let steps: Vec<(Placement, Mat)> = steps
            .iter()
            .map(|(name, angles, qubits)| (Placement::on(qubits), gate(name, angles).expect("a known gate")))
            .collect();
        circuit_matrix(num_qubits, &steps)
    }

    /// Maslov, arXiv:1508.03273, figures 3 and 4.
    #[test]
    fn relative_phase_toffolis_are_their_published_circuits() {
        let t: (&str, &[f64], &[usize]) = ("t", &[], &[2]);
        let (tdg, h) = (("tdg", &[][..], &[2][..]), ("h", &[][..], &[2][..]));
        let cx = |control: &'static [usize]| ("cx", &[][..], control);
        let three = [h, t, cx(&[1, 2]), tdg, cx(&[0, 2]), t, cx(&[1, 2]), tdg, h];
        assert!(product(3, &three).distance(&gate("rccx", &[]).expect("known")) < 1e-14);
        let t: (&str, &[f64], &[usize]) = ("t", &[], &[3]);
        let (tdg, h) = (("tdg", &[][..], &[3][..]), ("h", &[][..], &[3][..]));
        let middle = [cx(&[0, 3]), t, cx(&[1, 3]), tdg, cx(&[0, 3]), t, cx(&[1, 3]), tdg];
        let outer = [h, t, cx(&[2, 3]), tdg, h];
        let four: Vec<_> = outer.into_iter().chain(middle).chain(outer).collect();
        assert!(product(4, &four).distance(&gate("rc3x", &[]).expect("known")) < 1e-14);
    }

    #[test]
    fn the_two_parameter_interactions_are_conjugated_by_z_rotations() {
        let (theta, beta) = (0.7, -1.9);
        let plus =
            product(2, &[("rz", &[beta], &[0]), ("rxx_plus_ryy", &[theta], &[0, 1]), ("rz", &[-beta], &[0])]);
        assert!(plus.distance(&gate("xx_plus_yy", &[theta, beta]).expect("known")) < 1e-14);
        let minus = product(
            2,
            &[("rz", &[-beta], &[1]), ("rxx_minus_ryy", &[theta], &[0, 1]), ("rz", &[beta], &[1])],
        );
        assert!(minus.distance(&gate("xx_minus_yy", &[theta, beta]).expect("known")) < 1e-14);
        let dcx = product(2, &[("cx", &[], &[0, 1]), ("cx", &[], &[1, 0])]);
        assert!(dcx.distance(&gate("dcx", &[]).expect("known")) == 0.0);
    }
}
