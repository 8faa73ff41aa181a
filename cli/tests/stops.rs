//! Why `minimize` and `train` end, as people and programs are told: the reason is true whatever the unit of the problem.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{Ran, Scratch};

/// Three spins in a transverse field; two layers come to −2.786587, which exact diagonalisation gives.
const CHAIN: &str =
    "[problem]\nobservable = \"-1 Z0 Z1 - 1 Z1 Z2 - 0.7 X0 - 0.7 X1 - 0.7 X2\"\n[ansatz]\nlayers = 2\n";

const HEAVY: &str = include_str!("data/maxcut_heavy.txt");

fn minimized(scratch: &Scratch, text: &str, options: &str) -> Ran {
    scratch.file("m.toml", text);
    scratch.ansatz(&format!("minimize m.toml {options}"))
}

fn answer(scratch: &Scratch, text: &str) -> Value {
    minimized(scratch, text, "--format json").json()
}

/// A graph whose weights are all times a factor.
fn scaled(graph: &str, factor: f64) -> String {
    let line = |line: &str| {
        let (nodes, weight) = line.rsplit_once(' ').unwrap();
        format!("{nodes} {:e}\n", factor * weight.parse::<f64>().unwrap())
    };
    graph.lines().map(line).collect()
}

#[test]
fn the_ratio_of_a_weighted_cut_does_not_depend_on_the_unit_of_its_weights() {
    let scratch = Scratch::new();
    for factor in [1.0, 1e-6, 1e-3, 0.15, 1e3, 1e6] {
        scratch.file("edges.txt", scaled(HEAVY, factor));
        let found = answer(&scratch, "[graph]\nfile = \"edges.txt\"\n[ansatz]\nlayers = 2\n");
        let ratio = found["ratio"].as_f64().unwrap();
        assert!((ratio - 0.954_295).abs() < 1e-6, "times {factor:e}: {ratio}");
        assert_eq!(found["stop"], "converged");
        // The angles are those of the graph as it is: γ in the unit of one over its weights.
        let gamma = found["parameters"][0].as_f64().unwrap() * factor * 1800.0;
        assert!((0.01..10.0).contains(&gamma.abs()), "{found}");
    }
    // Other weights, with signs.
    let mixed = "0 1 1\n1 2 -0.5\n2 3 0.75\n3 0 2\n0 2 0.3\n";
    let ratios = [1.0, 1e-6, 1e6, 4e-12].map(|factor| {
        scratch.file("edges.txt", scaled(mixed, factor));
        let found = answer(&scratch, "[graph]\nfile = \"edges.txt\"\n[ansatz]\nlayers = 3\n");
        found["ratio"].as_f64().unwrap()
    });
    assert!(ratios.iter().all(|ratio| (ratio - ratios[0]).abs() < 1e-4 && *ratio > 0.8), "{ratios:?}");
}

#[test]
fn energies_in_any_unit_are_minimized_alike() {
    let scratch = Scratch::new();
    for optimizer in ["lbfgs", "lbfgsb", "rotosolve", "cobyla", "nelder_mead"] {
        for factor in ["1e-8", "4e-18", "1", "1e8"] {
            let text = format!(
                "[problem]\nobservable = \"{factor} * Z0 Z1 + {factor} * X0\"\n[ansatz]\nlayers = 1\nstart = [0.3, 0.4, 0.5, 0.6]\n\
                 kind = \"real_amplitudes\"\n[minimize]\noptimizer = \"{optimizer}\"\nsteps = 1500\n"
            );
            let found = answer(&scratch, &text);
            let energy = found["energy"].as_f64().unwrap() / factor.parse::<f64>().unwrap();
            assert!((energy + 2f64.sqrt()).abs() < 1e-6, "{optimizer} times {factor}: {energy}");
            assert_eq!(found["stop"], "converged", "{optimizer} times {factor}");
        }
    }
}

#[test]
fn bounded_searches_reach_the_energy_from_most_seeds_and_refuse_starts_outside() {
    let scratch = Scratch::new();
    let reached = (0..8).filter(|seed| {
        let found = answer(&scratch, &format!("{CHAIN}[minimize]\noptimizer = \"lbfgsb\"\nseed = {seed}\n"));
        (found["energy"].as_f64().unwrap() + 2.786_587).abs() < 1e-5
    });
    assert!(reached.count() >= 6);
    let outside = "[problem]\nobservable = \"Z0\"\n[ansatz]\nkind = \"real_amplitudes\"\nlayers = 1\nstart = [0.1, 4.0]\n[minimize]\noptimizer = \"lbfgsb\"\n";
    minimized(&scratch, outside, "").is_wrong_input(&[
        "m.toml:6:9",
        "parameter 1 starts at 4",
        "-3.14",
        "widen",
    ]);
}

#[test]
fn random_searches_at_their_defaults_come_down() {
    let scratch = Scratch::new();
    for seed in 0..4 {
        let text = |optimizer: &str, steps: usize| {
            format!("{CHAIN}[minimize]\noptimizer = \"{optimizer}\"\nsteps = {steps}\nseed = {seed}\n")
        };
        let found = answer(&scratch, &text("spsa", 2000));
        let energy = found["energy"].as_f64().unwrap();
        assert!((-1e-6..0.05).contains(&(energy + 2.786_587)), "spsa, seed {seed}: {energy}");
        assert_eq!(found["stop"], "limit");
        let found = answer(&scratch, &text("qnspsa", 500));
        let (energy, first) = (found["energy"].as_f64().unwrap(), found["history"][0].as_f64().unwrap());
        assert!(energy < first - 1.0 && energy < -2.2, "qnspsa, seed {seed}: {energy} from {first}");
    }
}

#[test]
fn a_stationary_start_is_left_with_a_warning() {
    let scratch = Scratch::new();
    scratch.file("turn.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; input float a; qubit q; ry(a) q;\n");
    for optimizer in ["lbfgs", "lbfgsb", "adam", "qng"] {
        let text = |observable: &str| {
            format!(
                "[problem]\nobservable = \"{observable}\"\n[ansatz]\nfile = \"turn.qasm\"\nstart = [0.0]\n\
                 [minimize]\noptimizer = \"{optimizer}\"\n"
            )
        };
        let ran = minimized(&scratch, &text("Z0"), "--format json");
        let found = ran.json();
        assert!(found["energy"].as_f64().unwrap() < -0.999, "{optimizer}: {found}");
        assert_eq!(found["stepped_away"], true);
        assert!(ran.stderr.contains("warning: the gradient at the start is zero"), "{ran:?}");
        // A minimum is one.
        let found = answer(&scratch, &text("-1 * Z0"));
        assert!(found["energy"].as_f64().unwrap() <= -1.0 + 1e-12, "{optimizer}: {found}");
        // Nothing depends on the angle.
        let ran = minimized(&scratch, &text("0 * Z0 + 0.5 * I"), "");
        assert!(ran.success().contains("not converged: nothing changes around the start"), "{ran:?}");
    }
    let found = answer(
        &scratch,
        "[problem]\nobservable = \"-1 * Z0\"\n[ansatz]\nfile = \"turn.qasm\"\nstart = [0.0]\n",
    );
    assert_eq!(found["stop"], "converged");
}

#[test]
fn steps_bound_the_evaluations_of_cobyla_and_the_answer_says_that_they_were_used() {
    let scratch = Scratch::new();
    for steps in [1, 10, 50] {
        let text = format!("{CHAIN}[minimize]\noptimizer = \"cobyla\"\nsteps = {steps}\n");
        let found = answer(&scratch, &text);
        assert_eq!((&found["evaluations"], &found["stop"]), (&Value::from(steps), &Value::from("limit")));
        assert_eq!(found["converged"], false);
    }
    let ran = minimized(&scratch, &format!("{CHAIN}[minimize]\noptimizer = \"cobyla\"\nsteps = 10\n"), "");
    assert!(ran.success().contains("not converged: all steps were used"), "{ran:?}");
}

#[test]
fn optimizers_that_hold_squares_are_refused_before_they_allocate() {
    let scratch = Scratch::new();
    let large = |optimizer: &str, layers: usize| {
        format!(
            "[problem]\nobservable = \"Z0 Z9\"\n[ansatz]\nlayers = {layers}\n[minimize]\noptimizer = \"{optimizer}\"\n"
        )
    };
    for optimizer in ["nelder_mead", "qnspsa", "momentum_qng", "qng", "cobyla"] {
        let parts = [
            &*format!("{optimizer}:"),
            "20000 parameters",
            "at most",
            "choose another optimizer",
            "m.toml:6:13",
        ];
        minimized(&scratch, &large(optimizer, 1000), "").is_wrong_input(&parts);
        let parts = [optimizer, "bytes for 1000 parameters", "1000000 are available", "m.toml:6:13"];
        minimized(&scratch, &large(optimizer, 50), "--memory-limit 1000000").is_wrong_input(&parts);
    }
    // A circuit file with one angle more than the method is good for, and with the number that once wrote out of bounds.
    for count in [1001, 37_836] {
        scratch.file(
            "angles.qasm",
            format!(
                "OPENQASM 3.0; include \"stdgates.inc\"; input array[float[64], {count}] w; qubit q;\n\
                 for int i in [0:{}] {{ rx(w[i]) q; }}\n",
                count - 1
            ),
        );
        let text = "[problem]\nobservable = \"Z0\"\n[ansatz]\nfile = \"angles.qasm\"\n[minimize]\noptimizer = \"cobyla\"\n";
        let ran = minimized(&scratch, text, "");
        ran.is_wrong_input(&["m.toml:6:13", &format!("{count} parameters, at most 1000")]);
    }
}

#[test]
fn training_says_why_it_ended() {
    let scratch = Scratch::new();
    let text = |training: &str| {
        format!(
            "[data]\ngenerator = \"moons\"\nsamples = 40\nseed = 1\n[model]\nqubits = 2\nlayers = 3\nembedding = \"reuploading\"\n\
             [training]\nbatch_size = 0\n{training}"
        )
    };
    let read = |name: &str| std::fs::read_to_string(scratch.path(name)).unwrap();
    let run = |training: &str| {
        scratch.file("t.toml", text(training));
        let found = scratch.ansatz("train t.toml --out out --format json").json();
        let saved: Value = serde_json::from_str(&read("out/metrics.json")).unwrap();
        (found, saved["stopped"].as_str().unwrap().to_owned(), read("out/report.html"))
    };
    for optimizer in ["lbfgs", "lbfgsb"] {
        let (found, words, page) = run(&format!("optimizer = \"{optimizer}\"\nepochs = 60\n"));
        let accuracy = found["metrics"]["train"]["accuracy"].as_f64().unwrap();
        assert!(accuracy > 0.85, "{optimizer}: {accuracy}");
        assert!(page.contains(&format!("training ended by: {words}")), "{words}");
    }
    let (found, words, _) = run("optimizer = \"cobyla\"\nepochs = 30\n");
    assert_eq!(
        (&found["stop"], &found["epochs"], &*words),
        (&Value::from("limit"), &Value::from(30), "all epochs")
    );
    let (found, ..) =
        run("optimizer = \"adam\"\nepochs = 60\nearly_stopping = { patience = 2, min_delta = 0.5 }\n");
    assert_eq!(found["stop"], "early_stopping");
}
