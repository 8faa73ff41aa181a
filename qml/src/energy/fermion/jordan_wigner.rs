//! Ladder operators as Pauli strings: `a_p = Z_0 … Z_{p−1} (X_p + iY_p)/2` (Jordan and Wigner, Z. Phys. 47, 631 (1928)).
//!
//! Called by the unitary coupled cluster ansatz. Must not know circuits.

use super::Excitation;
use ansatz_circuits::{C64, PauliString};
use std::collections::BTreeMap;

/// A sum of Pauli strings with complex coefficients.
type Sum = BTreeMap<PauliString, C64>;

/// The generator `A = T − T† = i Σ_k c_k P_k` of an excitation, as its `(c_k, P_k)`: 2 strings for a single, 8 for a
/// double, which commute with each other.
pub(super) fn generator(excitation: Excitation) -> Vec<(f64, PauliString)> {
    let operator = match excitation {
        Excitation::Single { from, to } => product(&raise(to), &lower(from)),
        Excitation::Double { from, to } => {
            let raised = product(&raise(to.0), &raise(to.1));
            product(&raised, &product(&lower(from.1), &lower(from.0)))
        }
    };
    let doubled = operator.into_iter().map(|(string, factor)| (2.0 * factor.im, string));
    doubled.filter(|(c, _)| *c != 0.0).collect()
}

fn lower(orbital: usize) -> Sum {
    ladder(orbital, C64::new(0.0, 0.5))
}

fn raise(orbital: usize) -> Sum {
    ladder(orbital, C64::new(0.0, -0.5))
}

/// `Z… (X/2 + y·Y)`.
fn ladder(orbital: usize, y: C64) -> Sum {
    let bit = 1u64 << orbital;
    let below = bit - 1;
    let half = C64::new(0.5, 0.0);
    let string = |z| PauliString::from_masks(bit, z);
    Sum::from([(string(below), half), (string(below | bit), y)])
}

fn product(left: &Sum, right: &Sum) -> Sum {
    let mut sum = Sum::new();
    for (a, alpha) in left {
        for (b, beta) in right {
            let (phase, string) = a.product(b);
            *sum.entry(string).or_default() += alpha * beta * phase;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anticommutator(a: &Sum, b: &Sum) -> Sum {
        let mut sum = product(a, b);
        for (string, factor) in product(b, a) {
            *sum.entry(string).or_default() += factor;
        }
        sum.retain(|_, factor| factor.norm() > 1e-15);
        sum
    }

    #[test]
    fn ladder_operators_anticommute() {
        for p in 0..4 {
            for q in 0..4 {
                assert!(anticommutator(&lower(p), &lower(q)).is_empty());
                let mixed = anticommutator(&lower(p), &raise(q));
                let unit = Sum::from([(PauliString::IDENTITY, C64::new(1.0, 0.0))]);
                assert_eq!(mixed, if p == q { unit } else { Sum::new() });
            }
        }
    }

    #[test]
    fn generators_are_sums_of_commuting_strings() {
        let double = generator(Excitation::Double { from: (0, 1), to: (4, 7) });
        let single = generator(Excitation::Single { from: 1, to: 5 });
        assert_eq!((double.len(), single.len()), (8, 2));
        for terms in [&double, &single] {
            for (_, a) in terms {
                for (_, b) in terms {
                    assert!(a.commutes_with(b));
                }
            }
        }
        assert!(double.iter().all(|(c, _)| c.abs() == 0.125));
        assert!(single.iter().all(|(c, string)| c.abs() == 0.5 && string.z_mask() & 0b11100 == 0b11100));
    }
}
