//! An ansatz and an observable of one's own, gradient descent by hand: the ground state of four spins in a row, compared with exact
//! diagonalisation. Run it with `cargo run --release --example heisenberg`.
#![allow(clippy::print_stdout)]

use ansatz::circuits::pauli::{PauliExpression, x, y, z};
use ansatz::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // H = Σ_q X_q X_{q+1} + Y_q Y_{q+1} + Z_q Z_{q+1}
    let bond = |q| x(q) * x(q + 1) + y(q) * y(q + 1) + z(q) * z(q + 1);
    let chain = (0..3).map(bond).sum::<PauliExpression>().observable()?;
    // Pairs in singlets, then turns about the bonds between and within the pairs.
    let mut circuit = Circuit::build(4, |c| c.x(0).h(0).x(1).cx(0, 1).x(2).h(2).x(3).cx(2, 3))?;
    let angles = circuit.parameter_vector("theta", 4);
    for (k, bonds) in [&[1][..], &[0, 2], &[1], &[0, 2]].into_iter().enumerate() {
        for q in bonds {
            circuit.rxx(angles[k], *q, q + 1)?.ryy(angles[k], *q, q + 1)?.rzz(angles[k], *q, q + 1)?;
        }
    }
    let estimator = Estimator::new(&Device::cpu(), &circuit, [&chain])?;
    let mut params = vec![0.2; estimator.num_parameters()];
    for _ in 0..400 {
        let gradient = estimator.gradient(&params)?;
        params.iter_mut().zip(&gradient).for_each(|(p, slope)| *p -= 0.03 * slope);
    }
    let energy = estimator.value(&params)?;
    let exact = chain.matrix(4)?.symmetric_eigenvalues().min();
    println!("gradient descent {energy:.9}, exact diagonalisation {exact:.9}");
    assert!((energy - exact).abs() < 1e-6);
    Ok(())
}

#[test]
fn it_finds_the_ground_state() {
    main().expect("the energy is the exact one");
}
