//! Circuits to OpenQASM text: `parse(print(circuit))` does what `circuit` does.
//! Called by whoever writes circuit files; gates get their names from the gate library.

mod condition;
mod definition;
mod identifier;
mod instruction;
mod number;

use super::names::Language;
use crate::{Circuit, CircuitError, Composite, FinalBit, Register, Unitary};
use identifier::Identifiers;
use std::collections::HashMap;
use std::sync::Arc;

/// Why a circuit has no text in a dialect.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// The circuit starts from prepared amplitudes.
    #[error("a circuit that starts from prepared amplitudes cannot be written as OpenQASM")]
    Amplitudes,
    /// OpenQASM 2 has no inputs.
    #[error(
        "parameter `{name}` has no value, and OpenQASM 2 has no inputs; write OpenQASM 3 or bind it first"
    )]
    Parameter {
        /// The parameter.
        name: String,
    },
    /// OpenQASM 2 compares one register with a number, before one operation.
    #[error("this condition cannot be written in OpenQASM 2, {reason}; write OpenQASM 3")]
    Condition {
        /// Why.
        reason: &'static str,
    },
    /// A gate has neither a name in the dialect nor a definition.
    #[error("gate `{gate}` has no definition by standard gates")]
    NoDefinition {
        /// The gate.
        gate: String,
    },
    /// OpenQASM 2 has no assignments, and OpenQASM 3 none that exchanges bits.
    #[error(
        "classical bits that hold something else than their measurement cannot be written in this dialect"
    )]
    ComputedBits,
    /// The circuit is inconsistent.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
}

/// The circuit as OpenQASM 3; its parameters become inputs.
///
/// ```
/// use ansatz_circuits::{Circuit, qasm::to_qasm3};
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.h(0)?.crz(0.5 * theta, 0, 1)?;
/// let text = to_qasm3(&circuit)?;
/// assert!(text.ends_with("input float theta;\nqubit[2] q;\nh q[0];\ncrz(0.5*theta) q[0], q[1];\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Prepared amplitudes.
pub fn to_qasm3(circuit: &Circuit) -> Result<String, PrintError> {
    Printer::new(Language::Three).program(circuit)
}

/// The circuit as OpenQASM 2, up to a global phase.
///
/// ```
/// use ansatz_circuits::{Circuit, qasm::to_qasm2};
/// let text = to_qasm2(&Circuit::build(1, |c| c.h(0).measure_all())?)?;
/// assert!(text.contains("measure q[0] -> "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`to_qasm3`]; also parameters, and conditions that read many bits of a register or are inside of others.
pub fn to_qasm2(circuit: &Circuit) -> Result<String, PrintError> {
    if let Some(name) = circuit.parameters().first() {
        return Err(PrintError::Parameter { name: name.clone() });
    }
    Printer::new(Language::Two).program(circuit)
}

/// The names of what instructions refer to by number.
#[derive(Debug, Default)]
struct Operands {
    qubits: Vec<String>,
    bits: Vec<String>,
    parameters: Vec<String>,
    /// Registers of classical bits with their printed names.
    registers: Vec<Register>,
}

/// What a register is made of.
enum Registers {
    Qubits,
    Bits,
}

/// The state of printing one circuit.
struct Printer {
    language: Language,
    names: Identifiers,
    /// Gate definitions, inner ones first.
    definitions: String,
    /// Gates that have been defined, by the circuit's name for them.
    defined: HashMap<String, Vec<(Arc<Composite>, String)>>,
    /// The names of rows that have been printed.
    rows: HashMap<&'static str, String>,
    /// Matrices on several qubits, and the gates that stand for them.
    matrices: Vec<(Arc<Unitary>, Arc<Composite>)>,
}

impl Printer {
    fn new(language: Language) -> Printer {
        let names = Identifiers::new(language);
        let (definitions, matrices) = (String::new(), Vec::new());
        Printer { language, names, definitions, defined: HashMap::new(), rows: HashMap::new(), matrices }
    }

    fn program(mut self, circuit: &Circuit) -> Result<String, PrintError> {
        if circuit.initial_amplitudes().is_some() {
            return Err(PrintError::Amplitudes);
        }
        let mut operands = Operands::default();
        let mut declarations = String::new();
        operands.parameters = self.names.fresh_all(circuit.parameters());
        for name in &operands.parameters {
            declarations += &format!("input float {name};\n");
        }
        for register in covering(circuit.qubit_registers(), circuit.num_qubits(), "q") {
            if let Some(number) = hardware_number(&register) {
                operands.qubits.push(self.hardware_qubit(&register.name, number, &mut declarations));
                continue;
            }
            let name = self.names.fresh(&register.name);
            declarations += &self.declaration(Registers::Qubits, &name, register.size);
            operands.qubits.extend((0..register.size).map(|k| format!("{name}[{k}]")));
        }
        for register in covering(circuit.bit_registers(), circuit.num_bits(), "c") {
            let name = self.names.fresh(&register.name);
            declarations += &self.declaration(Registers::Bits, &name, register.size);
            operands.bits.extend((0..register.size).map(|k| format!("{name}[{k}]")));
            operands.registers.push(Register { name, ..register });
        }
        let mut body = String::new();
        for instruction in circuit.instructions() {
            self.instruction(instruction, &operands, &mut body)?;
        }
        body += &self.final_bits(circuit, &operands)?;
        let header = match self.language {
            Language::Two => "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n",
            Language::Three => "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n",
        };
        Ok(format!("{header}{}{declarations}{body}", self.definitions))
    }

    /// The name of a hardware qubit `$k`, which OpenQASM 2 does not have: there it is the one qubit of a register `qk`.
    fn hardware_qubit(&mut self, name: &str, number: &str, declarations: &mut String) -> String {
        if self.language == Language::Three {
            return name.to_string();
        }
        let name = self.names.fresh(&format!("q{number}"));
        *declarations += &self.declaration(Registers::Qubits, &name, 1);
        format!("{name}[0]")
    }

    /// Assignments that leave the registers as the circuit shows them.
    fn final_bits(&self, circuit: &Circuit, operands: &Operands) -> Result<String, PrintError> {
        let in_register =
            |bit: u32| circuit.bit_registers().iter().any(|r| r.bits().contains(&(bit as usize)));
        let mut left: Vec<_> = circuit.final_bits().iter().filter(|(bit, _)| in_register(*bit)).collect();
        if self.language == Language::Two && !left.is_empty() {
            return Err(PrintError::ComputedBits);
        }
        let mut text = String::new();
        // A bit is written when no other one still has to be copied from it.
        while !left.is_empty() {
            let is_free = |target: u32| {
                let reads = |what: &FinalBit| matches!(what, FinalBit::Copy(source) if *source == target);
                !left.iter().any(|(bit, what)| *bit != target && reads(what))
            };
            let Some(at) = left.iter().position(|(target, _)| is_free(*target)) else {
                return Err(PrintError::ComputedBits);
            };
            let (target, what) = left.remove(at);
            let value = match what {
                FinalBit::Constant(value) => u8::from(*value).to_string(),
                FinalBit::Copy(source) => operands.bits[*source as usize].clone(),
            };
            text += &format!("{} = {value};\n", operands.bits[*target as usize]);
        }
        Ok(text)
    }

    fn declaration(&self, registers: Registers, name: &str, size: usize) -> String {
        match (self.language, registers) {
            (Language::Two, Registers::Qubits) => format!("qreg {name}[{size}];\n"),
            (Language::Two, Registers::Bits) => format!("creg {name}[{size}];\n"),
            (Language::Three, Registers::Qubits) => format!("qubit[{size}] {name};\n"),
            (Language::Three, Registers::Bits) => format!("bit[{size}] {name};\n"),
        }
    }
}

/// The number of a hardware qubit, of the register that names it.
fn hardware_number(register: &Register) -> Option<&str> {
    let number = register.name.strip_prefix('$')?;
    (register.size == 1 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// The registers in order, and others for what belongs to none.
fn covering(registers: &[Register], total: usize, name: &str) -> Vec<Register> {
    let mut known: Vec<Register> = registers.iter().filter(|register| register.size > 0).cloned().collect();
    known.sort_by_key(|register| register.start);
    let mut all = Vec::new();
    let mut next = 0;
    let end = Register { name: String::new(), start: total, size: 0 };
    for register in known.into_iter().chain([end]) {
        if register.start > next {
            all.push(Register { name: name.to_string(), start: next, size: register.start - next });
        }
        next = register.start + register.size;
        if register.size > 0 {
            all.push(register);
        }
    }
    all
}
