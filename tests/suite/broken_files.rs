//! Circuit files that are broken by rule, run on tiny machines: whatever they say, they are answered, printed and read back
//! with the same meaning. What the fuzz targets of `fuzz/` have found is run too.

#[path = "../../fuzz/src/lib.rs"]
mod answers;

use ansatz_tests::random::Draws as Random;

/// Programs that use the language, in few qubits.
const PROGRAMS: [&str; 6] = [
    "OPENQASM 3.0; include \"stdgates.inc\"; input float t; const int n = 2 + 1; qubit[n] q; bit[2] c;
     ctrl(2) @ inv @ rx(2*t - pi) q[0], q[1], q[2]; let a = q[0:2:2] ++ q[{1}]; h a; c = measure q[0:1];
     if (c == \"10\" && !c[1]) { x q[-1]; } else { gphase(pi/2); } pow(0.5) @ z q[0];",
    "OPENQASM 3.0; include \"stdgates.inc\"; qubit[3] q; bit[3] c; int[8] k = 1; array[float[64], 2] w = {0.25, -1.5};
     for int i in [0:2] { ry(w[i % 2] * (i + 1)) q[i]; k += i; if (i == 1) { continue; } cx q[i], q[(i + 1) % 3]; }
     while (k > 2) { k -= 2; t q[k % 3]; } switch (k) { case 0, 1 { x q[0]; } default { z q[0]; } } c = measure q;",
    "def flip(qubit a, angle[20] x) -> bit { rx(x) a; return measure a; } def twice(int m) -> int { return 2 * m; }
     qubit[2] q; bit b; b = flip(q[0], pi / 3); if (b) { U(1, 2, 3) q[1]; reset q[0]; } bit d = flip(q[1], twice(2) * 0.1);
     while (!b) { h q[0]; b = measure q[0]; } uint[4] u = 0b1010; u <<= 1; rz(float(u)) q[0]; d = b ^ d;",
    "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[3]; creg c[3]; gate g(a, b) x, y { rx(a/2) x; cx x, y; barrier x; }
     opaque dark(a) x; g(pi/4, -0.5e-3) q[0], q[1]; measure q -> c; if(c==5) u3(0.1, sin(0.2), 2^3) q[2]; reset q[0];",
    "input angle x; input float y; gate sq(s) a { ry(s*s) a; pow(1/3) @ x a; } qubit[2] q; sq(sin(x)*y) q[0];
     negctrl @ sq(x / (y + 2)) q[0], q[1]; inv @ pow(-2) @ s q; rzz(exp(-x)) q[0], q[1]; crx(arctan(y)) q[0], q[1];",
    "OPENQASM 3.1; include \"stdgates.inc\"; box { delay[3ns] $0; } @mark one\n x $1; complex[float[64]] z = 1.0 + 2.0 im;
     rx(real(z)) $0; bit[4] r = \"0110\"; bool o = popcount(r) == 2; if (o) { y $1; } let both = r[0:1] ++ r[2:3];
     int j = int[4](r[1:2]); duration dd = 2us; bit m = measure $0; if (m == o) { h $1; end; } x $0;",
];

/// Words that are put in the place of others.
const WORDS: [&str; 44] = [
    "q",
    "c",
    "0",
    "1",
    "-1",
    "2",
    "7",
    "0.5",
    "1e9",
    "pi",
    "t",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "**",
    "==",
    "<",
    "&&",
    "|",
    "<<",
    "=",
    "+=",
    "ctrl @",
    "inv @",
    "pow(0.5) @",
    "int",
    "bit",
    "float",
    "measure q[0]",
    "\"01\"",
    "true",
    "[0:1]",
    "break;",
    "q[0]",
];

/// What a statement is put into.
const BLOCKS: [(&str, &str); 8] = [
    ("for int v in [0:2] { ", " }"),
    ("for uint v in {1, 0} { ", " }"),
    ("if (true) { ", " } else { }"),
    ("if (c[0]) { ", " }"),
    ("while (false) { ", " }"),
    ("switch (1) { case 1 { ", " } default { } }"),
    ("def made(qubit f) { ", " } made(q[0]);"),
    ("box { ", " }"),
];

/// Names, numbers and texts whole, everything else character by character.
fn words(program: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for character in program.chars() {
        let is_word = character.is_alphanumeric() || matches!(character, '_' | '.' | '"' | '$' | '#');
        match words.last_mut() {
            Some(last) if is_open && is_word => last.push(character),
            _ => words.push(character.to_string()),
        }
        is_open = is_word;
    }
    words
}

/// Where statements end: after semicolons and braces.
fn ends(words: &[String]) -> Vec<usize> {
    let is_end = |word: &String| matches!(word.as_str(), ";" | "}" | "{");
    (1..=words.len()).filter(|end| is_end(&words[end - 1])).collect()
}

/// The stretch of one statement, or of what is left of it.
fn statement(random: &mut Random, words: &[String]) -> std::ops::Range<usize> {
    let ends = ends(words);
    if ends.is_empty() {
        return 0..words.len();
    }
    let k = random.below(ends.len());
    let start = if k == 0 { 0 } else { ends[k - 1] };
    start..ends[k]
}

fn mutated(random: &mut Random) -> String {
    let mut words = words(PROGRAMS[random.below(PROGRAMS.len())]);
    for _ in 0..=random.below(2) {
        if words.is_empty() {
            break;
        }
        let at = random.below(words.len());
        match random.below(8) {
            0..=2 => words[at] = WORDS[random.below(WORDS.len())].into(),
            3 => words[at] = words[random.below(words.len())].clone(),
            4 => drop(words.drain(statement(random, &words.clone()))),
            5 => {
                let other = self::words(PROGRAMS[random.below(PROGRAMS.len())]);
                let taken = other[statement(random, &other)].to_vec();
                let place = statement(random, &words).end;
                words.splice(place..place, taken);
            }
            6 => {
                let place = statement(random, &words);
                let (open, close) = BLOCKS[random.below(BLOCKS.len())];
                words.insert(place.end, close.into());
                words.insert(place.start, open.into());
            }
            _ => words.insert(at, format!(" {} ", WORDS[random.below(WORDS.len())])),
        }
    }
    words.concat()
}

#[test]
fn mutated_programs_are_answered_and_mean_what_is_printed() {
    let mut accepted = 0;
    for seed in 0..20_000 {
        let text = mutated(&mut Random::new(seed));
        let tried = std::panic::catch_unwind(|| {
            answers::run(text.as_bytes());
            answers::read(text.as_bytes()).is_some()
        });
        match tried {
            Ok(is_accepted) => accepted += usize::from(is_accepted),
            Err(_) => panic!("seed {seed}:\n{text}"),
        }
    }
    assert!(accepted > 1000, "only {accepted} were accepted");
}

#[test]
fn the_programs_themselves_run() {
    for program in PROGRAMS {
        assert!(answers::read(program.as_bytes()).is_some(), "{program}");
        answers::run(program.as_bytes());
    }
}

#[test]
fn what_fuzzing_has_found_stays_answered() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/findings");
    let files = std::fs::read_dir(&folder).expect("the folder of findings");
    let mut paths: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        answers::run(&std::fs::read(&path).expect("a finding"));
    }
}
