//! Bit strings: the highest index leftmost; several registers with a space between, the last declared leftmost.

use ansatz::circuits::{Circuit, Register};
use ansatz::simulator::Bits;

/// The order that results name.
pub const BIT_ORDER: &str =
    "highest index leftmost; registers separated by a space, the last declared leftmost";

/// The classical bits of an outcome.
pub fn outcome(circuit: &Circuit, bits: &Bits) -> String {
    let whole = [Register { name: String::new(), start: 0, size: circuit.num_bits() }];
    let registers = if circuit.bit_registers().is_empty() { &whole[..] } else { circuit.bit_registers() };
    let mut text = String::with_capacity(circuit.num_bits() + registers.len());
    for register in registers.iter().rev() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(register.bits().rev().map(|bit| if bits.get(bit) { '1' } else { '0' }));
    }
    text
}

/// A basis state of all qubits.
pub fn basis_state(state: u64, num_qubits: usize) -> String {
    (0..num_qubits).rev().map(|qubit| if state >> qubit & 1 == 1 { '1' } else { '0' }).collect()
}
