//! Random Clifford circuits: of few qubits beside a state vector.

use super::*;
use catalogue::{catalogue, moved};

/// Operations of the catalogue, as far as they fit, on random qubits.
pub(super) fn random_circuit(
    draws: &mut RandomStream,
    all: &[Block],
    num_qubits: usize,
    size: usize,
) -> Vec<FlatInstruction> {
    let mut instructions = Vec::new();
    let mut qubits: Vec<u32> = (0..num_qubits as u32).collect();
    while instructions.len() < size {
        let chosen = &all[draws.below(all.len() as u64) as usize];
        if chosen.num_qubits <= num_qubits {
            draws.shuffle(&mut qubits);
            instructions.extend(chosen.on(&qubits));
        }
    }
    instructions
}

#[test]
fn all_of_the_catalogue_is_recognised() {
    let all = catalogue();
    assert!(all.len() > 200);
    for Block { name, instructions, .. } in &all {
        assert!(!instructions.is_empty() && instructions.iter().all(is_clifford), "{name}");
    }
}

#[test]
fn random_circuits_have_the_support_of_their_amplitudes() {
    let all = catalogue();
    for case in 0..200 {
        let mut draws = RandomStream::new(case, Purpose::TEST, 0);
        let num_qubits = 1 + case as usize % 5;
        let instructions = random_circuit(&mut draws, &all, num_qubits, 6 + case as usize % 40);
        let found = support(num_qubits, &instructions).unwrap();
        assert_eq!(
            elements(&found),
            dense::support(num_qubits, &instructions),
            "case {case}: {instructions:?}"
        );
    }
}

/// Qubits in three words, with others between them that nothing acts on.
#[test]
fn where_the_qubits_are_changes_nothing() {
    let all = catalogue();
    let places = [3, 63, 64, 100, 129];
    for case in 0..40 {
        let mut draws = RandomStream::new(case, Purpose::TEST, 1);
        let instructions = random_circuit(&mut draws, &all, 5, 30);
        let found = support(130, &moved(&instructions, &places)).unwrap();
        let together = |words: &Vec<u64>| {
            let bits = places.iter().enumerate();
            let word =
                bits.fold(0, |sum, (q, place)| sum | (words[*place as usize / 64] >> (place % 64) & 1) << q);
            vec![word]
        };
        let directions = found.directions.iter().map(together).collect();
        let near = Support { base: together(&found.base), directions };
        assert_eq!(near, support(5, &instructions).unwrap(), "case {case}");
        assert_eq!(elements(&near), dense::support(5, &instructions), "case {case}");
    }
}

#[test]
fn the_order_of_commuting_operations_changes_nothing() {
    let all = catalogue();
    for case in 0..40 {
        let mut draws = RandomStream::new(case, Purpose::TEST, 2);
        let first = random_circuit(&mut draws, &all, 9, 60);
        let pairs = block(9, |c| (0..8).fold(c, |c, q| c.cz(q, q + 1).rzz(FRAC_PI_2, q, (q + 3) % 9).s(q)));
        let mut diagonals = pairs.instructions;
        let last = random_circuit(&mut draws, &all, 9, 30);
        let expected = support(9, &[first.clone(), diagonals.clone(), last.clone()].concat());
        draws.shuffle(&mut diagonals);
        assert_eq!(support(9, &[first, diagonals, last].concat()), expected, "case {case}");
        assert!(expected.is_some());
    }
}
