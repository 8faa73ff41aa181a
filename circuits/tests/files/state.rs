//! A slow state vector for the tests: one loop over the flattened circuit, final measurements left out.

use ansatz_circuits::{C64, Circuit, FlatInstruction, FlatOperation, Matrix, Source};

/// The final state, parameters bound to 0.1, 0.2, … in the order of their names; `None` if it is not pure.
pub(crate) fn state(circuit: &Circuit) -> Option<Vec<C64>> {
    let flat = circuit.flatten().ok()?;
    let mut names: Vec<&String> = circuit.parameters().iter().collect();
    names.sort();
    let value = |name: &String| 0.1 * (1 + names.iter().position(|known| *known == name).unwrap_or(0)) as f64;
    let params: Vec<f64> = circuit.parameters().iter().map(value).collect();
    let angles = flat.parameter_map.angles(&params).ok()?;
    let mut state = vec![C64::new(0.0, 0.0); 1 << flat.num_qubits];
    state[0] = C64::new(1.0, 0.0);
    let mut measured = 0u64;
    for instruction in &flat.instructions {
        let qubits = instruction.targets.iter().chain(&instruction.controls);
        let touched = qubits.fold(0, |mask, qubit| mask | 1u64 << qubit);
        if let FlatOperation::Measure { .. } = instruction.operation {
            measured |= touched;
            continue;
        }
        if touched & measured != 0 {
            return None;
        }
        apply(instruction, &matrix(instruction, &angles)?, &mut state);
    }
    Some(state)
}

fn matrix(instruction: &FlatInstruction, angles: &[f64]) -> Option<Matrix> {
    let of = |source: &Source| match source {
        Source::Constant(angle) => *angle,
        Source::Slot(slot) => angles[*slot],
    };
    match &instruction.operation {
        FlatOperation::Fixed(matrix) => Some(Matrix::clone(matrix)),
        FlatOperation::Exponential { generator, angle } => Some(generator.exponential(of(angle))),
        _ => None,
    }
}

fn apply(instruction: &FlatInstruction, matrix: &Matrix, state: &mut [C64]) {
    let targets = &instruction.targets;
    let place = |k: usize| targets.iter().enumerate().fold(0, |sum, (j, q)| sum | (k >> j & 1) << q);
    let mask = place(usize::MAX);
    for base in (0..state.len()).filter(|base| base & mask == 0) {
        let mut controls = instruction.controls.iter().enumerate();
        if !controls.all(|(j, q)| base >> q & 1 == (instruction.control_values >> j & 1) as usize) {
            continue;
        }
        let old: Vec<C64> = (0..matrix.ncols()).map(|k| state[base | place(k)]).collect();
        for row in 0..matrix.nrows() {
            state[base | place(row)] =
                old.iter().enumerate().map(|(k, amplitude)| matrix[(row, k)] * amplitude).sum();
        }
    }
}
