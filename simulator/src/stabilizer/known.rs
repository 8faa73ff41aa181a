//! What operations do to rows, worked out once for each kind of instruction: circuits repeat few of them. Called by the module's
//! functions.

use super::conjugation::Conjugation;
use super::operation::Clifford;
use super::tableau::Tableau;
use ansatz_circuits::{ConstantRef, FlatInstruction, FlatOperation, Source};

/// More kinds than this are not kept: looking for one takes longer than working it out.
const MOST_KEPT: usize = 24;

/// What an instruction is, but for its qubits. Addresses are those of what lives as long as the instructions.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    address: usize,
    angle: u64,
    controls: usize,
    control_values: u64,
}

impl Kind {
    /// Of an instruction of few qubits that has no slot.
    fn of(instruction: &FlatInstruction) -> Option<Kind> {
        let (address, angle) = match &instruction.operation {
            FlatOperation::Fixed(ConstantRef::Gate(constant)) => (std::ptr::from_ref(*constant).addr(), 0),
            FlatOperation::Fixed(ConstantRef::Given(constant)) => (std::ptr::from_ref(&**constant).addr(), 0),
            FlatOperation::Exponential { generator, angle: Source::Constant(theta) } => {
                (std::ptr::from_ref(*generator).addr(), theta.to_bits())
            }
            _ => return None,
        };
        let (controls, control_values) = (instruction.controls.len(), instruction.control_values);
        Some(Kind { address, angle, controls, control_values })
    }
}

/// The rule of an operation on one or two qubits.
enum Rule {
    One(Conjugation<2>),
    Two(Box<Conjugation<4>>),
}

/// Rules by kind.
#[derive(Default)]
pub(super) struct Known(Vec<(Kind, Rule)>);

impl Known {
    /// Applies an instruction; `None` if it is not recognised as a Clifford operation.
    pub(super) fn apply(&mut self, instruction: &FlatInstruction, tableau: &mut Tableau) -> Option<()> {
        let kind = Kind::of(instruction);
        if let Some((_, rule)) = self.0.iter().find(|(known, _)| Some(known) == kind.as_ref()) {
            rule.apply(instruction, tableau);
            return Some(());
        }
        let rule = match Clifford::of(instruction)? {
            Clifford::Rotation { word, qubits, quarters } => {
                tableau.rotate(word, qubits, quarters);
                return Some(());
            }
            Clifford::Few(images) => match images[..] {
                [x, z] => Rule::One(Conjugation::new([x, z])),
                [x_a, z_a, x_b, z_b] => Rule::Two(Box::new(Conjugation::new([x_a, z_a, x_b, z_b]))),
                // A global phase.
                _ => return Some(()),
            },
        };
        rule.apply(instruction, tableau);
        if let Some(kind) = kind.filter(|_| self.0.len() < MOST_KEPT) {
            self.0.push((kind, rule));
        }
        Some(())
    }
}

impl Rule {
    /// Targets come before controls.
    fn apply(&self, instruction: &FlatInstruction, tableau: &mut Tableau) {
        let mut qubits = instruction.targets.iter().chain(&instruction.controls);
        let mut next = || qubits.next().copied().unwrap_or_default();
        match self {
            Rule::One(rule) => tableau.conjugate([next(); 2], rule),
            Rule::Two(rule) => {
                let (a, b) = (next(), next());
                tableau.conjugate([a, a, b, b], rule);
            }
        }
    }
}
