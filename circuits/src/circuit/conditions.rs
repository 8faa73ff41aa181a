//! Instructions under a condition on measured bits. Called by users; the front end makes its conditions itself.

use super::{Circuit, CircuitBuilder};
use crate::instruction::narrow;
use crate::{CircuitError, Condition, Instruction, Operation};
use std::sync::Arc;

impl Circuit {
    /// Adds what happens only where a classical bit reads 1.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// // The state of qubit 0 moves to qubit 2.
    /// let teleport = Circuit::build(3, |c| {
    ///     c.h(1).cx(1, 2).cx(0, 1).h(0).measure(0, 0).measure(1, 1);
    ///     c.if_bit(1, |then| then.x(2)).if_bit(0, |then| then.z(2))
    /// })?;
    /// assert_eq!(teleport.count_ops()["if"], 2);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::BitOutOfRange`], and whatever is wrong with the instructions. After an error the circuit is as it was.
    pub fn if_bit(
        &mut self,
        bit: usize,
        then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        self.if_bits(&[bit], 1, then)
    }

    /// Adds what happens only where these bits, the least significant first, read the number `value`.
    ///
    /// # Errors
    /// [`CircuitError::ConditionValue`] if they never do, else as [`if_bit`](Self::if_bit).
    pub fn if_bits(
        &mut self,
        bits: &[usize],
        value: u64,
        then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        let digit = |k: usize| value.checked_shr(k as u32).unwrap_or(0);
        if digit(bits.len()) != 0 {
            return Err(CircuitError::ConditionValue { bits: bits.len(), value });
        }
        let mut builder = CircuitBuilder::new(self.with_instructions(Vec::new()));
        then(&mut builder);
        let mut with_then = builder.finish()?;
        let condition = Condition {
            bits: bits.iter().map(|bit| narrow(*bit)).collect(),
            values: (0..bits.len()).map(|k| digit(k) & 1 == 1).collect(),
            then: std::mem::take(&mut with_then.instructions),
        };
        let instruction = Instruction::new(Operation::If(Arc::new(condition)), &[], &[]);
        // Parameters, and bits that are measured into, may be new.
        with_then.check(&instruction)?;
        with_then.instructions = std::mem::take(&mut self.instructions);
        with_then.instructions.push(instruction);
        *self = with_then;
        Ok(self)
    }

    /// Adds what happens only where a declared register reads the number `value`.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(2);
    /// circuit.add_bit_register("syndrome", 2);
    /// circuit.h(0)?.measure(0, 0)?.measure(1, 1)?;
    /// circuit.if_register("syndrome", 0b10, |then| then.x(0).z(1))?;
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::UnknownRegister`], else as [`if_bits`](Self::if_bits).
    pub fn if_register(
        &mut self,
        register: &str,
        value: u64,
        then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        let found = self.bit_registers.iter().find(|known| known.name == register);
        let found = found.ok_or_else(|| CircuitError::UnknownRegister { name: register.to_string() })?;
        let bits: Vec<usize> = found.bits().collect();
        self.if_bits(&bits, value, then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_its_bits_least_significant_first() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(1);
        circuit.add_bit_register("a", 1);
        circuit.add_bit_register("b", 3);
        circuit.if_register("b", 0b110, |then| then.x(0))?;
        let Operation::If(condition) = circuit.instructions()[0].operation() else {
            panic!("not a condition")
        };
        assert_eq!(condition.bits, [1, 2, 3]);
        assert_eq!(condition.values, [false, true, true]);
        Ok(())
    }

    #[test]
    fn a_condition_that_is_wrong_changes_nothing() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(1);
        circuit.measure(0, 0)?;
        let before = circuit.clone();
        let new_parameter = |then: &mut CircuitBuilder| then.parameter("theta");
        for wrong in [
            circuit.clone().if_bit(3, |then| then.x(0)).err(),
            circuit.clone().if_bit(0, |then| then.x(7)).err(),
            circuit.clone().if_bits(&[0], 2, |then| then.x(0)).err(),
            circuit.clone().if_register("c", 0, |then| then.x(0)).err(),
        ] {
            assert!(wrong.is_some());
        }
        assert!(
            circuit
                .if_bit(5, |then| {
                    let theta = new_parameter(then);
                    then.rx(theta, 0)
                })
                .is_err()
        );
        assert_eq!(circuit, before);
        circuit.if_bit(0, |then| {
            let theta = new_parameter(then);
            then.rx(theta, 0).if_bit(0, |inner| inner.x(0))
        })?;
        assert_eq!(circuit.parameters(), ["theta"]);
        Ok(())
    }
}
