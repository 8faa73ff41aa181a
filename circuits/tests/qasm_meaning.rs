//! What OpenQASM programs mean: each text next to the circuit that it must give.

use ansatz_circuits::qasm::{Language, NoIncludes, ParseOptions, Program, parse};
use ansatz_circuits::{Angle, C64, Circuit, Condition, Instruction, Matrix, Operation};
use std::f64::consts::{E, PI, TAU};
use std::sync::Arc;

const TWO: &str = "OPENQASM 2.0; include \"qelib1.inc\"; ";
const THREE: &str = "OPENQASM 3.0; include \"stdgates.inc\"; ";

fn read(text: &str) -> Program {
    let program = parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default());
    program.unwrap_or_else(|report| panic!("{report}\n{text}"))
}

/// The angle of the last instruction, whose gate is `rx` on a single qubit.
fn angle(header: &str, expression: &str) -> f64 {
    let program = read(&format!("{header} qreg q[1]; rx({expression}) q[0];"));
    program.circuit.instructions().last().expect("an instruction").angles()[0].offset()
}

fn matrix(text: &str) -> Matrix {
    let circuit = read(text).circuit;
    let params: Vec<f64> = (0..circuit.parameters().len()).map(|j| 0.3 + 0.2 * j as f64).collect();
    circuit.matrix(&params).expect("a unitary program")
}

fn assert_same(a: &str, b: &str) {
    let difference = (matrix(a) - matrix(b)).norm();
    assert!(difference < 1e-12, "{difference}:\n{a}\n{b}");
}

#[test]
fn numbers_of_version_2_are_real() {
    let cases: &[(&str, f64)] = &[
        ("3/2", 1.5),
        ("-2^2", -4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("(1+2)*pi/4", 3.0 * PI / 4.0),
        ("-pi/2", -PI / 2.0),
        ("1 - 2 - 3", -4.0),
        ("8/4/2", 1.0),
        ("sin(pi/6) + cos(0) * tan(0) + exp(0) + ln(1) + sqrt(4)", 0.5 + 1.0 + 2.0),
        ("asin(1) + acos(1) + atan(0)", PI / 2.0),
        (".5e1", 5.0),
        ("100000000000000000000000", 1e23),
    ];
    for (text, expected) in cases {
        let value = angle(TWO, text);
        assert!((value - expected).abs() <= 1e-15 * expected.abs().max(1.0), "{text} = {value}");
    }
}

#[test]
fn numbers_of_version_3_have_types() {
    let cases: &[(&str, f64)] = &[
        ("3/2", 1.0),
        ("-7/2", -3.0),
        ("-7 % 3", -1.0),
        ("7.0/2", 3.5),
        ("-2**2", -4.0),
        ("2**3**2/64", 8.0),
        ("2**-1", 0.5),
        ("0x1F + 0b101 + 0o17 + 1_000", 31.0 + 5.0 + 15.0 + 1000.0),
        ("π + τ + ℇ + pi + tau + euler", 2.0 * (PI + TAU + E)),
        ("arcsin(1.0) + arccos(1.0) + arctan(0.0) + log(1.0)", PI / 2.0),
        ("pow(2, 3) + mod(7, 4) + floor(1.7) + ceiling(1.2)", 8.0 + 3.0 + 1.0 + 2.0),
        ("1 << 3 | 5 & 4 ^ 1", 13.0),
        ("7 >> 1", 3.0),
    ];
    for (text, expected) in cases {
        let value = angle(THREE, text);
        assert!((value - expected).abs() < 1e-12, "{text} = {value}");
    }
}

#[test]
fn constants_sizes_and_indices_are_computed() {
    let text = format!(
        "{THREE} const int n = 3 + 1; const uint[8] m = n / 3; const float turn = pi / n; const bool b = n > 3;
         const angle a = -pi; qubit[n] q; qubit last; let tail = q[1:2:3] ++ q[{{0}}]; let one = tail[-1];
         x q[m]; x q[-1]; rx(turn) tail; ry(a) one; if (b) {{ z last; }} h q[2:];"
    );
    let circuit = read(&text).circuit;
    let mut expected = Circuit::new(0);
    expected.add_qubit_register("q", 4);
    expected.add_qubit_register("last", 1);
    let mut build = || -> Result<(), ansatz_circuits::CircuitError> {
        expected.x(1)?.x(3)?;
        expected.rx(PI / 4.0, 1)?.rx(PI / 4.0, 3)?.rx(PI / 4.0, 0)?;
        // The type `angle` is modulo 2π.
        expected.ry(PI, 0)?.z(4)?.h(2)?.h(3)?;
        Ok(())
    };
    build().expect("valid gates");
    assert_eq!(circuit, expected);
}

#[test]
fn calls_broadcast_over_registers_and_mix_with_single_qubits() {
    let circuit =
        read(&format!("{TWO} qreg q[2]; qreg r[2]; creg c[2]; cx q, r; cx q[0], r; h q; measure r -> c;"))
            .circuit;
    let mut expected = Circuit::new(0);
    expected.add_qubit_register("q", 2);
    expected.add_qubit_register("r", 2);
    expected.add_bit_register("c", 2);
    let mut build = || -> Result<(), ansatz_circuits::CircuitError> {
        expected.cx(0, 2)?.cx(1, 3)?.cx(0, 2)?.cx(0, 3)?.h(0)?.h(1)?.measure(2, 0)?.measure(3, 1)?;
        Ok(())
    };
    build().expect("valid gates");
    assert_eq!(circuit, expected);
}

#[test]
fn modifiers_compose() {
    let pairs = [
        ("ctrl @ x q[0], q[1];", "cx q[0], q[1];"),
        ("ctrl(2) @ z q[1], q[2], q[0];", "h q[0]; ccx q[1], q[2], q[0]; h q[0];"),
        ("negctrl @ x q[0], q[1];", "x q[0]; cx q[0], q[1]; x q[0];"),
        ("ctrl @ negctrl @ x q[0], q[1], q[2];", "x q[1]; ccx q[0], q[1], q[2]; x q[1];"),
        ("inv @ t q[0];", "tdg q[0];"),
        ("inv @ u3(0.1, 0.2, 0.3) q[0];", "rz(-0.2) q[0]; ry(-0.1) q[0]; rz(-0.3) q[0];"),
        ("pow(2) @ s q[0];", "z q[0];"),
        ("pow(0.5) @ x q[0];", "sx q[0];"),
        ("pow(-2) @ s q[0];", "z q[0];"),
        ("pow(3) @ inv @ rx(0.2) q[0];", "rx(-0.6) q[0];"),
        ("inv @ ctrl @ rx(0.2) q[0], q[1];", "crx(-0.2) q[0], q[1];"),
        ("ctrl @ gphase(pi/3) q[0];", "p(pi/3) q[0];"),
        ("ctrl @ pow(2) @ ry(0.1) q[2], q[1];", "cry(0.2) q[2], q[1];"),
        ("pow(1000000000) @ x q[0];", ""),
        ("gphase(pi); x q[0]; gphase(-pi);", "x q[0];"),
    ];
    for (modified, plain) in pairs {
        assert_same(&format!("{THREE} qubit[3] q; {modified}"), &format!("{THREE} qubit[3] q; {plain}"));
    }
}

#[test]
fn the_built_in_gates_of_the_versions_differ_by_a_phase() {
    let args = "0.7, 0.4, -1.1";
    let u = |header: &str, name: &str| matrix(&format!("{header} qreg q[1]; {name}({args}) q[0];"));
    let cases = [("OPENQASM 2.0;", "U"), (TWO, "u3"), (THREE, "u3"), ("OPENQASM 3.0;", "U"), (TWO, "u")];
    let [two, two_u3, three_u3, three, free] = cases.map(|(header, name)| u(header, name));
    let (half, plus) = (0.35f64, C64::cis(0.4));
    let entries = [
        C64::from(half.cos()),
        -C64::cis(-1.1) * half.sin(),
        plus * half.sin(),
        plus * C64::cis(-1.1) * half.cos(),
    ];
    let expected = Matrix::from_row_slice(2, 2, &entries);
    assert!((&free - &expected).norm() < 1e-12, "u is phase-free");
    assert!((three - expected.map(|z| z * C64::cis(0.35))).norm() < 1e-12, "U of version 3");
    // Determinant 1: divided by exp(i(φ + λ)/2) = exp(-0.35i).
    let special = expected.map(|z| z * C64::cis(0.35));
    for other in [two, two_u3, three_u3] {
        assert!((other - &special).norm() < 1e-12);
    }
}

#[test]
fn composite_gates_have_their_published_matrices() {
    let cases = [
        ("cu(0.3, 0.4, 0.5, 0.6) q[0], q[1];", "p(0.6) q[0]; ctrl @ u(0.3, 0.4, 0.5) q[0], q[1];"),
        ("cu3(0.3, 0.4, 0.5) q[0], q[1];", "ctrl @ u(0.3, 0.4, 0.5) q[0], q[1];"),
        ("u2(0.4, 0.5) q[0];", "u3(pi/2, 0.4, 0.5) q[0];"),
        ("u0(1.0) q[0];", ""),
        ("dcx q[0], q[1];", "cx q[0], q[1]; cx q[1], q[0];"),
        ("r(0.3, 0.0) q[0];", "rx(0.3) q[0];"),
        ("r(0.3, pi/2) q[0];", "ry(0.3) q[0];"),
        ("xx_plus_yy(0.3, 0.0) q[0], q[1];", "rxx(0.15) q[0], q[1]; ryy(0.15) q[0], q[1];"),
        ("xx_minus_yy(0.3, 0.0) q[0], q[1];", "rxx(0.15) q[0], q[1]; ryy(-0.15) q[0], q[1];"),
        // The relative phase of a Margolus gate is undone by its second half.
        ("rccx q[0], q[1], q[2]; rccx q[0], q[1], q[2];", ""),
        ("rc3x q[0], q[1], q[2], q[3]; inv @ rcccx q[0], q[1], q[2], q[3];", ""),
    ];
    for (gate, parts) in cases {
        assert_same(&format!("{THREE} qubit[4] q; {gate}"), &format!("{THREE} qubit[4] q; {parts}"));
    }
    let entry =
        |text: &str, row: usize, column: usize| matrix(&format!("{THREE} qubit[4] q; {text}"))[(row, column)];
    let (theta, beta) = (0.3f64, 0.8);
    let minus_i_sin = C64::new(0.0, -(theta / 2.0).sin());
    // From |10⟩ to |01⟩, and from |00⟩ to |11⟩.
    let plus = entry("xx_plus_yy(0.3, 0.8) q[0], q[1];", 1, 2);
    assert!((plus - minus_i_sin * C64::cis(-beta)).norm() < 1e-12);
    let minus = entry("xx_minus_yy(0.3, 0.8) q[0], q[1];", 3, 0);
    assert!((minus - minus_i_sin * C64::cis(beta)).norm() < 1e-12);
    // Both exchange the target under all controls, and only phases differ elsewhere.
    for (text, controls) in [("rccx q[0], q[1], q[2];", 3), ("rc3x q[0], q[1], q[2], q[3];", 7)] {
        for state in 0..=2 * controls + 1 {
            let target = if state & controls == controls { state ^ (controls + 1) } else { state };
            assert!((entry(text, target, state).norm() - 1.0).abs() < 1e-12, "{text} on {state}");
        }
    }
}

#[test]
fn gates_of_the_program_are_kept_and_may_use_any_function() {
    let program = read(&format!(
        "{THREE} gate linear(a, b) x, y {{ rx(a/2 + b) x; cx x, y; rz(-b) y; }}
         gate square(a) x {{ rx(a*a) x; ry(sin(a)) x; pow(a) @ x x; }}
         gate outer(a, b) x {{ square(b) x; rz(a) x; }}
         input float w; qubit[2] q; linear(w, 0.5) q[0], q[1]; outer(w, 0.5) q[0]; square(2) q[1];"
    ));
    assert_eq!(program.circuit.instructions().len(), 3);
    assert!(
        matches!(program.circuit.instructions()[0].operation(), Operation::Composite(c) if c.name() == "linear")
    );
    let plain = "rx(w/2 + 0.5) q[0]; cx q[0], q[1]; rz(-0.5) q[1];
         rx(0.25) q[0]; ry(sin(0.5)) q[0]; sx q[0]; rz(w) q[0]; rx(4.0) q[1]; ry(sin(2)) q[1];";
    let expected = matrix(&format!("{THREE} input float w; qubit[2] q; {plain}"));
    let difference = (program.circuit.matrix(&[0.3]).expect("unitary") - expected).norm();
    assert!(difference < 1e-12, "{difference}");
}

#[test]
fn inputs_are_parameters_and_angles_are_affine_in_them() {
    let text = format!(
        "{THREE} input float[64] a; input angle b; qubit q; rx(2*a - b/4 + pi) q; rz(-(a + b) + a) q;"
    );
    let program = read(&text);
    assert_eq!(program.circuit.parameters(), ["a", "b"]);
    let map = program.circuit.parameter_map().expect("a map");
    assert_eq!(map.angles(&[1.0, 2.0]).expect("angles"), vec![2.0 - 0.5 + PI, -2.0]);
    assert_eq!(program.declarations.len(), 3);
}

#[test]
fn inputs_go_through_functions_gates_and_variables() {
    let text = format!(
        "{THREE} input float a; input float b; qubit q; gate g(t) p {{ rx(t*t) p; rz(sin(t) - t) p; }}
         rx(a*b + 1) q; ry(exp(a)/cos(b) % 2) q; g(2*b) q; float c = a**b; c /= a; rx(arctan(c)) q; rz(floor(b)) q;"
    );
    let map = read(&text).circuit.parameter_map().expect("a map");
    let (a, b): (f64, f64) = (0.8, 1.6);
    let expected = [
        a * b + 1.0,
        a.exp() / b.cos() % 2.0,
        4.0 * b * b,
        (2.0 * b).sin() - 2.0 * b,
        (a.powf(b) / a).atan(),
        1.0,
    ];
    for (got, expected) in map.angles(&[a, b]).expect("angles").iter().zip(expected) {
        assert!((got - expected).abs() < 1e-14, "{got} {expected}");
    }
    assert_eq!(map.num_slots(), expected.len());
}

#[test]
fn conditions_read_registers_and_bits() {
    let x = || Instruction::new(Operation::Gate(&ansatz_circuits::table::X), &[] as &[Angle], &[0]);
    let read_conditions = |body: &str| -> Vec<(Vec<u32>, Vec<bool>)> {
        let program = read(&format!(
            "{THREE} qubit q; qubit[4] r; bit[3] c; bit d; c = measure r[0:2]; d = measure r[3]; {body}"
        ));
        let of = |instruction: &Instruction| match instruction.operation() {
            Operation::If(condition) => {
                assert_eq!(condition.then, vec![x()]);
                (condition.bits.clone(), condition.values.clone())
            }
            other => panic!("{other:?}"),
        };
        program.circuit.instructions()[4..].iter().map(of).collect()
    };
    type Bits = (&'static [u32], &'static [bool]);
    let cases: &[(&str, &[Bits])] = &[
        ("if (c == 5) x q;", &[(&[0, 1, 2], &[true, false, true])]),
        ("if (\"001\" == c) { x q; }", &[(&[0, 1, 2], &[true, false, false])]),
        ("if (c[1]) { x q; }", &[(&[1], &[true])]),
        ("if (!d) { x q; }", &[(&[3], &[false])]),
        ("if (c[0] == false) { x q; }", &[(&[0], &[false])]),
        ("if (c[0] != 0 && d) { x q; }", &[(&[0, 3], &[true, true])]),
        ("if (d) { x q; } else { x q; }", &[(&[3], &[true]), (&[3], &[false])]),
        ("if (c == 8) { x q; }", &[]),
        ("if (c == 8) { x q; x q; } else if (c[2]) { x q; }", &[(&[2], &[true])]),
        (
            "if (c != 1) x q;",
            &[(&[0], &[false]), (&[0, 1], &[true, true]), (&[0, 1, 2], &[true, false, true])],
        ),
        ("if (c[0] || c[1]) x q;", &[(&[0], &[true]), (&[0, 1], &[false, true])]),
        (
            "if (c) { x q; } else { }",
            &[(&[0], &[true]), (&[0, 1], &[false, true]), (&[0, 1, 2], &[false, false, true])],
        ),
    ];
    for (body, expected) in cases {
        let expected: Vec<_> =
            expected.iter().map(|(bits, values)| (bits.to_vec(), values.to_vec())).collect();
        assert_eq!(read_conditions(body), expected, "{body}");
    }
}

#[test]
fn a_register_is_compared_with_a_number_of_any_length() {
    let text =
        format!("{TWO} qreg q[1]; creg c[150]; if(c==713623846352979940529142984724747568191373312) x q[0];");
    let program = read(&text);
    let Operation::If(condition) = program.circuit.instructions()[0].operation() else {
        panic!("no condition")
    };
    // The number is 2^149.
    assert_eq!(condition.bits.len(), 150);
    let set: Vec<usize> = (0..150).filter(|k| condition.values[*k]).collect();
    assert_eq!(set, vec![149]);
    assert!(matches!(condition.then[0].operation(), Operation::Gate(_)));
    let text = format!("{TWO} qreg q[1]; creg c[2]; if(c==99999999999999999999999) x q[0];");
    let program = read(&text);
    assert!(program.circuit.instructions().is_empty() && program.warnings[0].message.contains("never true"));
}

#[test]
fn measurement_reset_barrier_box_and_delay_are_read() {
    let text = format!(
        "{THREE} qubit[2] q; bit[2] c = measure q; bit b; b = measure q[0]; measure q[1] -> c[0];
         box {{ x q[0]; delay[100ns] q[1]; }} barrier; barrier q[1]; reset q; #pragma any thing {{\n @note any\n x q[1];"
    );
    let program = read(&text);
    let names: Vec<&str> = program.circuit.instructions().iter().map(Instruction::name).collect();
    let expected =
        ["measure", "measure", "measure", "measure", "x", "barrier", "barrier", "reset", "reset", "x"];
    assert_eq!(names, expected);
    // One warning each for timing, pragmas and annotations.
    assert_eq!(program.warnings.len(), 3);
}

#[test]
fn the_version_is_guessed_where_no_line_says_it() {
    let cases = [
        ("include \"qelib1.inc\"; qreg q[1]; h q[0];", Language::Two),
        ("include \"stdgates.inc\"; qubit q; h q;", Language::Three),
        ("qreg q[1]; bit c; c = measure q[0];", Language::Three),
        ("OPENQASM 2; qreg q[1];", Language::Two),
        ("OPENQASM 3.1; qreg q[1];", Language::Three),
        ("// nothing", Language::Three),
    ];
    for (text, language) in cases {
        assert_eq!(read(text).language, language, "{text}");
    }
}

#[test]
fn line_ends_byte_order_marks_and_comments_of_any_kind_are_read() {
    let texts: [&[u8]; 5] = [
        b"OPENQASM 2.0;\r\ninclude 'qelib1.inc';\r\nqreg q[1]; // end\r\nx q[0];\r\n",
        b"OPENQASM 2.0;\rinclude \"qelib1.inc\";\r// one\rqreg q[1];\rx q[0];\r",
        b"\xEF\xBB\xBFOPENQASM 2.0; include \"qelib1.inc\"; qreg q[1]; x q[0];",
        b"OPENQASM 2.0; // caf\xE9\ninclude \"qelib1.inc\"; /* \xFF */ qreg q[1]; x q[0];",
        b"OPENQASM 2.0;;include \"qelib1.inc\"; qreg q[1]; x q[0]; barrier q[0], ;",
    ];
    for text in texts {
        let program = parse("t.qasm", text, &NoIncludes, &ParseOptions::default());
        let program = program.unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(program.circuit.instructions()[0].name(), "x");
    }
}

#[test]
fn a_forgotten_include_is_one_warning_and_a_redefined_gate_is_its_new_body() {
    let program = read("OPENQASM 2.0; qreg q[2]; h q[0]; cx q[0], q[1]; x q[0];");
    assert_eq!(program.warnings.len(), 1);
    let program = read(&format!("{TWO} gate cx a, b {{ CX b, a; }} qreg q[2]; cx q[0], q[1];"));
    assert_eq!(program.warnings.len(), 1);
    let expected = matrix("OPENQASM 2.0; qreg q[2]; CX q[1], q[0];");
    assert!((program.circuit.matrix(&[]).expect("unitary") - expected).norm() < 1e-15);
    // No standard file declares this one.
    assert!(
        read(&format!("{TWO} gate ccz a, b, c {{ h c; ccx a, b, c; h c; }} qreg q[1];")).warnings.is_empty()
    );
}

#[test]
fn hardware_qubits_are_those_that_are_named_in_the_order_of_their_numbers() {
    let program = read(&format!("{THREE} bit c; h $31; cx $31, $0; c = measure $0;"));
    assert_eq!(program.circuit.num_qubits(), 2);
    assert_eq!(program.hardware.into_iter().collect::<Vec<_>>(), [(0, 0), (31, 1)]);
    let qubits: Vec<Vec<usize>> =
        program.circuit.instructions().iter().map(|i| i.qubits().collect()).collect();
    assert_eq!(qubits, [vec![1], vec![1, 0], vec![0]]);
    let names: Vec<&str> = program.circuit.qubit_registers().iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["$0", "$31"]);
    // What is named where nothing is run is not used.
    let ended = read(&format!("{THREE} x $4; end; h $0;"));
    assert_eq!((ended.circuit.num_qubits(), ended.hardware.len()), (1, 1));
    // Both dialects keep the numbers.
    let three = program.circuit.to_qasm3().expect("OpenQASM 3");
    assert!(three.contains("cx $31, $0;"), "{three}");
    assert_eq!(read(&three).circuit, program.circuit);
    assert!(program.circuit.to_qasm2().expect("OpenQASM 2").contains("cx q31[0], q0[0];"));
}

#[test]
fn opaque_gates_may_be_declared() {
    assert!(read(&format!("{TWO} opaque magic(a, b) q, r; qreg q[1]; x q[0];")).warnings.is_empty());
}

#[test]
fn nested_conditions_stay_nested() {
    let program = read(&format!(
        "{THREE} qubit q; qubit[2] r; bit[2] c = measure r; if (c[0]) {{ if (c[1]) {{ c[1] = measure q; }} }}"
    ));
    let measure = Instruction::new(Operation::Measure { bit: 1 }, &[] as &[Angle], &[0]);
    let inner = Condition { bits: vec![1], values: vec![true], then: vec![measure] };
    let inner = Instruction::new(Operation::If(Arc::new(inner)), &[] as &[Angle], &[]);
    let outer = Condition { bits: vec![0], values: vec![true], then: vec![inner] };
    let outer = Instruction::new(Operation::If(Arc::new(outer)), &[] as &[Angle], &[]);
    assert_eq!(program.circuit.instructions()[2..], [outer]);
}

/// What real files write that no version of the specification has quite so, and what it is.
#[test]
fn old_forms_mean_what_their_authors_meant() {
    for (old, new, warnings) in [
        ("qubit q[2]; bit c[2]; h q[1]; measure q -> c;", "qubit[2] q; bit[2] c; h q[1]; measure q -> c;", 2),
        ("qubit q; complex[64] amp = 1 + 2im; rx(real(amp)) q;", "qubit q; rx(1) q;", 1),
        ("qubit[2] q; gphase(0.3) q[1]; inv @ gphase(0.1) q;", "qubit[2] q; gphase(0.3); gphase(-0.1);", 1),
        (
            "qubit[2] q; nop; nop q, q[0],; gate g a { nop a; x a; } g q[0];",
            "qubit[2] q; gate g a { x a; } g q[0];",
            0,
        ),
        ("qubit q; def f(qubit p) { cal { play(p); } x p; } f(q);", "qubit q; x q;", 1),
        (
            "qubit[3] q; for uint i in [1:-1:0] { for uint j in [i - 1:-1:0] { cx q[i], q[j]; } h q[i]; }",
            "qubit[3] q; cx q[1], q[0]; h q[1]; h q[0];",
            0,
        ),
        (
            "qubit q; gate g(a) p { while (false) { x p; } for int k in [0:1] { rx(k*a) p; } } g(1) q;",
            "qubit q; gate g(a) p { rx(0) p; rx(a) p; } g(1) q;",
            0,
        ),
        (
            "qubit[2] q; def f(qubit[2] p) -> bit { bit[2] r; r = measure p; return r; } bit[2] c = f(q);",
            "qubit[2] q; bit[2] c; measure q[0] -> c[0]; measure q[1] -> c[1];",
            1,
        ),
        ("input angle w = 0.5; qubit q; rx(w) q;", "input angle w; qubit q; rx(w) q;", 1),
    ] {
        let (old, new) = (read(&format!("{THREE} {old}")), read(&format!("{THREE} {new}")));
        assert_eq!(old.warnings.len(), warnings, "{:?}", old.warnings);
        let parts = |program: &Program| (program.circuit.num_qubits(), program.circuit.instructions().len());
        assert_eq!(parts(&old), parts(&new));
        if old.circuit.is_unitary() && old.circuit.parameters().is_empty() {
            let difference =
                old.circuit.matrix(&[]).expect("small") - new.circuit.matrix(&[]).expect("small");
            assert!(difference.norm() < 1e-12, "{:?}", old.circuit);
        }
    }
}
