//! Clifford operations of all kinds that circuits have, each as flat instructions on qubits from 0 on.

use super::*;
use ansatz_circuits::{Instruction, Operation};

pub(super) struct Block {
    pub(super) name: String,
    pub(super) num_qubits: usize,
    pub(super) instructions: Vec<FlatInstruction>,
}

impl Block {
    fn new(num_qubits: usize, circuit: &Circuit) -> Block {
        let instructions = circuit.flatten().unwrap().instructions;
        Block { name: format!("{:?}", circuit.instructions()), num_qubits, instructions }
    }

    /// The same on other qubits.
    pub(super) fn on(&self, qubits: &[u32]) -> Vec<FlatInstruction> {
        moved(&self.instructions, qubits)
    }
}

/// The same with qubit `q` called `qubits[q]`.
pub(super) fn moved(instructions: &[FlatInstruction], qubits: &[u32]) -> Vec<FlatInstruction> {
    let place = |old: &[u32]| old.iter().map(|qubit| qubits[*qubit as usize]).collect();
    let one = |instruction: &FlatInstruction| FlatInstruction {
        controls: place(&instruction.controls),
        targets: place(&instruction.targets),
        ..instruction.clone()
    };
    instructions.iter().map(one).collect()
}

pub(super) fn block(
    num_qubits: usize,
    build: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
) -> Block {
    Block::new(num_qubits, &Circuit::build(num_qubits, build).unwrap())
}

pub(super) fn rotation(word: &[Pauli], theta: f64) -> Block {
    let mut circuit = Circuit::new(word.len());
    let all: Vec<usize> = (0..word.len()).collect();
    circuit.pauli_rotation(word, theta, &all).unwrap();
    Block::new(word.len(), &circuit)
}

pub(super) fn constant(matrix: Matrix) -> Block {
    controlled(&[], matrix)
}

/// A matrix under controls with these values.
fn controlled(values: &[bool], matrix: Matrix) -> Block {
    let num_targets = matrix.nrows().trailing_zeros() as usize;
    let num_qubits = num_targets + values.len();
    let targets: Vec<usize> = (values.len()..num_qubits).collect();
    let operation = Operation::Unitary(Unitary::new("U", matrix).unwrap().into());
    let controls: Vec<Control> =
        values.iter().enumerate().map(|(qubit, value)| Control { qubit, value: *value }).collect();
    let mut circuit = Circuit::new(num_qubits);
    circuit.controlled(&controls, Instruction::new(operation, &[], &targets)).unwrap();
    Block::new(num_qubits, &circuit)
}

/// The group that H and S generate, one of each up to a phase.
pub(super) fn one_qubit_cliffords() -> Vec<Matrix> {
    let steps = [&table::H, &table::S].map(|gate| gate.target_matrix(0.0));
    let mut found = vec![Matrix::identity(2, 2)];
    let mut next = 0;
    while next < found.len() {
        for step in &steps {
            let product = step * &found[next];
            let is_same = |known: &Matrix| ((known.adjoint() * &product).trace().norm() - 2.0).abs() < 1e-9;
            if !found.iter().any(is_same) {
                found.push(product);
            }
        }
        next += 1;
    }
    found
}

/// Everything at once.
pub(super) fn catalogue() -> Vec<Block> {
    let mut all = fixed();
    all.extend((-3..=4).flat_map(|quarters| at_angle(f64::from(quarters) * FRAC_PI_2)));
    all.extend([-3.0, -1.0, 1.0, 2.0].into_iter().flat_map(|half_turns| at_half_turns(half_turns * PI)));
    all.extend(one_qubit_cliffords().into_iter().map(|matrix| constant(matrix * C64::cis(0.7))));
    all.extend(matrices());
    all
}

fn fixed() -> Vec<Block> {
    vec![
        block(1, |c| c.h(0)),
        block(1, |c| c.x(0)),
        block(1, |c| c.y(0)),
        block(1, |c| c.sx(0)),
        block(1, |c| c.gphase(0.3).id(0)),
        block(2, |c| c.cx(0, 1)),
        block(2, |c| c.cy(0, 1)),
        block(2, |c| c.cz(0, 1)),
        block(2, |c| c.swap(0, 1)),
        block(2, |c| c.iswap(0, 1)),
        block(2, |c| c.iswapdg(0, 1)),
        block(2, |c| c.ecr(0, 1)),
    ]
}

/// Clifford operations at multiples of π/2.
fn at_angle(theta: f64) -> Vec<Block> {
    let [x, y, z, i] = [Pauli::X, Pauli::Y, Pauli::Z, Pauli::I];
    let phase = Matrix::from_element(1, 1, C64::cis(theta));
    let words: [&[Pauli]; 7] =
        [&[y], &[x, y], &[z, z, z], &[x, y, z], &[y, i, y], &[y, x, z, y], &[z, y, y, x, y]];
    let mut all = vec![
        block(1, |c| c.rx(theta, 0)),
        block(1, |c| c.ry(theta, 0)),
        block(1, |c| c.rz(theta, 0)),
        block(1, |c| c.p(theta, 0)),
        block(2, |c| c.rxx(theta, 0, 1)),
        block(2, |c| c.ryy(theta, 0, 1)),
        block(2, |c| c.rzz(theta, 0, 1)),
        block(2, |c| c.rzx(theta, 0, 1)),
        controlled(&[true], phase.clone()),
        controlled(&[false], phase),
    ];
    all.extend(words.map(|word| rotation(word, theta)));
    all
}

/// Clifford operations at multiples of π.
fn at_half_turns(theta: f64) -> Vec<Block> {
    let mut circuit = Circuit::new(2);
    let letter =
        Instruction::new(Operation::PauliRotation([Pauli::Y].as_slice().into()), &[theta.into()], &[0]);
    circuit.controlled(&[Control { qubit: 1, value: false }], letter).unwrap();
    vec![
        block(2, |c| c.cp(theta, 0, 1)),
        block(2, |c| c.crx(theta, 0, 1)),
        block(2, |c| c.cry(theta, 0, 1)),
        block(2, |c| c.crz(theta, 0, 1)),
        block(2, |c| c.rxx_plus_ryy(theta, 0, 1)),
        block(2, |c| c.rxx_minus_ryy(theta, 0, 1)),
        block(2, |c| c.single_excitation(theta, 0, 1)),
        controlled(&[true, false], Matrix::from_element(1, 1, C64::cis(theta))),
        Block::new(2, &circuit),
    ]
}

fn matrices() -> Vec<Block> {
    let of = |gate: &'static ansatz_circuits::Gate| gate.target_matrix(0.0);
    let both = of(&table::H).kronecker(&of(&table::S));
    let powers = (0..4).map(|power| C64::cis(f64::from(power) * FRAC_PI_2));
    let paulis = [&table::X, &table::Y, &table::Z].map(of);
    let under_control =
        powers.flat_map(|phase| paulis.clone().map(|pauli| controlled(&[phase.re < 0.5], pauli * phase)));
    let mut all: Vec<Block> = under_control.collect();
    all.push(constant(&both * C64::cis(0.4)));
    all.push(constant(of(&table::ISWAP) * both * of(&table::ECR)));
    all
}
