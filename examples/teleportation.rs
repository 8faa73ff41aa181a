//! Measuring on the way and deciding by what was measured: a qubit is teleported. Run it with
//! `cargo run --release --example teleportation`.
#![allow(clippy::print_stdout)]

use ansatz::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let angle = 1.1;
    let teleport = Circuit::build(3, |c| {
        c.ry(angle, 0).h(1).cx(1, 2); // what is sent, and a pair that is shared
        c.cx(0, 1).h(0).measure(0, 0).measure(1, 1);
        c.if_bit(1, |then| then.x(2)).if_bit(0, |then| then.z(2));
        c.ry(-angle, 2).measure(2, 2) // turned back, it must read 0
    })?;
    println!("{teleport}\n");

    let sampler = Sampler::new(&Device::cpu(), &teleport)?;
    let counts = sampler.sample(&[], 2000, 3)?;
    print!("{counts}");
    assert_eq!(counts.marginal(&[2]).get("0"), 2000, "what arrived is what was sent");

    // Without shots: the exact distribution over what the sender reads.
    for (bits, probability) in sampler.distribution(&[])? {
        println!("{bits}  {probability:.4}");
        assert!((probability - 0.25).abs() < 1e-12);
    }
    Ok(())
}

#[test]
fn the_qubit_arrives() {
    main().expect("what arrives is what was sent");
}
