//! Optimizers as data: saved, read again, refused.

use super::*;

/// Through text, as a checkpoint is: the restored optimizer takes the same steps as the one that went on.
#[test]
fn every_optimizer_goes_on_from_a_file_with_the_same_bits() {
    for name in OPTIMIZERS.into_iter().chain(CIRCUIT_OPTIMIZERS) {
        for before in [0, 1, 7] {
            let (circuit, observable) = (circuit(), energy(ENERGY));
            let mut objective = objective(&circuit, &observable);
            let mut optimizer = built(name);
            let mut params = start();
            for _ in 0..before {
                optimizer.step(&mut objective, &mut params).unwrap();
            }
            let text = serde_json::to_string(&optimizer.save()).unwrap();
            let state: OptimizerState = serde_json::from_str(&text).unwrap();
            let mut taken: Box<dyn Optimizer> = name.parse().unwrap();
            taken.restore(&state).unwrap();
            assert_eq!(taken.save(), state, "{name}");
            let mut restored = state.into_optimizer().unwrap();
            assert_eq!((restored.name(), restored.needs()), (name, optimizer.needs()));
            let mut copy = params.clone();
            for step in 0..6 {
                let one = optimizer.step(&mut objective, &mut params).unwrap();
                let two = restored.step(&mut objective, &mut copy).unwrap();
                assert_eq!(one, two, "{name}, step {step} after {before}");
                let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&params), bits(&copy), "{name}, step {step} after {before}");
            }
            assert_eq!(
                serde_json::to_string(&optimizer.save()).unwrap(),
                serde_json::to_string(&restored.save()).unwrap(),
                "{name}"
            );
        }
    }
}

/// States as files of earlier versions have them.
#[test]
fn states_under_an_older_name_are_read() {
    let moments = r#"{"beta1":0.9,"beta2":0.999,"start1":1.0,"start2":1.0,"mean":[],"square":[]}"#;
    let adam = r#"{"learning_rate":0.25,"beta1":0.9,"beta2":0.999,"epsilon":1e-8}"#;
    let rest = r#""trail":{"good":[],"left":[]},"schedule":{"warm_up":0,"decay":"constant"},"clipping":"off","steps":0"#;
    let decayed = format!(
        r#"{{"optimizer":"adam_w","state":{{"rule":{{"settings":{{"adam":{adam},"weight_decay":0.5}},"moments":{moments}}},{rest}}}}}"#
    );
    let ahead = format!(
        r#"{{"optimizer":"momentum","state":{{"rule":{{"settings":{{"learning_rate":0.01,"momentum":0.9,"form":"nesterov"}},"velocity":[]}},{rest}}}}}"#
    );
    let bounded = r#"{"optimizer":"bounded_lbfgs","state":{"settings":{"lower_bound":-3.0,"upper_bound":3.0,"memory":10,"longest_trial":1.0,
        "gradient_tolerance":1e-8,"value_tolerance":1e-14},"pairs":[],"point":null}}"#;
    let natural = r#"{"optimizer":"natural_gradient","state":{"settings":{"learning_rate":0.05,"regularisation":0.001,"momentum":0.9},
        "velocity":[],"trail":{"good":[],"left":[]}}}"#;
    let frugal = r#"{"optimizer":"icans","state":{"settings":{"learning_rate":0.1,"shots":10,"most_shots":1000000,"decay":0.99,"bias":1e-6,
        "terms":"at_random"},"steps":0,"shots":[],"slopes":[],"variances":[],"trail":{"good":[],"left":[]}}}"#;
    let table = [
        (decayed.as_str(), "adamw"),
        (&ahead, "nesterov"),
        (bounded, "lbfgsb"),
        (natural, "momentum_qng"),
        (frugal, "rosalin"),
    ];
    for (text, name) in table {
        let state: OptimizerState = serde_json::from_str(text).unwrap();
        assert_eq!(state.into_optimizer().unwrap().name(), name);
    }
}

#[test]
fn foreign_and_damaged_states_are_refused() {
    let foreign = OptimizerState::new("mine", &[1.0, 2.0]);
    assert_eq!(foreign.read::<[f64; 2]>("mine").unwrap(), [1.0, 2.0]);
    let refused = |outcome: Result<_, RestoreError>| outcome.err().unwrap().to_string();
    assert_eq!(
        refused(foreign.clone().into_optimizer().map(|_| ())),
        "optimizer `mine` is not one of this library; restore it where it was made"
    );
    let mut adam = Adam::default().build().unwrap();
    assert_eq!(refused(adam.restore(&foreign)), "this is the state of optimizer `mine`, not of `adam`");
    let broken: OptimizerState = serde_json::from_str(r#"{"optimizer":"adam","state":{"rule":{}}}"#).unwrap();
    assert!(refused(adam.restore(&broken)).starts_with("the state of optimizer `adam` is damaged: "));
    assert!(matches!(broken.into_optimizer().err().unwrap(), RestoreError::Damaged { .. }));
    assert!(refused(adam.restore(&OptimizerState::unsaved("adam"))).contains("does not save its memory"));
    assert!(serde_json::from_str::<OptimizerState>(r#"{"optimizer":"adam"}"#).is_err());
}

/// A cosine that ends at zero, after which nothing moves.
#[test]
fn a_schedule_goes_on_where_a_saved_optimizer_stopped() {
    let schedule = Schedule { warm_up: 1, decay: Decay::Cosine { steps: 10, floor: 0.0 } };
    let mut optimizer: Box<dyn Optimizer> =
        Box::new(Adam::default().build().unwrap().with_schedule(schedule).unwrap());
    let mut params = [2.0, -1.0, 0.5];
    for _ in 0..11 {
        optimizer = optimizer.save().into_optimizer().unwrap();
        optimizer.step(&mut Quadratic, &mut params).unwrap();
    }
    let end = params;
    optimizer.step(&mut Quadratic, &mut params).unwrap();
    assert_eq!(params, end);
}
