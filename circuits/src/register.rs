//! A named run of qubits or classical bits, as circuit files declare them.

/// `name[0..size]`, the bits `start..start + size` of the circuit.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let mut circuit = Circuit::new(2);
/// circuit.add_bit_register("low", 2);
/// circuit.add_bit_register("high", 3);
/// let high = &circuit.bit_registers()[1];
/// assert_eq!((high.name.as_str(), high.bits()), ("high", 2..5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Register {
    /// The declared name.
    pub name: String,
    /// The index of its first bit.
    pub start: usize,
    /// How many bits it has.
    pub size: usize,
}

impl Register {
    /// The indices of its bits.
    pub fn bits(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.size
    }
}
