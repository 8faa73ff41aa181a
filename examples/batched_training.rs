//! Numbers from arrays: a circuit learns a surface in mini-batches, with a part of the rows held out.
//!
//! `cargo run --release --example batched_training`

#![allow(clippy::print_stdout)]

use ansatz::qml::embeddings::{EmbeddingShape, reuploading};
use ansatz::qml::losses::SquaredError;
use ansatz::qml::models::{EarlyStopping, Model, Number, Samples, Trainer, WeightStart};
use ansatz::qml::optimize::Adam;
use ansatz::simulator::Device;
use ndarray::Array2;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::cpu();
    let x = Array2::from_shape_fn((200, 2), |(row, column)| match column {
        0 => (row % 20) as f64 / 10.0 - 1.0,
        _ => (row / 20) as f64 / 5.0 - 1.0,
    });
    let y: Vec<f64> = x.rows().into_iter().map(|x| 3.0 + (2.0 * x[0]).sin() - 0.5 * x[1]).collect();

    let circuit = reuploading(EmbeddingShape { num_qubits: 2, num_features: 2, repeats: 3 })?;
    let model = Model::new(circuit).start(WeightStart::Normal(0.3)).head(Number).loss(SquaredError);
    let fitted = Trainer::new(Adam { learning_rate: 0.05, ..Adam::default() })
        .epochs(80)
        .batch_size(20)
        .validation(0.2)?
        .early_stopping(EarlyStopping { patience: 15, ..Default::default() })
        .fit(&device, model, Samples::new(&x, &y)?)?;

    let metrics = fitted.evaluate(Samples::new(&x, &y)?)?;
    println!("{} epochs, R² {:.4}", fitted.history().map_or(0, |history| history.epochs.len()), metrics.r2);
    assert!(metrics.r2 > 0.95, "{}", metrics.r2);
    Ok(())
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
