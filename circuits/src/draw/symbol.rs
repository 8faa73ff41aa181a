//! How one instruction looks, in words that both renderers understand. Decided from the operation, the gate's
//! form and its number of controls; no gate is known by name.

use super::angle::angle_text;
use super::label::{clean, shorten};
use crate::matrix::c;
use crate::table::TABLE;
use crate::{C64, Form, Gate, Instruction, Operation, Pauli};
use std::ops::RangeInclusive;

/// Longest name and angle text in a picture, in characters.
const MAX_NAME: usize = 32;
const MAX_ANGLES: usize = 28;
/// Most parameters written out in one angle.
const MAX_TERMS: usize = 3;

const ZERO: C64 = c(0.0, 0.0);
const ONE: C64 = c(1.0, 0.0);

/// A control: its qubit, and the value it must have.
pub(super) type ControlDot = (usize, bool);

/// What a box says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Framed {
    /// Rows, each with a tag where there are several.
    pub(super) operands: Vec<(usize, String)>,
    pub(super) label: Label,
}

impl Framed {
    /// From the first operand's row to the last one's.
    pub(super) fn rows(&self) -> RangeInclusive<usize> {
        let rows = || self.operands.iter().map(|operand| operand.0);
        rows().min().unwrap_or(0)..=rows().max().unwrap_or(0)
    }
}

/// What stands on the targets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// `⊕`: a bit flip under controls.
    Flip(usize),
    /// Two `×`: an exchange.
    Cross([usize; 2]),
    /// Dots like those of controls: a phase on the state where all are one. `-1` needs no label.
    Dots { qubits: Vec<usize>, label: Label },
    /// A box over the operands.
    Box(Framed),
    /// A measurement.
    Measure(usize),
    /// Back to |0⟩.
    Reset(usize),
    /// A barrier.
    Barrier(Vec<usize>),
}

/// A name with angles; either may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) angles: String,
}

impl Label {
    /// `name(angles)`.
    pub(super) fn joined(&self) -> String {
        if self.angles.is_empty() { self.name.clone() } else { format!("{}({})", self.name, self.angles) }
    }
}

/// The kinds of operation that colours tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Fixed,
    Rotation,
    Phase,
    Composite,
    Unitary,
    Classical,
}

/// The picture of one instruction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Symbol {
    pub(super) controls: Vec<ControlDot>,
    pub(super) body: Body,
    pub(super) family: Family,
    /// Name and angles in full.
    pub(super) title: String,
}

impl Symbol {
    /// The symbol of an instruction that is not a condition.
    pub(super) fn new(instruction: &Instruction, parameters: &[String]) -> Symbol {
        let mut controls: Vec<ControlDot> =
            instruction.added_controls().map(|control| (control.qubit, control.value)).collect();
        let operands: Vec<usize> = instruction.operands().collect();
        let own = match instruction.operation() {
            Operation::Gate(gate) => gate.num_controls,
            _ => 0,
        };
        controls.extend(operands[..own].iter().map(|qubit| (*qubit, true)));
        let label = label(instruction, parameters);
        let body = body(instruction, &operands[own..], !controls.is_empty(), label);
        let family = family(instruction.operation());
        Symbol { controls, body, family, title: title(instruction, parameters) }
    }

    /// The box of the amplitudes that a circuit starts from.
    pub(super) fn initial_state(num_qubits: usize) -> Symbol {
        let label = Label { name: "|ψ⟩".into(), angles: String::new() };
        let title = format!("{} given amplitudes", 1u128 << num_qubits.min(127));
        let body = boxed(&(0..num_qubits).collect::<Vec<_>>(), None, label);
        Symbol { controls: Vec::new(), body, family: Family::Unitary, title }
    }
}

fn body(instruction: &Instruction, targets: &[usize], is_controlled: bool, label: Label) -> Body {
    if targets.is_empty() {
        // A number under controls is a phase on them.
        return Body::Dots { qubits: Vec::new(), label };
    }
    match instruction.operation() {
        Operation::Gate(gate) => gate_body(gate, targets, is_controlled, label),
        Operation::Measure { .. } => Body::Measure(targets[0]),
        Operation::Reset => Body::Reset(targets[0]),
        Operation::Barrier => Body::Barrier(targets.to_vec()),
        Operation::PauliRotation(word) => boxed(targets, Some(word), label),
        Operation::Composite(_) | Operation::Unitary(_) | Operation::If(_) => boxed(targets, None, label),
    }
}

fn gate_body(gate: &Gate, targets: &[usize], is_controlled: bool, label: Label) -> Body {
    let symmetric_phase = match gate.form {
        Form::Fixed(u) => last_of_diagonal(u, ONE),
        Form::Phase(projector) => last_of_diagonal(projector, ZERO),
        Form::Rotation(_) => None,
    };
    match (gate.form, targets) {
        (Form::Fixed(u), [target]) if is_controlled && u == [ZERO, ONE, ONE, ZERO] => Body::Flip(*target),
        (Form::Fixed(u), [a, b]) if is_exchange(u) => Body::Cross([*a, *b]),
        (form, _) if is_controlled && symmetric_phase.is_some() => {
            let is_sign = matches!(form, Form::Fixed(_)) && symmetric_phase == Some(-ONE);
            let label = if is_sign { Label::default() } else { label };
            Body::Dots { qubits: targets.to_vec(), label }
        }
        _ => boxed(targets, None, label),
    }
}

/// The last entry of a diagonal matrix whose others are all `first`: it treats its qubits, and controls, alike.
fn last_of_diagonal(matrix: &[C64], first: C64) -> Option<C64> {
    let dim = matrix.len().isqrt();
    let expected = |k: usize| if k / dim == k % dim { first } else { ZERO };
    let last = matrix.len() - 1;
    (0..last).all(|k| matrix[k] == expected(k)).then(|| matrix[last])
}

fn is_exchange(matrix: &[C64]) -> bool {
    let column = |row: usize| [0, 2, 1, 3][row];
    matrix.len() == 16 && (0..16).all(|k| matrix[k] == if column(k / 4) == k % 4 { ONE } else { ZERO })
}

/// A box; where it has several operands each is tagged with its Pauli letter or its place.
fn boxed(targets: &[usize], word: Option<&[Pauli]>, label: Label) -> Body {
    let tag = |j: usize| match word {
        _ if targets.len() == 1 => String::new(),
        Some(word) => word[j].letter().to_string(),
        None => j.to_string(),
    };
    let operands = targets.iter().enumerate().map(|(j, qubit)| (*qubit, tag(j))).collect();
    Body::Box(Framed { operands, label })
}

fn label(instruction: &Instruction, parameters: &[String]) -> Label {
    let angles: Vec<String> =
        instruction.angles().iter().map(|angle| angle_text(angle, parameters, MAX_TERMS)).collect();
    let name = shorten(&target_name(instruction), MAX_NAME);
    Label { name, angles: shorten(&angles.join(","), MAX_ANGLES) }
}

fn title(instruction: &Instruction, parameters: &[String]) -> String {
    let angles: Vec<String> =
        instruction.angles().iter().map(|angle| angle_text(angle, parameters, usize::MAX)).collect();
    Label { name: clean(instruction.name()), angles: angles.join(", ") }.joined()
}

/// The name of what happens to the targets: the controls are drawn, not spelled.
fn target_name(instruction: &Instruction) -> String {
    match instruction.operation() {
        Operation::Gate(gate) => {
            let plain = TABLE.iter().find(|row| row.num_controls == 0 && same_form(row.form, gate.form));
            plain.map_or(gate.name, |row| row.name).to_string()
        }
        Operation::PauliRotation(word) => match word[..] {
            [letter] => format!("R{}", letter.letter()),
            _ => "R".to_string(),
        },
        _ => clean(instruction.name()),
    }
}

fn same_form(a: Form, b: Form) -> bool {
    match (a, b) {
        (Form::Fixed(a), Form::Fixed(b)) => a == b,
        (Form::Rotation(a), Form::Rotation(b)) => a == b,
        (Form::Phase(a), Form::Phase(b)) => a == b,
        _ => false,
    }
}

fn family(operation: &Operation) -> Family {
    match operation {
        Operation::Gate(gate) => match gate.form {
            Form::Fixed(_) => Family::Fixed,
            Form::Rotation(_) => Family::Rotation,
            Form::Phase(_) => Family::Phase,
        },
        Operation::PauliRotation(_) => Family::Rotation,
        Operation::Composite(_) => Family::Composite,
        Operation::Unitary(_) => Family::Unitary,
        Operation::Measure { .. } | Operation::Reset | Operation::Barrier | Operation::If(_) => {
            Family::Classical
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Angle, table};

    fn body_of(gate: &'static Gate) -> Body {
        let angles = vec![Angle::from(0.5); gate.angles.len()];
        let qubits: Vec<usize> = (0..gate.num_qubits()).collect();
        Symbol::new(&Instruction::new(Operation::Gate(gate), &angles, &qubits), &[]).body
    }

    #[test]
    fn symbols_follow_from_the_form() {
        for gate in [&table::CX, &table::CCX, &table::C4X] {
            assert_eq!(body_of(gate), Body::Flip(gate.num_controls));
        }
        assert_eq!(body_of(&table::CSWAP), Body::Cross([1, 2]));
        for (gate, expected) in
            [(&table::CZ, ""), (&table::CCZ, ""), (&table::CS, "s"), (&table::CP, "p(0.5)")]
        {
            let Body::Dots { label, .. } = body_of(gate) else { panic!("{}", gate.name) };
            assert_eq!(label.joined(), expected);
        }
        for (gate, expected) in
            [(&table::X, "x"), (&table::Z, "z"), (&table::CRX, "rx(0.5)"), (&table::C3SQRTX, "sx")]
        {
            let Body::Box(framed) = body_of(gate) else { panic!("{}", gate.name) };
            assert_eq!(framed.label.joined(), expected);
        }
    }
}
