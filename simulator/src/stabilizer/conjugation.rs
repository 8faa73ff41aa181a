//! What an operation on one or two qubits does to 64 rows at once. Called by the tableau; knows neither columns nor
//! matrices.
//!
//! On the operation's qubits, a row is the letters `L(m) = ∏_j i^{x_j z_j} X_j^{x_j} Z_j^{z_j}` with the bits `m = (x_a, z_a, x_b, z_b)`,
//! and becomes `L'(m) = ∏_j i^{x_j z_j} A_j^{x_j} B_j^{z_j}`, where `A_j` and `B_j` are the images of `X_j` and `Z_j`. Its letters are linear
//! in `m`. Its sign is not: images are multiplied with their powers of i by
//!
//! ```text
//! (i^p X^x Z^z)·(i^p' X^x' Z^z') = i^{p + p' + 2|z∧x'|} X^{x⊕x'} Z^{z⊕z'},
//! ```
//!
//! and `L'(m)`, being Hermitian, is `i^{|x∧z| + 2s} X^x Z^z` with the sign `s(m)`. Over bits each function is a
//! polynomial: `s(m) = ⊕_t c_t ∏_{k∈t} m_k` over the sets `t` of bits, with `c_t = ⊕_{m⊆t} s(m)` (Möbius). The polynomial
//! has as many terms for 64 rows as for one.

use super::letters::Letters;
use std::array;

/// 64 rows on some qubits: `letters[2j]` has their X on qubit `j`, `letters[2j + 1]` their Z.
pub(super) struct Rows<const N: usize> {
    pub(super) letters: [u64; N],
    pub(super) signs: u64,
}

/// The rule for `N/2` qubits. Each bit of it is a word of equal bits.
pub(super) struct Conjugation<const N: usize> {
    /// `feeds[k][from]`: whether bit `from` of the letters goes into bit `k`.
    feeds: [[u64; N]; N],
    /// The polynomial of the sign: its coefficients, by the set of bits.
    terms: [u64; 16],
}

impl<const N: usize> Conjugation<N> {
    /// From the images of X and Z of each qubit.
    pub(super) fn new(images: [Letters; N]) -> Conjugation<N> {
        let bit_of = |image: Letters, k: usize| {
            let of_kind = if k.is_multiple_of(2) { image.x } else { image.z };
            word(of_kind >> (k / 2) & 1 == 1)
        };
        let polynomial = polynomial(images);
        let terms = array::from_fn(|set| word(polynomial >> set & 1 == 1));
        Conjugation { feeds: array::from_fn(|k| images.map(|image| bit_of(image, k))), terms }
    }

    pub(super) fn apply(&self, rows: &Rows<N>) -> Rows<N> {
        let (mut products, mut signs) = ([u64::MAX; 16], rows.signs);
        for set in 1..1 << N {
            products[set] = products[set & (set - 1)] & rows.letters[set.trailing_zeros() as usize];
            signs ^= products[set] & self.terms[set];
        }
        let fed = |feeds: [u64; N]| feeds.iter().zip(rows.letters).fold(0, |sum, (f, bits)| sum ^ f & bits);
        Rows { letters: self.feeds.map(fed), signs }
    }
}

fn word(bit: bool) -> u64 {
    if bit { u64::MAX } else { 0 }
}

/// The coefficients of the sign, bit by bit as all else: bit `m` is that of the set `m`.
fn polynomial<const N: usize>(images: [Letters; N]) -> u16 {
    let mut products = [Letters::IDENTITY; 16];
    let mut bits = 0;
    for m in 1..1usize << N {
        let highest = m.ilog2() as usize;
        let has_both = highest % 2 == 1 && m >> (highest - 1) & 1 == 1;
        let rest = products[m ^ 1 << highest];
        products[m] = (rest * images[highest]).times_i(u8::from(has_both));
        bits |= u16::from(products[m].is_negative()) << m;
    }
    // What a set has without bit `k`, it has with it too.
    let with = [0xaaaa, 0xcccc, 0xf0f0, 0xff00];
    (0..N).fold(bits, |bits, k| bits ^ bits << (1 << k) & with[k])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ansatz_circuits::Pauli;

    /// Which sets of bits are terms.
    fn sets<const N: usize>(images: [Letters; N]) -> Vec<usize> {
        (0..16).filter(|set| polynomial(images) >> set & 1 == 1).collect()
    }

    #[test]
    fn sign_rules_are_those_in_print() {
        let [x, y, z] = [Pauli::X, Pauli::Y, Pauli::Z].map(Letters::of);
        // Aaronson and Gottesman: xz for Hadamard and for S.
        assert_eq!(sets([z, x]), [0b11]);
        assert_eq!(sets([y, z]), [0b11]);
        // x_c z_t (x_t ⊕ z_c ⊕ 1) for CX, the control being the first qubit.
        let [x_c, z_c, x_t, z_t] = array::from_fn(Letters::generator);
        assert_eq!(sets([x_c * x_t, z_c, x_t, z_c * z_t]), [0b1001, 0b1011, 0b1101]);
    }
}
