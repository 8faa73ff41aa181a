//! Broken programs through the binary: whatever the bytes, it ends by itself, with an exit code of the contract.
//!
//! The front end alone is tried on thousands of them elsewhere; here the whole command is, options and output included.

mod support;

use support::{Scratch, ansatz_with_input};

const PROGRAMS: [&str; 6] = [
    include_str!("golden/circuits/bell.qasm"),
    include_str!("golden/circuits/biased.qasm"),
    include_str!("golden/circuits/dynamic.qasm"),
    include_str!("golden/circuits/legacy.qasm"),
    include_str!("golden/circuits/inputs.qasm"),
    include_str!("golden/circuits/language.qasm"),
];

const COMMANDS: [&str; 7] = [
    "run - --format json",
    "run - --shots 20",
    "run - --shots 20 --format csv",
    "grad - --observable Z0",
    "draw -",
    "convert - --to qasm2",
    "plan -",
];

const MUTANTS: u64 = 60;

/// Pieces that are likely to be trouble.
const PIECES: [&[u8]; 14] = [
    b"[",
    b"]",
    b"{",
    b"}",
    b"(",
    b";",
    b"\"",
    b"/*",
    b"\xff",
    b"\0",
    b"999999999999",
    b"-1",
    b"\xe2\x82",
    b"qubit[40] r;",
];

/// SplitMix64: the numbers are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// Another digit in place of the first one from `at` on.
fn other_digit(bytes: &mut [u8], at: usize, digit: usize) {
    if let Some(found) = bytes[at..].iter_mut().find(|byte| byte.is_ascii_digit()) {
        *found = b'0' + digit as u8;
    }
}

/// One or two changes: another digit, a bit flipped, a stretch removed or doubled, a piece put in, the end cut off.
fn mutant(seed: u64) -> Vec<u8> {
    let mut numbers = Numbers(seed);
    let mut bytes = PROGRAMS[numbers.below(PROGRAMS.len())].as_bytes().to_vec();
    for _ in 0..=numbers.below(2) {
        let at = numbers.below(bytes.len());
        let end = (at + 1 + numbers.below(12)).min(bytes.len());
        match numbers.below(10) {
            0 => bytes[at] ^= 1 << numbers.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let stretch = bytes[at..end].to_vec();
                bytes.splice(at..at, stretch);
            }
            3 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            4 => bytes.truncate(at.max(1)),
            _ => other_digit(&mut bytes, at, numbers.below(10)),
        }
        if bytes.is_empty() {
            return b"\n".to_vec();
        }
    }
    bytes
}

#[test]
fn mutants_are_answered_by_an_exit_code() {
    let mut codes = [0; 3];
    for seed in 0..MUTANTS {
        let bytes = mutant(seed);
        let arguments = COMMANDS[seed as usize % COMMANDS.len()];
        let ran = ansatz_with_input(arguments, &bytes);
        let shown = String::from_utf8_lossy(&bytes);
        let Some(code @ 0..=2) = ran.code else { panic!("{arguments}: {ran:?}\n{shown}") };
        codes[code as usize] += 1;
        assert!(!ran.stderr.contains("panicked"), "{arguments}: {ran:?}\n{shown}");
        assert!(code == 0 || ran.stdout.is_empty(), "{arguments}: {ran:?}\n{shown}");
        assert!(code == 0 || ran.stderr.contains("error: "), "{arguments}: {ran:?}\n{shown}");
    }
    assert!(codes[0] >= 3 && codes[2] >= 20, "some mutants are wrong, some are not: {codes:?}");
}

#[test]
fn broken_tables_and_observables_are_answered_by_an_exit_code() {
    let scratch = Scratch::new();
    scratch.file("inputs.qasm", PROGRAMS[4]);
    for seed in 0..20 {
        let mut numbers = Numbers(1000 + seed);
        let mut table = b"theta,phi\n0.1,0.2\n0.3,0.4\n".to_vec();
        let mut observable = b"1.0 * Z0 Z1\n+ 0.5 * X0 - I\n".to_vec();
        for bytes in [&mut table, &mut observable] {
            let at = numbers.below(bytes.len());
            bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied());
        }
        scratch.file("rows.csv", &table);
        scratch.file("sum.txt", &observable);
        for options in
            ["--bindings rows.csv --observable Z0", "--param theta=1 --param phi=1 --observable @sum.txt"]
        {
            let ran = scratch.ansatz(&format!("run inputs.qasm {options}"));
            assert!(
                matches!(ran.code, Some(0..=2)) && !ran.stderr.contains("panicked"),
                "{seed} {options}: {ran:?}"
            );
            assert!(!ran.stderr.chars().any(|c| c.is_control() && c != '\n'), "{seed} {options}: {ran:?}");
        }
    }
}
