//! Broken programs by the thousand: the front end answers each, whatever it is, and what it accepts can be printed.

use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse, to_qasm3};
use proptest::prelude::{Strategy, any, proptest};
use proptest::test_runner::{Config, RngSeed};

const PROGRAMS: &[&str] = &[
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[3];\ngate g(a, b) x, y { rx(a/2) x; cx x, y; }\n\
     g(pi/4, -0.5e-3) q[0], q[1];\nbarrier q;\nmeasure q -> c;\nif(c==5) u3(0.1, sin(0.2), 2^3) q[2];\nreset q[0];\n",
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float t;\nconst int n = 2 + 1;\nqubit[n] q;\nbit[2] c;\n\
     ctrl(2) @ inv @ rx(2*t - pi) q[0], q[1], q[2];\nlet a = q[0:2:2] ++ q[{1}];\nh a;\nc = measure q[0:1];\n\
     if (c == \"10\" && !c[1]) { x q[-1]; } else { gphase(π/2); }\npow(0.5) @ z q[0];\n",
    "gate sq(x) a { ry(x*x) a; } qubit q; /* note */ sq(0.5) q; box { delay[3ns] q; } @mark one\nU(1, 2, 3) q;\n\
     #pragma what\nfor int i in [0:2] { x q; } def f(int a) -> int { return a; } int v = 0x1F; v += 1;",
];

/// Words and bytes that are likely to be trouble.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
    b";",
    b",",
    b"\"",
    b"/*",
    b"//",
    b"@",
    b"->",
    b"=",
    b"**",
    b"-",
    b"0",
    b"1e999",
    b"99999999999999999999",
    b"if",
    b"gate",
    b"include",
    b"measure",
    b"OPENQASM",
    b"let",
    b"ctrl @ ",
    b"pow(-1) @ ",
    b"\xFF",
    b"\0",
    b"\n",
    b"\xCF\x80",
    b"q",
    b"$1",
    b"0x",
    b"in",
    b"else",
    b"1/0",
    b"[0:0:1]",
    b"q[-1]",
    b"\xE2\x80\xAE",
];

fn answers(bytes: &[u8]) {
    match parse("fuzz.qasm", bytes, &NoIncludes, &ParseOptions::default()) {
        Ok(program) => {
            for warning in &program.warnings {
                assert!(warning.display(&program.sources).to_string().len() < 2048);
            }
            let _ = to_qasm3(&program.circuit).map(|text| {
                let again = parse("again.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default());
                again.unwrap_or_else(|report| panic!("{report}\n{text}"))
            });
        }
        Err(report) => {
            let text = report.to_string();
            assert!(text.len() < 2048 && !report.diagnostics.is_empty(), "{} bytes", text.len());
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        }
    }
}

/// One edit: at a place, so many bytes go and a piece comes.
fn edits() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    proptest::collection::vec((any::<usize>(), 0usize..6, any::<usize>()), 1..5)
}

proptest! {
    #![proptest_config(Config { cases: 3000, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..Config::default() })]

    #[test]
    fn edited_programs_are_answered(program in 0..PROGRAMS.len(), edits in edits()) {
        let mut bytes = PROGRAMS[program].as_bytes().to_vec();
        for (place, length, piece) in edits {
            let start = place % (bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, PIECES[piece % PIECES.len()].iter().copied());
        }
        answers(&bytes);
    }

    #[test]
    fn shuffled_pieces_are_answered(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let bytes: Vec<u8> = pieces.into_iter().flat_map(|piece| [PIECES[piece], b" "].concat()).collect();
        answers(&bytes);
    }

    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        answers(&bytes);
    }
}

#[test]
fn every_prefix_of_a_program_is_answered() {
    for program in PROGRAMS {
        (0..program.len()).for_each(|end| answers(&program.as_bytes()[..end]));
    }
}
