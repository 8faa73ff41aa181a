//! A network with a circuit in its middle: a dense layer, a circuit of two qubits, a dense layer, trained together on two moons.
//!
//! `cargo run -p ansatz-candle --features candle --example hybrid`; it fails below 95 % of the test rows.

use ansatz_candle::QuantumLayer;
use ansatz_circuits::PauliSum;
use ansatz_qml::purposes;
use ansatz_qml::{
    data::{Dataset, moons, stratified_split},
    embeddings::{EmbeddingShape, embedding_by_name},
};
use ansatz_simulator::{Cpu, RandomStream};
use candle_core::{Device, Tensor, Var};
use std::error::Error;
use std::io::Write;
use std::sync::Arc;

/// Features as a matrix, classes as −1 and 1.
fn tensors(data: &Dataset) -> candle_core::Result<(Tensor, Tensor)> {
    let x = Tensor::from_vec(data.features.iter().copied().collect(), data.features.dim(), &Device::Cpu)?;
    let signs: Vec<f64> = data.labels.iter().map(|label| 2.0 * *label as f64 - 1.0).collect();
    let rows = signs.len();
    Ok((x, Tensor::from_vec(signs, (rows, 1), &Device::Cpu)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let data = moons(300, 0.15, 0)?;
    let split = stratified_split(&data.labels, 0.2, 0)?;
    let (x, y) = tensors(&data.select(&split.train))?;

    let shape = EmbeddingShape { num_qubits: 2, num_features: 2, repeats: 3 };
    let circuit = embedding_by_name("reuploading", shape)?;
    let layer =
        QuantumLayer::new(Arc::new(Cpu::<f64>::default()), circuit, vec![PauliSum::z(0), PauliSum::z(1)])?;

    let mut stream = RandomStream::new(0, purposes::WEIGHTS, 0);
    let mut var = |rows: usize, columns: usize| -> candle_core::Result<Var> {
        let start: Vec<f64> = (0..rows * columns).map(|_| stream.normal()).collect();
        Var::from_tensor(&Tensor::from_vec(start, (rows, columns), &Device::Cpu)?)
    };
    let vars = [var(2, 2)?, var(1, 2)?, var(layer.num_weights(), 1)?, var(2, 1)?, var(1, 1)?];
    let network = |x: &Tensor| -> candle_core::Result<Tensor> {
        let [dense, bias, weights, last, offset] = &vars;
        let hidden = x.matmul(dense)?.broadcast_add(bias)?;
        layer.forward(&hidden, &weights.flatten_all()?)?.matmul(last)?.broadcast_add(offset)
    };

    // Momentum is enough for so small a network.
    let mut velocity: Vec<Tensor> =
        vars.iter().map(|var| var.zeros_like()).collect::<candle_core::Result<_>>()?;
    for step in 0..400 {
        let loss = (network(&x)? - &y)?.sqr()?.mean_all()?;
        let gradients = loss.backward()?;
        for (var, velocity) in vars.iter().zip(&mut velocity) {
            let gradient = gradients.get(var).ok_or("a weight without influence")?;
            *velocity = ((&*velocity * 0.9)? - (gradient * 0.03)?)?;
            var.set(&(var.as_tensor() + &*velocity)?)?;
        }
        if step % 100 == 99 {
            writeln!(std::io::stdout(), "step {}: loss {:.4}", step + 1, loss.to_scalar::<f64>()?)?;
        }
    }
    let (x, y) = tensors(&data.select(&split.test))?;
    let right =
        (network(&x)? * &y)?.flatten_all()?.to_vec1::<f64>()?.into_iter().filter(|product| *product > 0.0);
    let accuracy = right.count() as f64 / y.elem_count() as f64;
    writeln!(std::io::stdout(), "accuracy on test rows: {accuracy:.4}")?;
    if accuracy < 0.95 { Err("expected at least 0.95".into()) } else { Ok(()) }
}
