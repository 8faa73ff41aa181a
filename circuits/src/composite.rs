//! A gate defined by a circuit: `gate name(parameters) qubits { body }`.
//! Called by the prelude, the front end and the builder; a backend sees only what it expands to.

use crate::contract::contracted;
use crate::{Circuit, CircuitError, Instruction, Operation};

/// A named circuit of gates; its parameters are the gate's angles, in order.
///
/// ```
/// use ansatz_circuits::{Angle, Circuit, Composite};
/// use std::sync::Arc;
/// let mut body = Circuit::new(2);
/// let theta = body.parameter("theta");
/// body.ry(theta, 0)?.cx(0, 1)?;
/// let gate = Arc::new(Composite::new("entangle", body)?);
/// let mut circuit = Circuit::new(3);
/// circuit.composite(gate.clone(), &[Angle::from(0.3)], &[0, 1])?.composite(gate, &[Angle::from(0.4)], &[1, 2])?;
/// assert_eq!(circuit.count_ops()["entangle"], 2);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Composite {
    name: String,
    body: Circuit,
    /// The body in fewer gates, where it can be said so.
    contracted: Option<Vec<Instruction>>,
    num_operations: u64,
    depth: usize,
    /// By about how much the functions in an argument are multiplied on the way to the gates that it expands to.
    growth: f64,
}

impl PartialEq for Composite {
    /// Definitions share their parts, so a part is compared with itself at once.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || (self.num_operations == other.num_operations
                && self.name == other.name
                && self.body == other.body)
    }
}

impl Composite {
    /// Makes a gate from a circuit.
    ///
    /// # Errors
    /// [`CircuitError::NotReversible`] if the circuit measures, resets, or depends on classical bits,
    /// [`CircuitError::Amplitudes`] if it starts from prepared amplitudes.
    pub fn new(name: impl Into<String>, body: Circuit) -> Result<Composite, CircuitError> {
        if let Some(bad) =
            body.instructions().iter().find(|i| !i.is_gate() && *i.operation() != Operation::Barrier)
        {
            return Err(CircuitError::NotReversible {
                operation: bad.name().to_string(),
                asked: "place in a gate",
            });
        }
        if body.initial_amplitudes().is_some() {
            return Err(CircuitError::Amplitudes(
                "a gate cannot prepare amplitudes: it must be unitary".into(),
            ));
        }
        let contracted = contracted(body.instructions());
        let expansion = contracted.as_deref().unwrap_or(body.instructions());
        let num_operations = expansion.iter().map(count).fold(0, u64::saturating_add);
        let depth_of = |i: &Instruction| match i.operation() {
            Operation::Composite(inner) => inner.depth,
            _ => 0,
        };
        let depth = 1 + body.instructions().iter().map(depth_of).max().unwrap_or(0);
        let growth = body.instructions().iter().map(growth).fold(1.0, f64::max);
        Ok(Composite { name: name.into(), body, contracted, num_operations, depth, growth })
    }

    /// The gate's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it expands to.
    pub fn body(&self) -> &Circuit {
        &self.body
    }

    /// What stands for it where it is expanded: the body, or the same in fewer gates.
    pub(crate) fn expansion(&self) -> &[Instruction] {
        self.contracted.as_deref().unwrap_or(self.body.instructions())
    }

    /// How many levels of definitions it has, itself included.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How many operations it expands to in the end (saturating).
    pub fn num_operations(&self) -> u64 {
        self.num_operations
    }
}

/// About how many functions its angles are made of where it is expanded, for each one in an argument.
pub(crate) fn growth(instruction: &Instruction) -> f64 {
    let of_angle = |angle: &crate::Angle| 1.0 + 2.0 * angle.extent().0 as f64;
    let own = instruction.angles().iter().map(of_angle).fold(1.0, f64::max);
    match instruction.operation() {
        Operation::Composite(inner) => own * inner.growth,
        _ => own,
    }
}

/// How many operations one instruction expands to.
pub(crate) fn count(instruction: &Instruction) -> u64 {
    match instruction.operation() {
        Operation::Composite(composite) => composite.num_operations(),
        Operation::If(condition) => condition.then.iter().map(count).fold(0, u64::saturating_add),
        Operation::Barrier => 0,
        _ => 1,
    }
}
