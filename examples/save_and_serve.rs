//! A trained model as text, and another process that answers with it.
//!
//! `cargo run --release --example save_and_serve`

#![allow(clippy::print_stdout)]

use ansatz::qml::data::moons;
use ansatz::qml::models::{Fitted, Model, Trainer, reuploading};
use ansatz::qml::optimize::Adam;
use ansatz::simulator::Device;
use ndarray::array;
use std::error::Error;

/// What both sides agree on.
fn model() -> Result<Model, ansatz::qml::ModelError> {
    reuploading(2, 4, 1)
}

fn train(device: &Device) -> Result<String, Box<dyn Error>> {
    let data = moons(120, 0.1, 0)?;
    let trainer = Trainer::new(Adam { learning_rate: 0.1, ..Adam::default() }).epochs(40);
    let fitted = trainer.fit(device, model()?, &data)?;
    println!("trained: {}", fitted.evaluate(&data)?.accuracy);
    Ok(serde_json::to_string(&fitted.save())?)
}

fn serve(device: &Device, text: &str) -> Result<(), Box<dyn Error>> {
    let fitted = Fitted::load(device, model()?, &serde_json::from_str(text)?)?;
    // One point high on the upper half circle, one deep in the lower.
    let probabilities = fitted.probabilities(&array![[0.0, 1.0], [1.0, -0.5]])?;
    println!("{probabilities:.3}");
    assert!(probabilities[[0, 0]] > 0.5 && probabilities[[1, 1]] > 0.5);
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::cpu();
    let text = train(&device)?;
    serve(&device, &text)
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
