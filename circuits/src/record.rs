//! Circuits and observables for serde, behind the feature `serde`: observables are their text, circuits a structure of plain
//! numbers and names that is read back exactly, through the builder's checks.

use crate::gates::TABLE;
use crate::{
    Angle, C64, Circuit, CircuitError, Composite, Condition, Control, FinalBit, Function, FunctionKind,
    Instruction, Matrix, Operation, Pauli, PauliString, PauliSum, Register, Unitary,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// A circuit whose composite gates are listed once, inner ones first.
#[derive(Serialize, Deserialize)]
struct CircuitRecord {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    definitions: Vec<DefinitionRecord>,
    circuit: BodyRecord,
}

#[derive(Serialize, Deserialize)]
struct DefinitionRecord {
    name: String,
    body: BodyRecord,
}

#[derive(Serialize, Deserialize)]
struct BodyRecord {
    qubits: usize,
    bits: usize,
    parameters: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    qubit_registers: Vec<Register>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bit_registers: Vec<Register>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amplitudes: Option<Vec<[f64; 2]>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    final_bits: Vec<(u32, FinalBit)>,
    instructions: Vec<InstructionRecord>,
}

#[derive(Serialize, Deserialize)]
struct InstructionRecord {
    operation: OperationRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    controls: Vec<(usize, bool)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    qubits: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    angles: Vec<AngleRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OperationRecord {
    Gate(String),
    /// The place in the list of definitions.
    Composite(usize),
    /// Entries row by row.
    Unitary {
        label: String,
        entries: Vec<[f64; 2]>,
    },
    PauliRotation(String),
    Measure(usize),
    Reset,
    Barrier,
    If {
        bits: Vec<u32>,
        values: Vec<bool>,
        then: Vec<InstructionRecord>,
    },
}

#[derive(Serialize, Deserialize)]
struct AngleRecord {
    #[serde(default)]
    offset: f64,
    /// Parameters by their place, with their scales.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    terms: Vec<(usize, f64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    functions: Vec<(FunctionRecord, f64)>,
}

#[derive(Serialize, Deserialize)]
struct FunctionRecord {
    kind: FunctionKind,
    operands: Vec<AngleRecord>,
}

/// Writes circuits; keeps the definitions that it has met.
#[derive(Default)]
struct Writer {
    known: Vec<Arc<Composite>>,
    definitions: Vec<DefinitionRecord>,
}

impl Writer {
    fn body(&mut self, circuit: &Circuit) -> BodyRecord {
        let amplitudes = circuit.initial_amplitudes().map(|all| all.iter().map(pair).collect());
        BodyRecord {
            qubits: circuit.num_qubits(),
            bits: circuit.num_bits(),
            parameters: circuit.parameters().to_vec(),
            qubit_registers: circuit.qubit_registers().to_vec(),
            bit_registers: circuit.bit_registers().to_vec(),
            amplitudes,
            final_bits: circuit.final_bits().to_vec(),
            instructions: self.instructions(circuit.instructions()),
        }
    }

    fn instructions(&mut self, instructions: &[Instruction]) -> Vec<InstructionRecord> {
        instructions.iter().map(|instruction| self.instruction(instruction)).collect()
    }

    fn instruction(&mut self, instruction: &Instruction) -> InstructionRecord {
        InstructionRecord {
            operation: self.operation(instruction.operation()),
            controls: instruction.added_controls().map(|control| (control.qubit, control.value)).collect(),
            qubits: instruction.operands().collect(),
            angles: instruction.angles().iter().map(AngleRecord::from).collect(),
        }
    }

    fn operation(&mut self, operation: &Operation) -> OperationRecord {
        match operation {
            Operation::Gate(gate) => OperationRecord::Gate(gate.name.to_string()),
            Operation::Composite(composite) => OperationRecord::Composite(self.definition(composite)),
            Operation::Unitary(unitary) => OperationRecord::Unitary {
                label: unitary.label().to_string(),
                entries: unitary.matrix().transpose().iter().map(pair).collect(),
            },
            Operation::PauliRotation(word) => {
                OperationRecord::PauliRotation(word.iter().map(|pauli| pauli.letter()).collect())
            }
            Operation::Measure { bit } => OperationRecord::Measure(*bit as usize),
            Operation::Reset => OperationRecord::Reset,
            Operation::Barrier => OperationRecord::Barrier,
            Operation::If(condition) => OperationRecord::If {
                bits: condition.bits.clone(),
                values: condition.values.clone(),
                then: self.instructions(&condition.then),
            },
        }
    }

    fn definition(&mut self, composite: &Arc<Composite>) -> usize {
        if let Some(at) = self.known.iter().position(|known| Arc::ptr_eq(known, composite)) {
            return at;
        }
        let body = self.body(composite.body());
        self.known.push(Arc::clone(composite));
        self.definitions.push(DefinitionRecord { name: composite.name().to_string(), body });
        self.definitions.len() - 1
    }
}

fn pair(number: &C64) -> [f64; 2] {
    [number.re, number.im]
}

fn number([re, im]: &[f64; 2]) -> C64 {
    C64::new(*re, *im)
}

impl From<&Angle> for AngleRecord {
    fn from(angle: &Angle) -> AngleRecord {
        let function = |function: &Function| FunctionRecord {
            kind: function.kind(),
            operands: function.operands().iter().map(AngleRecord::from).collect(),
        };
        AngleRecord {
            offset: angle.offset(),
            terms: angle.terms().iter().map(|(parameter, scale)| (parameter.index(), *scale)).collect(),
            functions: angle.functions().iter().map(|(known, scale)| (function(known), *scale)).collect(),
        }
    }
}

/// Why a record is no circuit.
#[derive(Debug, thiserror::Error)]
enum RecordError {
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    #[error("`{0}` is not in the gate table")]
    Gate(String),
    #[error("`{0}` is no Pauli letter")]
    Letter(char),
    #[error("definition {0} comes after its use, or not at all")]
    Definition(usize),
    #[error("parameter {0} is not in the list")]
    Parameter(usize),
    #[error("a matrix of {0} entries is not square")]
    Matrix(usize),
    #[error("`{0:?}` takes {1} operands")]
    Operands(FunctionKind, usize),
    #[error("registers and bits reach beyond the circuit")]
    Registers,
}

/// Reads one body over the definitions before it.
struct Reader<'a> {
    definitions: &'a [Arc<Composite>],
    circuit: Circuit,
    parameters: Vec<crate::Parameter>,
}

impl Reader<'_> {
    fn body(definitions: &[Arc<Composite>], record: &BodyRecord) -> Result<Circuit, RecordError> {
        let circuit = match &record.amplitudes {
            Some(all) => Circuit::from_amplitudes(&all.iter().map(number).collect::<Vec<_>>())?,
            None => Circuit::new(record.qubits),
        };
        let mut reader = Reader { definitions, circuit, parameters: Vec::new() };
        for name in &record.parameters {
            let parameter = reader.circuit.parameter(name);
            reader.parameters.push(parameter);
        }
        reader.circuit.set_layout(record.bits, &record.qubit_registers, &record.bit_registers);
        if !reader.circuit.has_sound_layout(record.qubits, &record.final_bits) {
            return Err(RecordError::Registers);
        }
        reader.circuit.set_final_bits(record.final_bits.clone());
        for instruction in &record.instructions {
            let instruction = reader.instruction(instruction)?;
            reader.circuit.push(instruction)?;
        }
        Ok(reader.circuit)
    }

    fn instruction(&self, record: &InstructionRecord) -> Result<Instruction, RecordError> {
        let operation = self.operation(&record.operation)?;
        let angles: Vec<Angle> = record.angles.iter().map(|a| self.angle(a)).collect::<Result<_, _>>()?;
        let control = |(qubit, value): &(usize, bool)| Control { qubit: *qubit, value: *value };
        let controls: Vec<Control> = record.controls.iter().map(control).collect();
        let plain = Instruction::new(operation, &angles, &record.qubits);
        Ok(if controls.is_empty() { plain } else { plain.controlled_by(&controls)? })
    }

    fn operation(&self, record: &OperationRecord) -> Result<Operation, RecordError> {
        Ok(match record {
            OperationRecord::Gate(name) => {
                let row = TABLE.iter().find(|gate| gate.name == name);
                Operation::Gate(row.ok_or_else(|| RecordError::Gate(name.clone()))?)
            }
            OperationRecord::Composite(at) => {
                let composite = self.definitions.get(*at).ok_or(RecordError::Definition(*at))?;
                Operation::Composite(Arc::clone(composite))
            }
            OperationRecord::Unitary { label, entries } => {
                let dim = entries.len().isqrt();
                if dim * dim != entries.len() {
                    return Err(RecordError::Matrix(entries.len()));
                }
                let matrix = Matrix::from_row_iterator(dim, dim, entries.iter().map(number));
                Operation::Unitary(Arc::new(Unitary::new(label.clone(), matrix)?))
            }
            OperationRecord::PauliRotation(word) => {
                let letter = |c: char| Pauli::from_letter(c).ok_or(RecordError::Letter(c));
                Operation::PauliRotation(word.chars().map(letter).collect::<Result<_, _>>()?)
            }
            OperationRecord::Measure(bit) => Operation::Measure { bit: crate::instruction::narrow(*bit) },
            OperationRecord::Reset => Operation::Reset,
            OperationRecord::Barrier => Operation::Barrier,
            OperationRecord::If { bits, values, then } => Operation::If(Arc::new(Condition {
                bits: bits.clone(),
                values: values.clone(),
                then: then.iter().map(|inner| self.instruction(inner)).collect::<Result<_, _>>()?,
            })),
        })
    }

    fn angle(&self, record: &AngleRecord) -> Result<Angle, RecordError> {
        let mut angle = Angle::from(record.offset);
        for (at, scale) in &record.terms {
            let parameter = *self.parameters.get(*at).ok_or(RecordError::Parameter(*at))?;
            angle = angle + *scale * parameter;
        }
        for (FunctionRecord { kind, operands }, scale) in &record.functions {
            if operands.len() != kind.num_operands() {
                return Err(RecordError::Operands(*kind, kind.num_operands()));
            }
            let operands: Vec<Angle> = operands.iter().map(|a| self.angle(a)).collect::<Result<_, _>>()?;
            angle = angle + Angle::function(*kind, &operands)? * *scale;
        }
        Ok(angle)
    }
}

impl Serialize for Circuit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::default();
        let circuit = writer.body(self);
        CircuitRecord { definitions: writer.definitions, circuit }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Circuit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Circuit, D::Error> {
        let record = CircuitRecord::deserialize(deserializer)?;
        let mut definitions: Vec<Arc<Composite>> = Vec::new();
        for DefinitionRecord { name, body } in &record.definitions {
            let body = Reader::body(&definitions, body).map_err(D::Error::custom)?;
            definitions.push(Arc::new(Composite::new(name.clone(), body).map_err(D::Error::custom)?));
        }
        Reader::body(&definitions, &record.circuit).map_err(D::Error::custom)
    }
}

/// As text, both ways.
macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
as_text!(PauliString, PauliSum);

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    fn again(circuit: &Circuit) -> Result<Circuit, Box<dyn Error>> {
        Ok(serde_json::from_str(&serde_json::to_string(circuit)?)?)
    }

    #[test]
    fn circuits_are_read_back_exactly() -> Result<(), Box<dyn Error>> {
        let generator = "X0 X1 + 0.3 * Z0".parse::<PauliSum>()?.matrix(2)?;
        let circuit = Circuit::build(3, |c| {
            let (a, b) = (c.parameter("a"), c.parameter("b"));
            let product = Angle::function(FunctionKind::Multiply, &[a.into(), 0.1 * b]).expect("small");
            c.add_bit_register("m", 2);
            c.h(0).rx(1.0 / 3.0 * a - 0.1 * b + 1e-300, 1).crz(product, 0, 2).barrier(&[0, 1]);
            c.apply("cu", &[a.into(), b.into(), 0.1.into(), 0.7.into()], &[2, 0]);
            c.exponential("own", &generator, a, &[1, 2]).pauli_rotation(&[Pauli::X, Pauli::I], b, &[0, 2]);
            c.measure(0, 1).reset(0).if_register("m", 2, |then| then.x(1).ry(a, 2))
        })?;
        assert_eq!(again(&circuit)?, circuit);
        let prepared = Circuit::from_amplitudes(&[0.6.into(), C64::new(0.0, 0.8)])?;
        assert_eq!(again(&prepared)?, prepared);
        Ok(())
    }

    #[test]
    fn records_that_are_no_circuits_are_refused() {
        for wrong in [
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": [], "instructions": [{"operation": {"gate": "h"}, "qubits": [1]}]}}"#,
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": [], "instructions": [{"operation": {"gate": "hh"}, "qubits": [0]}]}}"#,
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": [], "instructions": [{"operation": {"composite": 0}, "qubits": [0]}]}}"#,
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": [], "instructions": [{"operation": {"measure": 0}, "qubits": [0]}]}}"#,
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": ["a"], "instructions": [{"operation": {"gate": "rx"}, "qubits": [0], "angles": [{"terms": [[1, 2.0]]}]}]}}"#,
            r#"{"circuit": {"qubits": 1, "bits": 0, "parameters": [], "qubit_registers": [{"name": "q", "start": 0, "size": 9}], "instructions": []}}"#,
        ] {
            assert!(serde_json::from_str::<Circuit>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn observables_are_their_text() -> Result<(), Box<dyn Error>> {
        let sum: PauliSum = "0.1 * Z0 Z1 - 1e-20 * X3".parse()?;
        let json = serde_json::to_string(&sum)?;
        assert_eq!(json, "\"0.1 * Z0 Z1 - 0.00000000000000000001 * X3\"");
        assert_eq!(serde_json::from_str::<PauliSum>(&json)?, sum);
        assert!(serde_json::from_str::<PauliString>("\"Z65536\"").is_err());
        Ok(())
    }
}
