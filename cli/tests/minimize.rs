//! `minimize`: the shipped examples reach what they claim, the answer has its keys, and mistakes are shown.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;
use support::{Ran, Scratch, ansatz_at};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn example(name: &str) -> Ran {
    ansatz_at(&root(), &["minimize", &format!("examples/{name}.toml"), "--format", "json"])
}

#[test]
fn every_molecule_reaches_chemical_accuracy_in_its_sector() {
    for (name, exact) in [
        ("h2", -1.137_306_036),
        ("heh", -2.851_024_029),
        ("h3", -1.274_436_206),
        ("h4", -2.166_387_451),
        ("h2o", -74.970_551_095),
        ("lih", -7.882_174_520),
        ("beh2", -15.594_837_936),
    ] {
        let ran = example(&format!("vqe_{name}"));
        assert!(!ran.stderr.contains("warning"), "electrons and spins are kept: {}", ran.stderr);
        let answer = ran.json();
        let energy = answer["energy"].as_f64().unwrap();
        // The exact energy of the sector is a lower bound.
        assert!((-1e-8..1.6e-3).contains(&(energy - exact)), "{name}: {energy}");
        assert!((answer["reference"].as_f64().unwrap() - exact).abs() < 1e-8, "{name}");
        let history: Vec<f64> =
            answer["history"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        assert!(
            history.len() > 1 && history.windows(2).all(|pair| pair[1] <= pair[0]),
            "{name}: {history:?}"
        );
        let count = answer["parameters"].as_array().unwrap().len();
        assert_eq!(answer["parameter_names"].as_array().unwrap().len(), count);
        assert!(answer["seconds"].as_f64().unwrap() < 60.0);
    }
}

#[test]
fn spin_chains_and_cuts_reach_their_references() {
    let chain = example("vqe_ising").json();
    assert!((chain["energy"].as_f64().unwrap() + 4.758_770_483).abs() < 1e-3);
    let cut = example("qaoa_petersen").json();
    assert!((cut["energy"].as_f64().unwrap() / -15.0 - 0.740_354_67).abs() < 1e-6);
    assert_eq!(cut["parameter_names"][0], "gamma[0]");
}

#[test]
fn the_text_says_what_was_found() {
    let ran = ansatz_at(&root(), &["minimize", "examples/vqe_h2.toml"]);
    let text = ran.success();
    for part in
        ["H2, bond 0.735 angstrom: 15 terms on 4 qubits", "uccsd, 3 parameters", "-1.1373060", "converged"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_reference_file_itself_works() {
    let scratch = Scratch::new();
    let reference = include_str!("../../jobs/src/minimize/reference.toml");
    std::fs::create_dir_all(scratch.path("data/molecules")).unwrap();
    std::fs::copy(root().join("data/molecules/h2.txt"), scratch.path("data/molecules/h2.txt")).unwrap();
    std::fs::create_dir(scratch.path("examples")).unwrap();
    scratch.file("examples/all.toml", reference);
    let answer = scratch.ansatz("minimize examples/all.toml --format json").json();
    assert!((answer["energy"].as_f64().unwrap() + 1.137_306_036).abs() < 1e-8);
}

#[test]
fn a_circuit_file_is_minimized_over_its_inputs() {
    let scratch = Scratch::new();
    scratch.file(
        "rotate.qasm",
        "OPENQASM 3.0; include \"stdgates.inc\"; input float a; input float b; qubit[2] q; bit[2] c;\n\
         ry(a) q[0]; cx q[0], q[1]; ry(a + b) q[1]; c = measure q;\n",
    );
    scratch.file(
        "c.toml",
        "[problem]\nobservable = \"Z0 + Z1\"\nreference = -2\naccuracy = 1e-6\n\
         [ansatz]\nfile = \"rotate.qasm\"\nstart = [2.0, 0.5]\n",
    );
    let answer = scratch.ansatz("minimize c.toml --format json").json();
    assert_eq!(answer["ansatz"], "circuit");
    assert_eq!(answer["parameter_names"], serde_json::json!(["a", "b"]));
    assert!((answer["energy"].as_f64().unwrap() + 2.0).abs() < 1e-8, "{answer}");
    assert!(answer["history"][0].as_f64().unwrap() > -2.0);
}

#[test]
fn weighted_edges_come_from_a_file() {
    let scratch = Scratch::new();
    scratch.file("edges.csv", "# a triangle and a tail\n0,1,2.0\n1,2,1\n0,2\n2,3,0.5\n");
    scratch.file("g.toml", "[graph]\nfile = \"edges.csv\"\n[ansatz]\nlayers = 3\n[minimize]\nstarts = 10\n");
    let answer = scratch.ansatz("minimize g.toml --format json").json();
    assert_eq!(answer["reference"], -3.5);
    let ratio = answer["ratio"].as_f64().unwrap();
    assert!(ratio > 0.9 && ratio <= 1.0, "{answer}");
}

/// Six items of values 3, 5, 2, 7, 4, 1; a pair of neighbours costs 6: −Σ v_i x_i + 6 Σ x_i x_{i+1}.
const VALUES: [f64; 6] = [3.0, 5.0, 2.0, 7.0, 4.0, 1.0];

/// An entry of that matrix.
fn entry(i: usize, j: usize) -> f64 {
    match (i == j, j == i + 1) {
        (true, _) => -VALUES[i],
        (_, true) => 6.0,
        _ => 0.0,
    }
}

/// Its rows as text.
fn rows(separator: &str) -> String {
    let row = |i: usize| (0..6).map(|j| entry(i, j).to_string()).collect::<Vec<_>>().join(separator);
    (0..6).map(|i| row(i) + "\n").collect()
}

/// What a bit string costs, the highest variable leftmost.
fn cost(bits: &str) -> f64 {
    let x: Vec<f64> = bits.chars().rev().map(|bit| f64::from(bit as u8 - b'0')).collect();
    (0..6).flat_map(|i| (0..6).map(move |j| (i, j))).map(|(i, j)| entry(i, j) * x[i] * x[j]).sum()
}

/// The least cost of all bit strings, and the greatest.
fn tried() -> (f64, f64) {
    let all = (0..64).map(|bits| cost(&format!("{bits:06b}")));
    all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), cost| (low.min(cost), high.max(cost)))
}

/// An array of numpy, one byte order and one order of entries.
fn npy(descr: &str, order: &str, bytes: Vec<u8>) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': (6, 6), }}\n");
    [b"\x93NUMPY\x01\x00".as_slice(), &(header.len() as u16).to_le_bytes(), header.as_bytes(), &bytes]
        .concat()
}

#[test]
fn a_matrix_of_costs_is_minimized_however_it_is_written() {
    let scratch = Scratch::new();
    let (least, most) = tried();
    assert_eq!((least, most), (-13.0, 8.0));
    let pairs = || (0..6).flat_map(|i| (0..6).map(move |j| (i, j))).filter(|(i, j)| entry(*i, *j) != 0.0);
    let entries: String = pairs().map(|(i, j)| format!("{i} {j} {}\n", entry(i, j))).collect();
    let numbers: Vec<f64> = (0..36).map(|k| entry(k / 6, k % 6)).collect();
    let columns: Vec<f64> = (0..36).map(|k| entry(k % 6, k / 6)).collect();
    let little = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
    let big = columns.iter().flat_map(|x| x.to_be_bytes()).collect();
    scratch.file("comma.csv", rows(","));
    scratch.file("semicolon.csv", rows("; "));
    scratch.file("spaces.txt", rows("  "));
    scratch.file("entries.qubo", format!("c neighbours\np qubo 0 6 6 5\n{entries}"));
    scratch.file("entries.txt", entries.clone());
    scratch.file("q.npy", npy("<f8", "False", little));
    scratch.file("f.npy", npy(">f8", "True", big));
    for file in ["comma.csv", "semicolon.csv", "spaces.txt", "entries.qubo", "entries.txt", "q.npy", "f.npy"]
    {
        scratch.file(
            "m.toml",
            format!("[qubo]\nfile = \"{file}\"\n[ansatz]\nlayers = 4\n[minimize]\nstarts = 4\n"),
        );
        let ran = scratch.ansatz("minimize m.toml --format json");
        let answer = ran.json();
        assert_eq!(answer["reference"], least, "{file}: {answer}");
        let (energy, ratio) = (answer["energy"].as_f64().unwrap(), answer["ratio"].as_f64().unwrap());
        assert!((ratio - (most - energy) / (most - least)).abs() < 1e-12, "{file}: {answer}");
        assert!(ratio > 0.8 && ratio <= 1.0, "{file}: {ratio}");
        let solution = &answer["solution"];
        let bits = solution["bits"].as_str().unwrap();
        // 5, 7 and 1, no two of them neighbours.
        assert_eq!((bits, solution["value"].as_f64().unwrap()), ("101010", least), "{file}: {answer}");
        for candidate in answer["candidates"].as_array().unwrap() {
            let (bits, value) = (candidate["bits"].as_str().unwrap(), candidate["value"].as_f64().unwrap());
            assert!((cost(bits) - value).abs() < 1e-9, "{file}: {candidate}");
        }
        assert_eq!(answer["qubits"], 6);
    }
    let text = scratch.ansatz("minimize m.toml");
    for part in [
        "cost of f.npy, 6 bits",
        "qaoa, 8 parameters",
        "of the way from the highest value to the lowest",
        "solution    101010, value -13",
    ] {
        assert!(text.success().contains(part), "{part}: {text:?}");
    }
}

#[test]
fn a_matrix_of_spins_has_its_ground_state() {
    let scratch = Scratch::new();
    // A frustrated triangle in fields: s0 s1 + s1 s2 + s0 s2 + 0.5 s0 - 0.25 s2, half of each coupling on either side.
    scratch.file("j.csv", "0.5,0.5,0.5\n0.5,0,0.5\n0.5,0.5,-0.25\n");
    scratch.file(
        "m.toml",
        "[qubo]\nfile = \"j.csv\"\nvariables = \"spins\"\n[ansatz]\nkind = \"real_amplitudes\"\n",
    );
    let answer = scratch.ansatz("minimize m.toml --format json").json();
    // s0 = -1 and s2 = 1 pay nothing to s1: -1 - 0.5 - 0.25.
    assert_eq!(answer["reference"], -1.75);
    assert!((answer["energy"].as_f64().unwrap() + 1.75).abs() < 1e-6, "{answer}");
    let bits = answer["solution"]["bits"].as_str().unwrap();
    assert!(["001", "011"].contains(&bits), "qubit 0 is 1, qubit 2 is 0: {bits}");
    assert!((answer["ratio"].as_f64().unwrap() - 1.0).abs() < 1e-6);
}

#[test]
fn mistakes_in_matrices_are_shown_where_they_stand() {
    let scratch = Scratch::new();
    let table: [(&str, &str, &[&str]); 9] = [
        ("[qubo]\nfile = 'q.csv'\n", "1,2\n3,x\n", &["q.csv:2:3:", "a finite number, found `x`", "3,x"]),
        ("[qubo]\nfile = 'q.csv'\n", "1,2\n", &["q.csv", "a matrix of 1 rows"]),
        ("[qubo]\nfile = 'q.csv'\n", "0,0\n0,0\n", &["m.toml", "the cost is constant"]),
        ("[qubo]\nfile = 'q.csv'\nformat = 'coo'\n", "1\n", &["m.toml:3:10:", "unknown format `coo`"]),
        ("[qubo]\nfile = 'none.csv'\n", "1\n", &["m.toml:2:8:", "none.csv"]),
        ("[qubo]\nfiel = 'q.csv'\n", "1\n", &["m.toml:2:1:", "did you mean `file`?"]),
        ("[qubo]\nfile = 'q.csv'\nvariables = 'qubits'\n", "1\n", &["m.toml:3:13:", "bits"]),
        (
            "[qubo]\nfile = 'q.csv'\n[graph]\ngenerator = 'ring'\n",
            "1\n",
            &["m.toml:1:", "exclude each other"],
        ),
        (
            "problem.observable = 'Z0'\n[qubo]\nfile = 'q.csv'\n",
            "1\n",
            &["m.toml:1:22:", "an observable and a [qubo]"],
        ),
    ];
    for (text, matrix, parts) in table {
        scratch.file("q.csv", matrix);
        scratch.file("m.toml", text);
        scratch.ansatz("minimize m.toml").is_wrong_input(parts);
    }
    scratch.file("q.csv", "1,2\n3,4\n");
    for (keys, words) in
        [("[ansatz]\nqubits = 3\n", "a qubit for each row"), ("[problem]\nelectrons = 2\n", "no electrons")]
    {
        scratch.file("m.toml", format!("[qubo]\nfile = 'q.csv'\n{keys}"));
        scratch.ansatz("minimize m.toml").is_wrong_input(&["m.toml:4:", words]);
    }
}

#[test]
fn the_best_value_of_a_diagonal_observable_is_known_where_all_strings_can_be_tried() {
    let scratch = Scratch::new();
    let minimized = |problem: &str, ansatz: &str| {
        scratch.file("m.toml", format!("[problem]\n{problem}[ansatz]\n{ansatz}[minimize]\nsteps = 3\n"));
        scratch.ansatz("minimize m.toml --format json")
    };
    // -2 for 01 and 10 less the fields: -2 - 0.5 + 0.25 at its lowest, 2 + 0.5 + 0.25 at its highest.
    let observable = "observable = '2 Z0 Z1 + 0.5 Z0 + 0.25 Z1'\n";
    for ansatz in ["kind = 'qaoa'\n", "kind = 'real_amplitudes'\n", "kind = 'real_amplitudes'\nqubits = 4\n"]
    {
        let answer = minimized(observable, ansatz).json();
        assert_eq!(answer["reference"], -2.25, "{ansatz}");
        let (energy, ratio) = (answer["energy"].as_f64().unwrap(), answer["ratio"].as_f64().unwrap());
        assert!((ratio - (2.75 - energy) / 5.0).abs() < 1e-12, "{answer}");
    }
    // What the file says counts; the ratio is of the values all the same.
    let told = minimized(&format!("{observable}reference = -3.0\n"), "kind = 'qaoa'\n").json();
    assert_eq!(told["reference"], -3.0);
    assert!(told["ratio"].is_number());
    // Of the strings with one 1 in each group, 10 is the best: -1 + 0.5 - 2 + 3.
    let groups = "kind = 'qaoa'\nmixer = 'xy'\ngroups = [[0, 1]]\n";
    assert_eq!(minimized("observable = 'Z0 Z1 + 0.5 Z0 + 2 Z1 + 3 I'\n", groups).json()["reference"], 0.5);
    // Other observables have no values of strings.
    let mixed = minimized("observable = 'Z0 + X1'\n", "").json();
    assert!(mixed["reference"].is_null() && mixed.get("ratio").is_none(), "{mixed}");
    let wide = "kind = 'basic_entangler'\nlayers = 1\nstart = 'zero'\nqubits = 20\n";
    let many: String = (0..20).flat_map(|i| (0..i).map(move |j| format!(" + Z{i} Z{j}"))).collect();
    assert!(minimized(&format!("observable = 'Z0{many}'\n"), wide).json()["reference"].is_number());
}

#[test]
fn a_best_value_that_takes_too_long_to_find_is_said_to_be_unknown() {
    let scratch = Scratch::new();
    scratch.file("m.toml", "[problem]\nobservable = 'Z0 Z26'\n[ansatz]\nkind = 'real_amplitudes'\n");
    // No room for the state: what is known is said before that.
    let ran = scratch.ansatz("minimize m.toml --memory-limit 100000000");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("all bit strings of 27 qubits and 1 terms"), "{ran:?}");
    scratch.file("m.toml", "[graph]\ngenerator = 'ring'\nnodes = 27\n");
    let ran = scratch.ansatz("minimize m.toml --memory-limit 100000000");
    assert!(ran.stderr.contains("all bit strings of 27 qubits"), "{ran:?}");
    scratch.file("m.toml", "[problem]\nreference = -27.0\n[graph]\ngenerator = 'ring'\nnodes = 27\n");
    let ran = scratch.ansatz("minimize m.toml --memory-limit 100000000");
    assert!(!ran.stderr.contains("all bit strings"), "{ran:?}");
}

#[test]
fn any_optimizer_and_any_number_of_threads() {
    let scratch = Scratch::new();
    let file = |optimizer: &str, more: &str| {
        format!(
            "[problem]\nobservable = \"Z0 Z1 + 0.5 * X0\"\n[ansatz]\nlayers = 1\n\
             [minimize]\noptimizer = \"{optimizer}\"\nstarts = 3\nsteps = 300\n{more}"
        )
    };
    let lowest = -(1.25f64.sqrt());
    for (optimizer, more) in [
        ("lbfgs", ""),
        ("adam", "learning_rate = 0.1\n"),
        ("nelder_mead", ""),
        ("cobyla", ""),
        ("lbfgsb", "lower_bound = -7.0\nupper_bound = 7.0\n"),
        ("qng", ""),
        ("rotosolve", ""),
        (
            "adam",
            "learning_rate = 0.2\nschedule = { decay = { exponential = { steps = 100 } } }\nclipping = { length = 0.5 }\n",
        ),
        ("adam", "learning_rate = 0.1\ndifferentiator = \"parameter-shift\"\n"),
    ] {
        scratch.file("o.toml", file(optimizer, more));
        let answer = scratch.ansatz("minimize o.toml --format json").json();
        let energy = answer["energy"].as_f64().unwrap();
        assert!((energy - lowest).abs() < 1e-3, "{optimizer}: {energy}");
        assert!(answer["reference"].is_null());
    }
    let run = |threads: &str| {
        let mut answer = scratch.ansatz(&format!("minimize o.toml --format json --threads {threads}")).json();
        answer["seconds"] = 0.into();
        answer
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn an_energy_that_is_not_accurate_enough_is_a_failure_after_the_answer() {
    let scratch = Scratch::new();
    scratch.file(
        "far.toml",
        "[problem]\nobservable = \"Z0\"\nreference = -1.0\naccuracy = 1e-3\n[ansatz]\nlayers = 1\n\
         start = [0.1, 0.0]\n[minimize]\noptimizer = \"gradient_descent\"\nlearning_rate = 1e-6\nsteps = 1\n",
    );
    let ran = scratch.ansatz("minimize far.toml");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("energy") && ran.stderr.contains("more than the 1e-3 of `accuracy`"),
        "{ran:?}"
    );
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let scratch = Scratch::new();
    let problem = "[problem]\nobservable = \"Z0 Z1\"\n";
    for (text, parts) in [
        ("", &["no problem"][..]),
        ("[problem]\nobservabel = 1\n", &["m.toml:2:1", "did you mean `observable`"]),
        ("[problem]\nobservable = \"Z0 +\"\n", &["m.toml:2:14", "observable = \"Z0 +\""]),
        ("[problem]\nobservable = \"@absent.txt\"\n", &["m.toml:2:14", "absent.txt"]),
        ("[problem]\nobservable = \"Z0 + X1\"\naccuracy = 0.1\n", &["m.toml:3:12", "no reference"]),
        (&format!("{problem}accuracy = -1\n"), &["m.toml:3:12", "not negative"]),
        (&format!("{problem}[ansatz]\nkind = \"uccsd\"\n"), &["m.toml:4:8", "electrons"]),
        (&format!("{problem}electrons = 3\n"), &["m.toml:3:13", "at most the number of qubits"]),
        (&format!("{problem}[ansatz]\nkind = \"ucsd\"\n"), &["m.toml:4:8", "did you mean `uccsd`"]),
        (
            "[problem]\nobservable = \"Z0 + X1\"\n[ansatz]\nkind = \"qaoa\"\n",
            &["m.toml:4:8", "`X1` is not diagonal"],
        ),
        (
            &format!("{problem}[ansatz]\nkind = \"qaoa\"\nmixer = \"xy\"\n"),
            &["m.toml:5:9", "`groups` go together"],
        ),
        (
            &format!("{problem}[ansatz]\nkind = \"qaoa\"\nmixer = \"xy\"\ngroups = [[0, 2]]\n"),
            &["m.toml:6:10", "names qubit 2; there are 2"],
        ),
        (&format!("{problem}states = 0\n"), &["m.toml:3:10", "from 1 to 64"]),
        (&format!("{problem}penalty = 1.0\n"), &["m.toml:3:11", "give `states`"]),
        (
            &format!("{problem}states = 2\n[minimize]\noptimizer = \"qng\"\n"),
            &["m.toml:5:13", "use lbfgs or adam"],
        ),
        ("[graph]\nfile = \"g\"\nformat = \"gest\"\n", &["m.toml:3:10", "did you mean `gset`"]),
        (&format!("{problem}[ansatz]\nform = \"givens\"\n"), &["m.toml:4:8", "no effect"]),
        (&format!("{problem}[ansatz]\nqubits = 1\n"), &["m.toml:4:10", "qubit 1"]),
        (&format!("{problem}[ansatz]\nqubits = 63\n"), &["m.toml:4:10", "from 1 to 62"]),
        (&format!("{problem}[ansatz]\nlayers = 0\n"), &["m.toml:4:10", "from 1 to 1000"]),
        (&format!("{problem}[ansatz]\nstart = [1.0]\n"), &["m.toml:4:9", "12 parameters, 1 values"]),
        (&format!("{problem}[ansatz]\nstart = \"ramp\"\n"), &["m.toml:4:9", "qaoa"]),
        (&format!("{problem}[ansatz]\nstart = 7\n"), &["m.toml:4:9", "a list of numbers"]),
        (&format!("{problem}[minimize]\noptimizer = \"lbfsg\"\n"), &["m.toml:4:13", "did you mean `lbfgs`"]),
        (&format!("{problem}[minimize]\nlearning_rate = 0.1\n"), &["m.toml:4:17", "remove it"]),
        (
            &format!(
                "{problem}[minimize]\noptimizer = \"adam\"\nschedule = {{ decay = {{ exponential = {{ steps = 0 }} }} }}\n"
            ),
            &["m.toml:5:12", "at least 1"],
        ),
        (&format!("{problem}[minimize]\nblocking = 0.1\n"), &["m.toml:4:12", "remove it"]),
        (&format!("{problem}[minimize]\nsteps = 0\n"), &["m.toml:4:9", "from 1 to"]),
        (&format!("{problem}[graph]\ngenerator = \"ring\"\n"), &["exclude each other"]),
        ("[graph]\ngenerator = \"rings\"\n", &["m.toml:2:13", "did you mean `ring`"]),
        ("[graph]\ngenerator = \"ring\"\nnodes = 1\n", &["m.toml:3:9", "from 2 to 62"]),
        ("[graph]\ngenerator = \"ring\"\ndegree = 1\n", &["m.toml:3:10", "remove it"]),
        ("[graph]\ngenerator = \"regular\"\nnodes = 5\n", &["m.toml:3:9", "degree"]),
    ] {
        scratch.file("m.toml", text);
        scratch.ansatz("minimize m.toml").is_wrong_input(parts);
    }
    scratch.ansatz("minimize absent.toml").is_wrong_input(&["absent.toml"]);
}

#[test]
fn more_memory_than_there_is_is_refused() {
    let scratch = Scratch::new();
    scratch.file("big.toml", "[problem]\nobservable = \"Z0 Z45\"\n[ansatz]\nlayers = 2\n");
    scratch.ansatz("minimize big.toml").failed(1, &["46 qubits", "available"]);
}
