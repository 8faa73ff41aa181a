//! A run that is stopped on the way and gone on with: it ends in the same bits as one that never stopped.
//!
//! `cargo run --release --example checkpoints`

#![allow(clippy::print_stdout)]

use ansatz::qml::data::moons;
use ansatz::qml::models::{Checkpoint, Trainer, reuploading};
use ansatz::qml::optimize::Adam;
use ansatz::simulator::Device;
use std::error::Error;
use std::ops::ControlFlow;

fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::default()).epochs(12).batch_size(16).seed(7)
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::cpu();
    let (data, model) = (moons(60, 0.1, 0)?, reuploading(2, 3, 1)?);
    let whole = trainer().fit(&device, model.clone(), &data)?;

    // Somebody pulls the plug after five epochs; what was written last is a text.
    let mut written = String::new();
    trainer()
        .observe(|progress| {
            written = progress.checkpoint().to_text().unwrap_or_default();
            if progress.epochs().len() == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .fit(&device, model.clone(), &data)?;

    let again = trainer().resume(Checkpoint::from_text(&written)?).fit(&device, model, &data)?;
    println!("{} bytes written; weights {:?} …", written.len(), &again.weights()[..3]);
    assert_eq!(again.weights(), whole.weights());
    assert_eq!(again.history(), whole.history());
    Ok(())
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
