//! Instructions under a condition on measured bits. Called by users; the front end makes its conditions itself.

use super::{Circuit, CircuitBuilder};
use crate::CircuitError;

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
        // A loop of one round.
        self.while_bits(bits, value, 1, then)
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
        let bits = self.bits_of(register)?;
        self.if_bits(&bits, value, then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Operation;

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
