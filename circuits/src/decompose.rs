//! One instruction as simpler ones, for dialects that lack it. Called by the printer; makes no text.

use crate::form::Form;
use crate::gate_library::library;
use crate::gates::{CX, GPHASE, H, P, RZ, S, SDG, TABLE, X};
use crate::synthesis::{Turn, general, synthesized, turn_of};
use crate::{
    Angle, CircuitError, Composite, Control, Gate, Instruction, LibraryGate, Operation, Pauli, Unitary,
};
use std::sync::Arc;

/// `exp(-iθP/2)` as changes of basis around a ladder of CX around one `rz`; only that one needs the controls.
pub(crate) fn pauli_rotation(
    rotation: &Instruction,
    word: &[Pauli],
) -> Result<Vec<Instruction>, CircuitError> {
    let controls: Vec<Control> = rotation.added_controls().collect();
    let letters: Vec<(usize, Pauli)> =
        rotation.operands().zip(word.iter().copied()).filter(|(_, p)| *p != Pauli::I).collect();
    let fixed = |gate, qubits: &[usize]| Instruction::new(Operation::Gate(gate), &[], qubits);
    let Some((last, _)) = letters.last().copied() else {
        let angles: Vec<Angle> = rotation.angles().iter().map(|theta| theta.clone() * -0.5).collect();
        return Ok(vec![Instruction::new(Operation::Gate(&GPHASE), &angles, &[]).controlled_by(&controls)?]);
    };
    let mut before = Vec::new();
    let mut after = Vec::new();
    for (qubit, pauli) in &letters {
        match pauli {
            Pauli::X => (before.push(fixed(&H, &[*qubit])), after.push(fixed(&H, &[*qubit]))),
            Pauli::Y => (
                before.extend([fixed(&SDG, &[*qubit]), fixed(&H, &[*qubit])]),
                after.extend([fixed(&S, &[*qubit]), fixed(&H, &[*qubit])]),
            ),
            Pauli::Z | Pauli::I => ((), ()),
        };
    }
    for pair in letters.windows(2) {
        before.push(fixed(&CX, &[pair[0].0, pair[1].0]));
        after.push(fixed(&CX, &[pair[0].0, pair[1].0]));
    }
    after.reverse();
    before.push(Instruction::new(Operation::Gate(&RZ), rotation.angles(), &[last]).controlled_by(&controls)?);
    before.extend(after);
    Ok(before)
}

/// A matrix as `e^{iα}` times gates: a global phase, and a gate of three angles on one qubit or a definition on more.
pub(crate) fn unitary(
    instruction: &Instruction,
    unitary: &Unitary,
) -> Result<Vec<Instruction>, CircuitError> {
    let controls: Vec<Control> = instruction.added_controls().collect();
    let targets: Vec<usize> = instruction.operands().collect();
    let [target] = targets[..] else {
        let body = synthesized(unitary.matrix())?;
        let gate = Operation::Composite(Arc::new(Composite::new(unitary.label(), body)?));
        return Ok(vec![Instruction::new(gate, &[], &targets).controlled_by(&controls)?]);
    };
    let Turn { phase, angles } = turn_of(unitary.matrix());
    let phase = Instruction::new(Operation::Gate(&GPHASE), &[Angle::from(phase)], &[]);
    let turn = general(&angles, target)?;
    Ok(vec![phase.controlled_by(&controls)?, turn.controlled_by(&controls)?])
}

/// A global phase under controls, all on 1, as a phase shift of the last control under the others.
pub(crate) fn phase_of_controls(phase: &Instruction) -> Result<Option<Instruction>, CircuitError> {
    let mut controls: Vec<Control> = phase.added_controls().collect();
    let Some(last) = controls.pop() else { return Ok(None) };
    let shift = Instruction::new(Operation::Gate(&P), phase.angles(), &[last.qubit]);
    shift.controlled_by(&controls).map(Some)
}

/// Exchanges |0⟩ and |1⟩.
pub(crate) fn flip(qubit: usize) -> Instruction {
    Instruction::new(Operation::Gate(&X), &[], &[qubit])
}

/// The row with the same action on its targets under so many more controls.
pub(crate) fn with_controls(gate: &Gate, more: usize) -> Option<&'static Gate> {
    let same = |row: &&&'static Gate| {
        let is_same_form = match (row.form, gate.form) {
            (Form::Fixed(a), Form::Fixed(b))
            | (Form::Rotation(a), Form::Rotation(b))
            | (Form::Phase(a), Form::Phase(b)) => a == b,
            _ => false,
        };
        is_same_form && row.num_targets == gate.num_targets && row.num_controls == gate.num_controls + more
    };
    TABLE.iter().find(same).copied()
}

/// The name by which a file of the given declarations calls a row.
pub(crate) fn declared_name(
    gate: &Gate,
    is_declared: impl Fn(crate::Libraries) -> bool,
) -> Option<&'static str> {
    let is_row = |g: &LibraryGate| matches!(g, LibraryGate::Primitive(row) if *row == gate);
    let found = |entry: &&crate::LibraryEntry| is_row(&entry.gate) && is_declared(entry.libraries);
    // The row's own name comes after its aliases and is preferred.
    library().all().filter(found).min_by_key(|entry| entry.is_alias).map(|entry| entry.name.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Circuit;
    use crate::gate_library::decomposition;

    #[test]
    fn every_decomposition_is_its_gate() {
        for gate in TABLE.iter().filter(|gate| decomposition(gate).is_some()) {
            let (mut row, mut parts) = (Circuit::new(gate.num_qubits()), Circuit::new(gate.num_qubits()));
            let angles = vec![Angle::from(0.7); gate.angles.len()];
            let qubits: Vec<usize> = (0..gate.num_qubits()).collect();
            row.gate(gate, &angles, &qubits).unwrap();
            parts.composite(Arc::clone(decomposition(gate).unwrap()), &angles, &qubits).unwrap();
            let difference = (row.matrix(&[]).unwrap() - parts.matrix(&[]).unwrap()).norm();
            assert!(difference < 1e-12, "{}: {difference}", gate.name);
        }
    }
}
