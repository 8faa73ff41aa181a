//! A circuit, a loss and an optimizer of one's own, trained by the loop that trains shipped models. No method is named by text.
//!
//! `cargo run --release --example own_training`

#![allow(clippy::print_stdout)]

use ansatz::circuits::Circuit;
use ansatz::qml::data::moons;
use ansatz::qml::embeddings::DataCircuit;
use ansatz::qml::gradients::ParameterShift;
use ansatz::qml::losses::{Loss, softmax};
use ansatz::qml::models::{Model, Scaled, Trainer};
use ansatz::qml::optimize::{Objective, OptimizeError, Optimizer, Step};
use ansatz::simulator::Device;
use std::error::Error;

/// `L = −(1 − p_y)^γ ln p_y` with `p = softmax(outputs)` looks away from samples that are right already (Lin et al., arXiv:1708.02002).
struct FocalLoss {
    gamma: f64,
}

impl Loss for FocalLoss {
    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let log_p = outputs[label] - softmax(outputs, gradient);
        let p = gradient[label];
        // ∂L/∂o_k = (∂L/∂ ln p_y) ([k = y] − p_k)
        let slope = (1.0 - p).powf(self.gamma - 1.0) * (self.gamma * p * log_p - (1.0 - p));
        gradient.iter_mut().for_each(|p_k| *p_k *= -slope);
        gradient[label] += slope;
        -(1.0 - p).powf(self.gamma) * log_p
    }
}

/// Lion: `θ ← θ − η sign(β₁ m + (1 − β₁) g)`, `m ← β₂ m + (1 − β₂) g` (Chen et al., arXiv:2302.06675).
struct Lion {
    rate: f64,
    mean: Vec<f64>,
}

impl Optimizer for Lion {
    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let mut gradient = vec![0.0; params.len()];
        let value = objective.value_and_gradient(params, &mut gradient).map_err(OptimizeError::Objective)?;
        self.mean.resize(params.len(), 0.0);
        for ((param, mean), slope) in params.iter_mut().zip(&mut self.mean).zip(gradient) {
            *param -= self.rate * (0.9 * *mean + 0.1 * slope).signum();
            *mean = 0.99 * *mean + 0.01 * slope;
        }
        Ok(Step { value, value_after: None, stop: None, evaluations: 1 })
    }
}

/// Three layers on two qubits; each reads both features again.
fn circuit() -> Result<DataCircuit, Box<dyn Error>> {
    let mut circuit = Circuit::new(2);
    let (x, w) = (circuit.parameter_vector("x", 2), circuit.parameter_vector("w", 18));
    for layer in w.chunks(6) {
        for q in 0..2 {
            circuit.ry(x[q], q)?.rz(layer[3 * q], q)?.ry(layer[3 * q + 1], q)?.rz(layer[3 * q + 2], q)?;
        }
        circuit.cz(0, 1)?;
    }
    Ok(DataCircuit::new(&circuit, &x, &w)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::cpu();
    let data = moons(100, 0.1, 0)?;
    let model = Model::new(circuit()?).observables(["Z0", "Z1"])?.head(Scaled).loss(FocalLoss { gamma: 2.0 });
    let fitted = Trainer::new(Lion { rate: 0.03, mean: Vec::new() })
        .differentiator(ParameterShift::default())
        .epochs(40)
        .batch_size(25)
        .validation(0.2)?
        .observe(|progress| println!("{progress}"))
        .fit(&device, model, &data)?;
    let accuracy = fitted.score(&data)?;
    println!("accuracy {accuracy:.3}");
    assert!(accuracy > 0.8, "{accuracy}");
    Ok(())
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
