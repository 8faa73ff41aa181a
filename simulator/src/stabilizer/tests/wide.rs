//! States of more qubits than amplitudes could be stored for, whose outcomes are known otherwise.

use super::*;

fn put(instructions: &mut Vec<FlatInstruction>, block: &Block, qubits: &[u32]) {
    instructions.extend(block.on(qubits));
}

#[test]
fn two_hundred_qubits_in_a_ghz_state_are_all_zero_or_all_one() {
    let (h, cx) = (block(1, |c| c.h(0)), block(2, |c| c.cx(0, 1)));
    let mut instructions = h.on(&[0]);
    (1..200).for_each(|q| put(&mut instructions, &cx, &[q - 1, q]));
    let found = support(200, &instructions).unwrap();
    assert_eq!(found.base, [0; 4]);
    assert_eq!(found.directions, [[u64::MAX, u64::MAX, u64::MAX, 0xff]]);
}

/// An operation beside its complex conjugate.
struct Conjugates {
    one: Block,
    other: Block,
}

fn conjugates() -> Vec<Conjugates> {
    let word = [Pauli::Y, Pauli::X, Pauli::Y, Pauli::Z, Pauli::X];
    let odd = [Pauli::Z, Pauli::Y, Pauli::X];
    let pair = |one, other| Conjugates { one, other };
    vec![
        pair(block(1, |c| c.h(0)), block(1, |c| c.h(0))),
        pair(block(1, |c| c.s(0)), block(1, |c| c.sdg(0))),
        pair(block(1, |c| c.sx(0)), block(1, |c| c.sxdg(0))),
        pair(block(2, |c| c.cx(0, 1)), block(2, |c| c.cx(0, 1))),
        pair(block(2, |c| c.cz(0, 1)), block(2, |c| c.cz(0, 1))),
        pair(block(2, |c| c.iswap(0, 1)), block(2, |c| c.iswapdg(0, 1))),
        pair(block(2, |c| c.rzx(FRAC_PI_2, 0, 1)), block(2, |c| c.rzx(-FRAC_PI_2, 0, 1))),
        pair(rotation(&word, FRAC_PI_2), rotation(&word, -FRAC_PI_2)),
        // Y* = −Y.
        pair(rotation(&odd, FRAC_PI_2), rotation(&odd, FRAC_PI_2)),
    ]
}

/// `U ⊗ U*` leaves pairs in `|00⟩ + |11⟩` as they are, but mixes all rows of the tableau: elimination has to find the pairs again.
#[test]
fn pairs_survive_a_circuit_beside_its_conjugate() {
    const PAIRS: u32 = 75;
    let (h, x, cx) = (block(1, |c| c.h(0)), block(1, |c| c.x(0)), block(2, |c| c.cx(0, 1)));
    let all = conjugates();
    let mut draws = RandomStream::new(1, Purpose::TEST, 3);
    let mut instructions = Vec::new();
    for q in 0..PAIRS {
        put(&mut instructions, &h, &[q]);
        put(&mut instructions, &cx, &[q, q + PAIRS]);
    }
    let mut qubits: Vec<u32> = (0..PAIRS).collect();
    for _ in 0..3000 {
        let Conjugates { one, other } = &all[draws.below(all.len() as u64) as usize];
        draws.shuffle(&mut qubits);
        put(&mut instructions, one, &qubits);
        put(&mut instructions, other, &qubits.iter().map(|q| q + PAIRS).collect::<Vec<_>>());
    }
    let flipped: Vec<u32> = (0..PAIRS).filter(|_| draws.sign() < 0.0).collect();
    flipped.iter().for_each(|q| put(&mut instructions, &x, &[q + PAIRS]));
    let found = support(2 * PAIRS as usize, &instructions).unwrap();
    assert_eq!(found.base, of_qubits(&flipped));
    let pairs: Vec<Vec<u64>> = (0..PAIRS).map(|q| of_qubits(&[q, q + PAIRS])).collect();
    assert_eq!(found.directions, pairs);
    assert!(flipped.len() > 10);
}

/// The words of 150 qubits with these bits.
fn of_qubits(qubits: &[u32]) -> Vec<u64> {
    let mut words = vec![0; 3];
    qubits.iter().for_each(|q| words[*q as usize / 64] |= 1 << (q % 64));
    words
}
