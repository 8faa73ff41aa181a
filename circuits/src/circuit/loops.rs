//! Instructions that are repeated while measured bits read a value. A circuit is a list and jumps nowhere, so that a loop is here what it is on
//! a machine that has to end: so many rounds at most. Called by users; a program that loops for as long as it takes is OpenQASM's `while`.

use super::{Circuit, CircuitBuilder};
use crate::instruction::narrow;
use crate::{CircuitError, Condition, Instruction, Operation};
use std::sync::Arc;

impl Circuit {
    /// Repeats a round while a classical bit reads 1, `most` times at most.
    ///
    /// The bit is read before each round; once it reads 0, or after the last round whatever it reads, the circuit goes on. In the circuit it is
    /// `most` conditions that share their instructions: equal to the loop, for nothing changes the bit where a round is left out.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// // Tosses again until the coin reads 0; after 20 more tosses it still reads 1 with probability 2⁻²¹.
    /// let coin = Circuit::build(1, |c| {
    ///     c.h(0).measure(0, 0).while_bit(0, 20, |again| again.h(0).measure(0, 0))
    /// })?;
    /// assert_eq!(coin.count_ops()["if"], 20);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::BitOutOfRange`], and whatever is wrong with the instructions. After an error the circuit is as it was.
    pub fn while_bit(
        &mut self,
        bit: usize,
        most: usize,
        round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        self.while_bits(&[bit], 1, most, round)
    }

    /// Repeats a round while these bits, the least significant first, read the number `value`, `most` times at most; as
    /// [`while_bit`](Self::while_bit) says.
    ///
    /// # Errors
    /// [`CircuitError::ConditionValue`] if they never do, else as [`while_bit`](Self::while_bit).
    pub fn while_bits(
        &mut self,
        bits: &[usize],
        value: u64,
        most: usize,
        round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        let digit = |k: usize| value.checked_shr(k as u32).unwrap_or(0);
        if digit(bits.len()) != 0 {
            return Err(CircuitError::ConditionValue { bits: bits.len(), value });
        }
        let mut builder = CircuitBuilder::new(self.with_own_instructions(Vec::new()));
        round(&mut builder);
        let mut with_round = builder.finish()?;
        let condition = Condition {
            bits: bits.iter().map(|bit| narrow(*bit)).collect(),
            values: (0..bits.len()).map(|k| digit(k) & 1 == 1).collect(),
            then: Arc::unwrap_or_clone(std::mem::take(&mut with_round.instructions)),
        };
        let instruction = Instruction::new(Operation::If(Arc::new(condition)), &[], &[]);
        // Parameters, and bits that are measured into, may be new.
        with_round.check(&instruction)?;
        with_round.instructions = std::mem::take(&mut self.instructions);
        Arc::make_mut(&mut with_round.instructions).extend(std::iter::repeat_n(instruction, most));
        *self = with_round;
        Ok(self)
    }

    /// Repeats a round while a declared register reads the number `value`, `most` times at most; as [`while_bit`](Self::while_bit) says.
    ///
    /// # Errors
    /// [`CircuitError::UnknownRegister`], else as [`while_bits`](Self::while_bits).
    pub fn while_register(
        &mut self,
        register: &str,
        value: u64,
        most: usize,
        round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<&mut Self, CircuitError> {
        let bits = self.bits_of(register)?;
        self.while_bits(&bits, value, most, round)
    }

    /// The bits of a declared register.
    pub(super) fn bits_of(&self, register: &str) -> Result<Vec<usize>, CircuitError> {
        let found = self.bit_registers.iter().find(|known| known.name == register);
        let found = found.ok_or_else(|| CircuitError::UnknownRegister { name: register.to_string() })?;
        Ok(found.bits().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_conditions_one_after_the_other_with_one_body() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(2);
        circuit.add_bit_register("syndrome", 2);
        circuit.while_register("syndrome", 0b10, 3, |round| round.x(1).measure(0, 0).measure(1, 1))?;
        let mut by_hand = Circuit::new(2);
        by_hand.add_bit_register("syndrome", 2);
        for _ in 0..3 {
            by_hand.if_register("syndrome", 0b10, |then| then.x(1).measure(0, 0).measure(1, 1))?;
        }
        assert_eq!(circuit, by_hand);
        let body = |k: usize| match circuit.instructions()[k].operation() {
            Operation::If(condition) => Arc::as_ptr(condition),
            _ => panic!("not a condition"),
        };
        assert_eq!(body(0), body(2));
        Ok(())
    }

    #[test]
    fn a_loop_that_is_wrong_changes_nothing() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(1);
        circuit.measure(0, 0)?;
        let before = circuit.clone();
        assert!(circuit.while_bit(3, 2, |round| round.x(0)).is_err());
        assert!(circuit.while_bit(0, 2, |round| round.x(7)).is_err());
        assert!(circuit.while_bits(&[0], 2, 2, |round| round.x(0)).is_err());
        assert!(circuit.while_register("c", 0, 2, |round| round.x(0)).is_err());
        assert_eq!(circuit, before);
        circuit.while_bit(0, 0, |round| round.x(0))?;
        assert_eq!(circuit, before);
        Ok(())
    }
}
