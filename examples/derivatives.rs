//! Every derivative of an expectation value, and every way to take it. Run it with `cargo run --release --example derivatives`.
#![allow(clippy::print_stdout)]

use ansatz::prelude::*;
use ansatz::simulator::gradient::{DoubleShift, FiniteDifference, ParameterShift};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut circuit = Circuit::new(2);
    let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    circuit.ry(a, 0)?.cx(0, 1)?.rx(2.0 * b, 1)?.rzz(a, 0, 1)?;
    let at = [0.4, -0.7];

    let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0 Z1 + 0.3 * X0"])?;
    let by_adjoint = estimator.gradient(&at)?;
    let by_shifts = estimator.clone().with_differentiator(ParameterShift::default()).gradient(&at)?;
    let by_quotients = estimator.clone().with_differentiator(FiniteDifference::default()).gradient(&at)?;
    println!("adjoint     {by_adjoint:.9}\nshift rule  {by_shifts:.9}\ndifferences {by_quotients:.9}");
    assert!((&by_adjoint - &by_shifts).iter().all(|error| error.abs() < 1e-12));
    assert!((&by_adjoint - &by_quotients).iter().all(|error| error.abs() < 1e-8));

    let hessian = estimator.hessian(&at)?;
    let by_two_shifts = estimator.clone().with_hessian_method(DoubleShift).hessian(&at)?;
    println!("Hessian\n{hessian:.6}\nFubini–Study metric\n{:.6}", estimator.metric(&at)?);
    assert!((&hessian - &by_two_shifts).iter().all(|error| error.abs() < 1e-12));
    assert!((hessian[[0, 1]] - hessian[[1, 0]]).abs() < 1e-14);

    // How fast the value grows in a direction.
    let along = estimator.jvp(&at, &[1.0, 2.0])?.tangents[0];
    assert!((along - by_adjoint[0] - 2.0 * by_adjoint[1]).abs() < 1e-12);
    Ok(())
}

#[test]
fn every_way_gives_the_same_derivative() {
    main().expect("derivatives agree");
}
