//! `minimize` with what people bring: operators of other packages, graphs in their formats, molecules with spins in blocks, costs; and what it gives back.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::Scratch;

const H2_IN_BLOCKS: &str = include_str!("data/h2_block_spins.txt");
const RUDY: &str = include_str!("data/maxcut_rudy.txt");
/// Of H2 in STO-3G at 0.735 angstrom, from full configuration interaction.
const H2: f64 = -1.137_306_036;

fn energy(answer: &Value) -> f64 {
    answer["energy"].as_f64().unwrap()
}

#[test]
fn an_observable_is_read_as_every_package_writes_it() {
    let scratch = Scratch::new();
    scratch.file(
        "turn.qasm",
        "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; ry(0.4) q[0]; cx q[0], q[1]; ry(0.3) q[1];",
    );
    // ⟨Z1⟩ = cos 0.4 cos 0.3 and ⟨X0 X1⟩ = sin 0.4 cos 0.3, worked out by hand.
    let expected = 0.5 * 0.4f64.cos() * 0.3f64.cos() - 0.3 * 0.4f64.sin() * 0.3f64.cos() + 1.5;
    for text in [
        "0.5 * Z1 - 0.3 * X0 X1 + 1.5",
        "+0.5*Z1 - 0.3*X0*X1 + 1.5 * I",
        "\u{feff}(0.5+0j) [Z1] +\n(-0.3+0j) [X0 X1] +\n(1.5+0j) []",
        "0.5 * Z(1) + -0.3 * (X(0) @ X(1)) + 1.5 * I(0)",
        "0.500*Z(q(1))-0.300*X(q(0))*X(q(1))+1.500*I",
        "ZI 0.5\nXX -0.3\nII 1.5",
        "SparsePauliOp(['ZI', 'XX', 'II'],\n              coeffs=[ 0.5+0.j, -0.3+0.j,  1.5+0.j])",
    ] {
        scratch.file("o.txt", text);
        let answer = scratch.ansatz("run turn.qasm --observable @o.txt --format json").json();
        let found = answer["expectations"][0].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-12, "{text}: {found} {expected}");
    }
    scratch.file("o.txt", "(0.5+0j) [Z0] +\n(0.25+0.5j) [X0 Y1]\n");
    let place = ["o.txt:2:1", "`X0 Y1` is 0.25+0.5i", "real coefficients", "OpenFermion"];
    scratch.ansatz("run turn.qasm --observable @o.txt").is_wrong_input(&place);
}

#[test]
fn molecules_with_spins_in_blocks_reach_their_energy() {
    let scratch = Scratch::new();
    scratch.file("h2.txt", H2_IN_BLOCKS);
    for kind in ["uccsd", "givens", "adaptive"] {
        let file = |order: &str| {
            let problem = "[problem]\nobservable = \"@h2.txt\"\naccuracy = 1e-6\n";
            scratch.file("m.toml", format!("{problem}[ansatz]\nkind = \"{kind}\"\n{order}"));
        };
        file("spin_order = \"block\"\n");
        let answer = scratch.ansatz("minimize m.toml --format json").json();
        assert!((energy(&answer) - H2).abs() < 1e-6, "{kind}: {answer}");
        file("");
        let place = ["m.toml:5:8", "S_z", "spin_order = \"block\""];
        scratch.ansatz("minimize m.toml").is_wrong_input(&place);
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::copy(root.join("data/molecules/h2.txt"), scratch.path("plain.txt")).unwrap();
    scratch.file("m.toml", "[problem]\nobservable = \"@plain.txt\"\n[ansatz]\nspin_order = \"block\"\n");
    scratch.ansatz("minimize m.toml").is_wrong_input(&["m.toml:4:14", "spin_order = \"interleaved\""]);
    scratch.file("m.toml", "[problem]\nobservable = \"X0 + Z1 Z3\"\nelectrons = 2\n");
    let ran = scratch.ansatz("minimize m.toml");
    assert!(
        ran.success().contains("uccsd") && ran.stderr.contains("does not keep the number of electrons"),
        "{ran:?}"
    );
}

#[test]
fn what_may_be_wrong_with_a_hamiltonian_is_said_and_nothing_of_what_is_right() {
    let scratch = Scratch::new();
    let minimized = |observable: &str, ansatz: &str| {
        scratch.file("m.toml", format!("[problem]\nobservable = \"{observable}\"\nelectrons = 2\n[ansatz]\nkind = \"uccsd\"\nqubits = 4\n{ansatz}"));
        scratch.ansatz("minimize m.toml --format json")
    };
    let (number, neither, lower) =
        ("does not keep the number of electrons", "S_z in neither order", "the Hartree-Fock energy is");
    // Two electrons on four orbitals: up, down, up, down, or up, up, down, down.
    let hop = |i: usize, j: usize| {
        let between: String = (i + 1..j).map(|q| format!("Z{q} ")).collect();
        format!("X{i} {between}X{j} + Y{i} {between}Y{j}")
    };
    let block = "spin_order = \"block\"\n";
    for (observable, ansatz, said) in [
        // An electron comes or goes.
        ("X0 + Z1 Z3".to_string(), "", Some(number)),
        ("X0 X1 - Y0 Y1".to_string(), "", Some(number)),
        // Hops between neighbours turn the spin in one order, hops between 0 and 2 in the other.
        (format!("{} + {}", hop(0, 1), hop(0, 2)), "", Some(neither)),
        (format!("{} + {}", hop(0, 1), hop(0, 2)), block, Some(neither)),
        (format!("{} + 0.1 {}", hop(0, 2), hop(1, 3).replace(" + ", " + 0.1 ")), "", None),
        (format!("{} + 0.1 {}", hop(0, 1), hop(2, 3).replace(" + ", " + 0.1 ")), block, None),
        // Occupied orbitals give minus their coefficient, the others plus: 0 and 1, or 0 and 2.
        ("Z0 + 0.5 Z1 + 2 Z2 + 0.25 Z3".to_string(), "", Some(lower)),
        ("Z0 + 2 Z1 + 0.5 Z2 + 0.25 Z3".to_string(), block, Some(lower)),
        ("Z0 + 2 Z1 + 0.5 Z2 + 0.25 Z3".to_string(), "", None),
    ] {
        let ran = minimized(&observable, ansatz);
        ran.success();
        for words in [number, neither, lower] {
            assert_eq!(
                ran.stderr.contains(words),
                said == Some(words),
                "{observable} {ansatz}: {}",
                ran.stderr
            );
        }
    }
    let values = "the Hartree-Fock energy is 0.75, and -2.25 with `spin_order = \"block\"`";
    let said = minimized("Z0 + 0.5 Z1 + 2 Z2 + 0.25 Z3", "").stderr;
    assert!(said.contains(values), "{said}");
    let right = minimized("Z0 + 0.5 Z1 + 2 Z2 + 0.25 Z3", block);
    assert!((energy(&right.json()) + 2.25).abs() < 1e-9, "{right:?}");
    // The search begins at Hartree-Fock, whose energy the file of the molecule says.
    scratch.file("h2.txt", H2_IN_BLOCKS);
    scratch.file("m.toml", format!("[problem]\nobservable = \"@h2.txt\"\n[ansatz]\n{block}"));
    let ran = scratch.ansatz("minimize m.toml --format json");
    assert_eq!(ran.stderr, "", "nothing is wrong with it");
    let start = ran.json()["history"][0].as_f64().unwrap();
    assert!((start + 1.116_998_996_879).abs() < 1e-9, "{start}");
}

#[test]
fn graphs_are_read_in_the_formats_of_the_field() {
    let scratch = Scratch::new();
    let edges = "1 2 1\n2 3 1\n3 4 1\n4 1 1\n1 3 1\n";
    let dimacs: String = edges.lines().map(|line| format!("e {line}\n")).collect();
    scratch.file("g.toml", "[graph]\nfile = \"g.txt\"\n[ansatz]\nlayers = 2\n");
    for (text, format) in [
        (RUDY.to_string(), "gset"),
        (format!("\u{feff}{RUDY}"), "gset"),
        (format!("c square\np edge 4 5\n{dimacs}"), "dimacs"),
        (format!("%%MatrixMarket matrix coordinate integer symmetric\n4 4 5\n{edges}"), "matrix_market"),
    ] {
        scratch.file("g.txt", text);
        let ran = scratch.ansatz("minimize g.toml --format json");
        assert!(ran.stderr.contains(&format!("read as `{format}`")), "{ran:?}");
        let answer = ran.json();
        assert_eq!((&answer["qubits"], &answer["reference"]), (&4.into(), &(-4.0).into()), "{answer}");
    }
    scratch.file("g.txt", "3 2\n1 2\n1 3\n");
    scratch.ansatz("minimize g.toml").is_wrong_input(&["g.toml:2:8", "format = \"gset\""]);
    scratch.file("g.toml", "[graph]\nfile = \"g.txt\"\nformat = \"gset\"\n");
    assert_eq!(scratch.ansatz("minimize g.toml --format json").json()["reference"], -2.0);
    scratch.file("g.txt", "3 2\n1 2 1\n1 4 1\n");
    scratch.ansatz("minimize g.toml").is_wrong_input(&["g.txt:3:3", "a node from 1 to 3", "1 4 1"]);
}

#[test]
fn the_best_cut_its_sides_the_circuit_and_the_state_are_answered() {
    let scratch = Scratch::new();
    scratch.file("g.txt", RUDY);
    scratch.file("g.toml", "[graph]\nfile = \"g.txt\"\n[ansatz]\nlayers = 2\n");
    let answer = scratch.ansatz("minimize g.toml --format json --circuit best.qasm --state best.npy").json();
    let solution = &answer["solution"];
    assert_eq!(solution["value"], 4.0);
    // Nodes 0 and 2 are joined, and the other two are on the other side.
    let sides = [&solution["partition"][0], &solution["partition"][1]];
    assert!(
        sides.contains(&&serde_json::json!([0, 2])) && sides.contains(&&serde_json::json!([1, 3])),
        "{answer}"
    );
    let bits = solution["bits"].as_str().unwrap();
    assert!(["0101", "1010"].contains(&bits), "{bits}");
    let candidates = answer["candidates"].as_array().unwrap();
    assert_eq!((candidates.len(), &candidates[0]["bits"]), (8, &solution["bits"]));
    let values: Vec<f64> = candidates.iter().map(|one| one["value"].as_f64().unwrap()).collect();
    assert!(values.windows(2).all(|pair| pair[0] >= pair[1]), "{values:?}");
    // The circuit, run anew, has the same probability; the file of the state has all 16 amplitudes.
    let again = scratch.ansatz("run best.qasm --probabilities --format json").json();
    let difference =
        again["probabilities"][bits].as_f64().unwrap() - solution["probability"].as_f64().unwrap();
    assert!(difference.abs() < 1e-12, "{difference}");
    assert_eq!(std::fs::metadata(scratch.path("best.npy")).unwrap().len(), 128 + 16 * 16);
    let text = scratch.ansatz("minimize g.toml");
    assert!(text.success().contains("cut 4, probability") && text.stdout.contains("{0 2}"), "{text:?}");
}

#[test]
fn costs_with_linear_terms_and_one_hot_groups_are_minimized() {
    let scratch = Scratch::new();
    // By hand: the lowest of the 8 values of Z0 Z1 + Z1 Z2 + 0.5 Z0 is −2.5, at Z = (−1, 1, −1).
    let ising =
        "[problem]\nobservable = \"Z0 Z1 + Z1 Z2 + 0.5 * Z0\"\n[ansatz]\nkind = \"qaoa\"\nlayers = 4\n";
    scratch.file("i.toml", format!("{ising}growth = \"layerwise\"\n"));
    let answer = scratch.ansatz("minimize i.toml --format json").json();
    assert_eq!((&answer["solution"]["bits"], &answer["solution"]["value"]), (&"101".into(), &(-2.5).into()));
    assert!(energy(&answer) < -2.2, "{answer}");
    scratch.file("i.toml", format!("{ising}warm_start = \"101\"\n"));
    let warm = scratch.ansatz("minimize i.toml --format json").json();
    assert_eq!(warm["solution"]["bits"], "101");
    assert!(warm["solution"]["probability"].as_f64() >= Some(0.421), "{warm}");
    for (key, part) in [("warm_start = \"10\"", "2 bits, there are 3"), ("warm_start = \"1a1\"", "found `a`")]
    {
        scratch.file("i.toml", format!("{ising}{key}\n"));
        scratch.ansatz("minimize i.toml").is_wrong_input(&["i.toml:6:14", part]);
    }
    // One of three twice. By hand: the cheapest of the nine pairs is (1, 3), 1 − 0.6 − 1.2 − 2 = −2.8.
    let groups = "mixer = \"xy\"\ngroups = [[0, 1, 2], [3, 4, 5]]\nlayers = 3\n";
    let cost = "1 - 0.4 * Z1 - Z2 - 0.5 * Z4 - 0.7 * Z5 + 2 * Z0 Z3";
    scratch.file(
        "x.toml",
        format!(
            "[problem]\nobservable = \"{cost}\"\n[ansatz]\nkind = \"qaoa\"\n{groups}[minimize]\nstarts = 3\n"
        ),
    );
    let answer = scratch.ansatz("minimize x.toml --format json").json();
    for candidate in answer["candidates"].as_array().unwrap() {
        let bits = candidate["bits"].as_str().unwrap();
        let ones = |part: &str| part.matches('1').count();
        assert_eq!((ones(&bits[..3]), ones(&bits[3..])), (1, 1), "{bits}");
    }
    assert_eq!(answer["solution"]["bits"], "001010");
    assert!((answer["solution"]["value"].as_f64().unwrap() + 2.8).abs() < 1e-12, "{answer}");
}

#[test]
fn the_unit_of_weights_changes_no_ratio() {
    let scratch = Scratch::new();
    let ratio = |unit: f64| {
        let edges: String = [(0, 1, 1.0), (1, 2, 2.0), (2, 3, 1.5), (3, 0, 0.5), (0, 2, 1.0)]
            .map(|(i, j, weight)| format!("{i} {j} {}\n", weight * unit))
            .concat();
        scratch.file("w.txt", edges);
        scratch.file("w.toml", "[graph]\nfile = \"w.txt\"\n[ansatz]\nlayers = 3\ngrowth = \"layerwise\"\n");
        scratch.ansatz("minimize w.toml --format json").json()["ratio"].as_f64().unwrap()
    };
    let plain = ratio(1.0);
    for unit in [1e-6, 1e-3, 1e3, 1e6] {
        assert!((ratio(unit) - plain).abs() < 1e-4, "{unit}");
    }
}

#[test]
fn the_lowest_states_are_those_of_the_matrix() {
    let scratch = Scratch::new();
    // −Z0 Z1 − (X0 + X1)/2 has the eigenvalues −√2, −1, 1, √2.
    scratch.file(
        "s.toml",
        "[problem]\nobservable = \"-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1\"\nstates = 4\n[ansatz]\nkind = \"real_amplitudes\"\nlayers = 3\n[minimize]\nstarts = 6\n",
    );
    let answer = scratch.ansatz("minimize s.toml --format json").json();
    let root = 2f64.sqrt();
    for (level, expected) in answer["states"].as_array().unwrap().iter().zip([-root, -1.0, 1.0, root]) {
        assert!((level["energy"].as_f64().unwrap() - expected).abs() < 1e-5, "{expected}: {level}");
        assert!(level["overlap"].as_f64().unwrap() < 1e-5, "{level}");
    }
    assert_eq!(answer["states"].as_array().unwrap().len(), 4);
    assert_eq!(answer["states"][0]["energy"], answer["energy"]);
    let text = scratch.ansatz("minimize s.toml");
    assert!(text.success().contains("state 3"), "{text:?}");
}
