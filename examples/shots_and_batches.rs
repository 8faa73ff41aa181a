//! A thousand shots of a circuit that measures on the way, then a sum of thirty Pauli strings at five hundred rows of parameters, as one
//! array. Run it with `cargo run --release --example shots_and_batches`.
#![allow(clippy::print_stdout)]

use ansatz::circuits::pauli::{PauliExpression, x, z};
use ansatz::ndarray::Array2;
use ansatz::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let device = Device::cpu();

    // A coin is tossed; where it shows 1, the second qubit is turned over.
    let circuit = Circuit::build(2, |c| c.h(0).measure(0, 0).if_bit(0, |then| then.x(1)).measure(1, 1))?;
    println!("{circuit}");
    let counts = Sampler::new(&device, &circuit)?.sample(&[], 1000, 7)?;
    println!("{counts}");
    assert_eq!((counts.shots(), counts.get("01"), counts.get("10")), (1000, 0, 0));
    assert_eq!(counts.expectation(&"Z0 Z1".parse()?)?, 1.0);

    // Twenty turns of ten qubits; all fields, neighbours and second neighbours: thirty strings.
    let qubits = 10;
    let mut layers = Circuit::new(qubits);
    for (k, angle) in layers.parameter_vector("w", 2 * qubits).into_iter().enumerate() {
        layers.ry(angle, k % qubits)?.cx(k % qubits, (k + 1) % qubits)?;
    }
    let next = |q: usize, by: usize| (q + by) % qubits;
    let fields = (0..qubits).map(|q| 0.5 * x(q));
    let bonds = (0..qubits).flat_map(|q| [z(q) * z(next(q, 1)), -0.25 * (z(q) * z(next(q, 2)))]);
    let energy = fields.chain(bonds).sum::<PauliExpression>().observable()?;
    assert_eq!(energy.terms().len(), 30);

    let rows = Array2::from_shape_fn((500, 2 * qubits), |(row, p)| 0.01 * row as f64 + 0.1 * p as f64);
    let estimator = Estimator::new(&device, &layers, [&energy])?;
    let values: Array2<f64> = estimator.values_batch(rows.view())?;
    println!("{} values from {:.3} to {:.3}", values.len(), least(&values), -least(&-&values));
    assert_eq!(values.dim(), (500, 1));
    assert_eq!(values[[123, 0]], estimator.value(&rows.row(123).to_vec())?);
    Ok(())
}

fn least(values: &Array2<f64>) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

#[test]
fn it_counts_and_estimates() {
    main().expect("counts and values are right");
}
