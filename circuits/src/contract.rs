//! What of a gate's body can be said in fewer gates: found once for each definition, used wherever the gate is expanded.
//! Drawings and translations show the body as it was written.

use crate::gates::{CX, RZ, RZZ};
use crate::{Instruction, Operation};

/// `cx a, b; rz(θ) b; cx a, b` is `rzz(θ) a, b`, which many files define so; `None` if there is nothing to contract.
pub(crate) fn contracted(body: &[Instruction]) -> Option<Vec<Instruction>> {
    if !body.windows(3).any(|three| rzz(three).is_some()) {
        return None;
    }
    let mut left = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, behind @ ..] = rest {
        let contracted = rest.get(..3).and_then(rzz);
        rest = if contracted.is_some() { &rest[3..] } else { behind };
        left.push(contracted.unwrap_or_else(|| first.clone()));
    }
    Some(left)
}

fn rzz(three: &[Instruction]) -> Option<Instruction> {
    let [first, middle, last] = three else { return None };
    let is = |instruction: &Instruction, gate| {
        instruction.num_added_controls == 0
            && matches!(&instruction.operation, Operation::Gate(own) if *own == gate)
    };
    let fits = is(first, &CX) && is(middle, &RZ) && first == last && middle.qubits[..] == first.qubits[1..];
    fits.then(|| Instruction {
        operation: Operation::Gate(&RZZ),
        angles: middle.angles.clone(),
        ..first.clone()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Circuit, Composite};

    fn names(circuit: &Circuit) -> Option<Vec<&'static str>> {
        let name = |instruction: &Instruction| match instruction.operation {
            Operation::Gate(gate) => gate.name,
            _ => "",
        };
        contracted(circuit.instructions()).map(|left| left.iter().map(name).collect())
    }

    #[test]
    fn only_rotations_of_the_target_between_equal_flips_are_contracted() {
        let mut circuit = Circuit::new(2);
        circuit.h(0).unwrap().cx(0, 1).unwrap().rz(0.3, 1).unwrap().cx(0, 1).unwrap().h(1).unwrap();
        assert_eq!(names(&circuit), Some(vec!["h", "rzz", "h"]));
        let mut circuit = Circuit::new(2);
        circuit.cx(0, 1).unwrap().rz(0.3, 0).unwrap().cx(0, 1).unwrap().rz(0.3, 1).unwrap().cx(1, 0).unwrap();
        assert_eq!(names(&circuit), None);
    }

    #[test]
    fn the_gate_is_the_same() {
        let mut body = Circuit::new(2);
        let theta = body.parameter("theta");
        body.cx(0, 1).unwrap().rz(theta * 2.0, 1).unwrap().cx(0, 1).unwrap();
        let gate = std::sync::Arc::new(Composite::new("own", body.clone()).unwrap());
        let mut circuit = Circuit::new(2);
        circuit.composite(gate, &[0.7.into()], &[1, 0]).unwrap();
        assert_eq!(circuit.flatten().unwrap().instructions.len(), 1);
        let mut expected = Circuit::new(2);
        expected.cx(1, 0).unwrap().rz(1.4, 0).unwrap().cx(1, 0).unwrap();
        let difference = circuit.matrix(&[]).unwrap() - expected.matrix(&[]).unwrap();
        assert!(difference.norm() < 1e-15);
    }
}
