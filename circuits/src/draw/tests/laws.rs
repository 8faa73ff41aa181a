//! What holds for the drawing of any circuit, tried on random circuits of every table gate.

use crate::draw::label::width;
use crate::draw::{SvgOptions, TextOptions, svg, text};
use crate::table::TABLE;
use crate::{
    Angle, Circuit, Condition, Control, FlatOperation, Gate, Instruction, Matrix, Operation, Parameter,
    Pauli, Unitary,
};
use std::sync::Arc;

const NUM_QUBITS: usize = 8;
/// A name with everything that a terminal or an XML parser could stumble over.
const HARD_NAME: &str = "a<b>&\"'\n\u{202E}\u{7}量";

/// Knuth's linear congruential generator: enough to shuffle circuits.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound
    }

    fn qubits(&mut self, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..NUM_QUBITS).collect();
        (0..count).for_each(|j| all.swap(j, j + self.below(NUM_QUBITS - j)));
        all.truncate(count);
        all
    }

    fn angle(&mut self, parameters: &[Parameter]) -> Angle {
        let constant = [0.0, -std::f64::consts::PI / 8.0, 1e-9, 123456.789][self.below(4)];
        let scale = [0.0, 1.0, -0.5, 3.25][self.below(4)];
        parameters.iter().fold(constant.into(), |sum: Angle, p| sum + scale * *p)
    }

    fn gate(&mut self, gate: &'static Gate, parameters: &[Parameter]) -> Instruction {
        let num_controls = self.below(3);
        let qubits = self.qubits(gate.num_qubits() + num_controls);
        let control = |qubit: &usize| Control { qubit: *qubit, value: *qubit < NUM_QUBITS / 2 };
        let controls: Vec<Control> = qubits[..num_controls].iter().map(control).collect();
        let angles: Vec<Angle> = gate.angles.iter().map(|_| self.angle(parameters)).collect();
        let plain = Instruction::new(Operation::Gate(gate), &angles, &qubits[num_controls..]);
        plain.controlled_by(&controls).unwrap()
    }

    /// A random instruction around or instead of a gate.
    fn instruction(&mut self, gate: &'static Gate, parameters: &[Parameter]) -> Instruction {
        let qubits = self.qubits(3);
        let other = |operation, qubits: &[usize]| Instruction::new(operation, &[], qubits);
        match self.below(10) {
            0 => other(Operation::Measure { bit: self.below(5) as u32 }, &qubits[..1]),
            1 => other(Operation::Reset, &qubits[..1]),
            2 => other(Operation::Barrier, &qubits),
            3 => {
                let word = Arc::from([Pauli::X, Pauli::I, Pauli::Z]);
                Instruction::new(Operation::PauliRotation(word), &[self.angle(parameters)], &qubits)
            }
            4 => {
                let unitary = Unitary::new(HARD_NAME, Matrix::identity(4, 4)).unwrap();
                other(Operation::Unitary(Arc::new(unitary)), &qubits[..2])
            }
            5 | 6 => {
                let then = vec![self.instruction(gate, parameters), self.gate(gate, parameters)];
                let bits = (0..1 + self.below(4) as u32).collect::<Vec<u32>>();
                let values = bits.iter().map(|bit| bit % 2 == 0).collect();
                other(Operation::If(Arc::new(Condition { bits, values, then })), &[])
            }
            _ => self.gate(gate, parameters),
        }
    }
}

fn random_circuit(seed: u64) -> Circuit {
    let mut random = Random(seed);
    let mut circuit = Circuit::new(0);
    circuit.add_qubit_register(HARD_NAME, 3);
    circuit.add_qubit_register("r", NUM_QUBITS - 3);
    circuit.add_bit_register(HARD_NAME, 3);
    circuit.add_bit_register("d", 2);
    let mut parameters = circuit.parameter_vector("w", 2);
    parameters.push(circuit.parameter(HARD_NAME));
    for _ in 0..2 * TABLE.len() {
        let gate = TABLE[random.below(TABLE.len())];
        let instruction = random.instruction(gate, &parameters);
        circuit.push(instruction).unwrap();
    }
    for gate in TABLE {
        circuit.push(random.gate(gate, &parameters)).unwrap();
    }
    circuit
}

/// The instructions that leave a picture, conditions opened.
fn drawn_instructions(instructions: &[Instruction]) -> Vec<Instruction> {
    let open = |instruction: &Instruction| match instruction.operation() {
        Operation::If(condition) => drawn_instructions(&condition.then),
        _ => vec![instruction.clone()],
    };
    instructions.iter().flat_map(open).collect()
}

/// How often each symbol occurs.
#[derive(Debug, Default, PartialEq)]
struct Census {
    boxes: usize,
    flips: usize,
    crosses: usize,
    resets: usize,
    dots: usize,
    barred_qubits: usize,
    notes: usize,
}

impl Census {
    fn of_drawing(drawing: &str) -> Census {
        let count = |symbol: &str| drawing.matches(symbol).count();
        Census {
            boxes: count("┌"),
            flips: count("⊕"),
            crosses: count("×"),
            resets: count("|0⟩"),
            dots: count("●") + count("○"),
            barred_qubits: count("─░"),
            notes: count("on no qubit"),
        }
    }

    /// Adds what an instruction must leave, judged by the matrix that the simulator would run.
    fn expect(&mut self, instruction: &Instruction) {
        if *instruction.operation() == Operation::Barrier {
            self.barred_qubits += instruction.qubits().len();
            return;
        }
        let mut alone = Circuit::new(NUM_QUBITS);
        alone.parameter_vector("w", 2);
        alone.parameter(HARD_NAME);
        alone.add_bit_register("c", 5);
        let flat = alone.push(instruction.clone()).unwrap().flatten().unwrap().instructions.remove(0);
        self.dots += flat.controls.len();
        let matrix = match &flat.operation {
            FlatOperation::Fixed(matrix) => Matrix::clone(matrix),
            FlatOperation::Exponential { generator, .. } => generator.exponential(0.7),
            FlatOperation::Reset => return self.resets += 1,
            _ => return self.boxes += 1,
        };
        let is_controlled = !flat.controls.is_empty();
        let last = matrix.nrows() - 1;
        let mut phase = Matrix::identity(last + 1, last + 1);
        phase[(last, last)] = matrix[(last, last)];
        match flat.targets.len() {
            0 if !is_controlled => self.notes += 1,
            1 if is_controlled && (&matrix - permutation(&[1, 0])).norm() < 1e-12 => self.flips += 1,
            2 if (&matrix - permutation(&[0, 2, 1, 3])).norm() < 1e-12 => self.crosses += 2,
            targets if is_controlled && (&matrix - phase).norm() < 1e-12 => self.dots += targets,
            _ => self.boxes += 1,
        }
    }
}

fn permutation(images: &[usize]) -> Matrix {
    let entry = |row: usize, column: usize| if images[column] == row { 1.0 } else { 0.0 };
    Matrix::from_fn(images.len(), images.len(), |row, column| entry(row, column).into())
}

#[test]
fn every_instruction_appears_on_lines_of_one_width() {
    for seed in 0..40 {
        let circuit = random_circuit(seed);
        let mut expected = Census::default();
        drawn_instructions(circuit.instructions())
            .iter()
            .for_each(|instruction| expected.expect(instruction));
        for limit in [None, Some(0), Some(60), Some(150)] {
            let drawing = text(&circuit, &TextOptions { width: limit, max_columns: 10_000 });
            assert_eq!(Census::of_drawing(&drawing), expected, "seed {seed}, width {limit:?}\n{drawing}");
            let widths: Vec<usize> = drawing.lines().map(width).collect();
            assert!(widths.iter().all(|cells| *cells == widths[0]), "seed {seed}\n{drawing}");
            assert!(limit != Some(150) || widths[0] <= 150, "seed {seed}: {} wide", widths[0]);
        }
    }
}

#[test]
fn every_instruction_is_a_group_of_a_balanced_svg_file() {
    for seed in 0..40 {
        let circuit = random_circuit(seed);
        let drawn = drawn_instructions(circuit.instructions());
        let on_qubits = drawn.iter().filter(|instruction| instruction.qubits().len() > 0).count();
        for width in [f64::NAN, -1.0, 900.0, f64::INFINITY] {
            let options = SvgOptions { title: Some(HARD_NAME.into()), width, max_columns: 10_000 };
            let picture = svg(&circuit, &options);
            assert_eq!(picture.matches("<g><title>").count(), on_qubits, "seed {seed}");
            assert_balanced(&picture);
        }
    }
}

/// Every opened element is closed, in order, and no bare `<` or `&` is left in a text.
fn assert_balanced(picture: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in picture.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        assert!(tag.matches('"').count() % 2 == 0, "{tag}");
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        assert_eq!(
            text.matches('&').count(),
            entities.map(|entity| text.matches(entity).count()).iter().sum::<usize>()
        );
        assert!(text.chars().all(|ch| ch == '\n' || !ch.is_control()), "{text:?}");
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_cut_keeps_the_columns_that_fit() {
    let circuit = random_circuit(3);
    let whole = text(&circuit, &TextOptions::default());
    for max_columns in [0, 1, 7] {
        let cut = text(&circuit, &TextOptions { width: None, max_columns });
        assert!(cut.contains("more instructions behind column") && cut.len() < whole.len(), "{cut}");
        let picture = svg(&circuit, &SvgOptions { max_columns, ..SvgOptions::default() });
        assert!(picture.contains("more instructions behind column"));
        assert_balanced(&picture);
    }
}
