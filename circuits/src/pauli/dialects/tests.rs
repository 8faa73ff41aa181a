//! Every dialect says the same operator; what is wrong is named with its place.

use super::Dialect;
use crate::pauli::{ObservableError, PauliString, PauliSum};
use proptest::prelude::*;

fn sum(text: &str) -> Result<PauliSum, ObservableError> {
    text.parse()
}

/// Whether two operators are the same up to the order of their terms and rounding.
fn same(a: &PauliSum, b: &PauliSum) -> bool {
    let all = a.iter().chain(b).map(|(_, string)| string);
    all.into_iter().all(|string| (a.coefficient(string) - b.coefficient(string)).abs() < 1e-12)
}

#[test]
fn every_dialect_says_the_same_operator() {
    let expected = sum("0.5 * Z1 - 0.3 * X0 X1 + 1.5").expect("our own text");
    for (text, dialect) in [
        ("0.5*Z1 - 0.3*X0*X1 + 1.5", Dialect::Letters),
        ("+0.5 * Z1 - 3e-01 X0 X1 + 1.5 I", Dialect::Letters),
        ("\u{feff}0.5 Z1\n\u{2212} 0.3 X0 @ X1 + 3 * 0.5", Dialect::Letters),
        ("(0.5+0j) [Z1] +\n(-0.3+0j) [X0 X1] +\n(1.5+1e-17j) []", Dialect::OpenFermion),
        ("0.5 [Z1] +\n-0.3 [X0 X1] +\n1.5 []", Dialect::OpenFermion),
        ("  (0.5) [Z1]\n+ (-0.3) [X0 X1]\n+ (1.5) [I0]", Dialect::OpenFermion),
        ("0.5 * Z(1) + -0.3 * (X(0) @ X(1)) + 1.5 * I(0)", Dialect::PennyLane),
        ("(\n    0.5 * Z(1)\n  + -0.3 * (X(0) @ X(1))\n  + 1.5 * I()\n)", Dialect::PennyLane),
        (
            "0.5 * qml.Z(1) - 0.3 * qml.PauliX(wires=[0]) @ qml.PauliX(wires=1) + 1.5 * Identity(wires=[0, 1])",
            Dialect::PennyLane,
        ),
        ("-(-0.5 * Z(1) + 3 * (0.1 * X(0)) @ X(1)) + 1.5", Dialect::PennyLane),
        ("0.500*Z(q(1))-0.300*X(q(0))*X(q(1))+1.500*I", Dialect::Cirq),
        (
            "0.5*cirq.Z(cirq.LineQubit(1))-0.3*cirq.X(cirq.LineQubit(0))*cirq.X(cirq.LineQubit(1))+1.5",
            Dialect::Cirq,
        ),
        ("ZI 0.5\nXX -0.3\nII 1.5", Dialect::Labels),
        ("ZI, (0.5+0j)\nXX, -0.3\nII, 1.5\n", Dialect::Labels),
        ("0.5 ZI # comment\n-0.3 XX\n1.5 II", Dialect::Labels),
        ("0.5 * ZI - 0.3 * XX + 1.5 * II", Dialect::Labels),
        ("ZI +0.5\n-0.3 * XX\n + 1.5 * II", Dialect::Labels),
        (
            "SparsePauliOp(['ZI', 'XX', 'II'],\n              coeffs=[ 0.5+0.j, -0.3+0.j,  1.5 +0.j])",
            Dialect::LabelList,
        ),
        ("SparsePauliOp.from_list([(\"ZI\", 0.5), (\"XX\", -0.3), (\"II\", 1.5)])", Dialect::LabelList),
        ("[[\"ZI\", 0.5], [\"XX\", -0.3], [\"II\", 1.5]]", Dialect::LabelList),
        ("{\"ZI\": 0.5, \"XX\": -0.3, \"II\": 1.5}", Dialect::LabelList),
        ("['ZI', 'XX', 'II'], [0.5, -0.3, 1.5]", Dialect::LabelList),
    ] {
        assert_eq!(Dialect::of(text), dialect, "{text}");
        let read = sum(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(same(&read, &expected), "{text}: {read}");
    }
}

#[test]
fn the_leftmost_letter_of_a_label_is_the_highest_qubit() {
    assert_eq!(sum("XIZ 2").expect("a row").to_string(), "2 * Z0 X2");
    assert_eq!(sum("[\"ZI\",\"XX\"]").expect("a list").to_string(), "1 * Z1 + 1 * X0 X1");
    assert_eq!(sum("['Z']").expect("a list").to_string(), "1 * Z0");
    assert_eq!(sum("ZI").expect("a label").to_string(), "1 * Z1");
}

#[test]
fn a_constant_alone_is_an_operator() {
    for (text, value) in
        [("1.5", 1.5), ("-0.25 I", -0.25), ("-0.25*I", -0.25), ("(1.5+0j) []", 1.5), ("+2e-05", 2e-5)]
    {
        assert_eq!(sum(text), Ok(PauliSum::constant(value)), "{text}");
    }
}

#[test]
fn products_multiply_as_the_matrices_do() {
    for (text, expected) in [
        ("Z0*Z0", "1 * I"),
        ("X(0) @ Y(0) @ Z(0) * 1j", "-1 * I"),
        ("1j * X0 * Y0", "-1 * Z0"),
        ("X2 * (Z0 + 2 * Z1)", "Z0 X2 + 2 * Z1 X2"),
        ("(Z0 + 2 * Z1) * X2 * 3", "3 * Z0 X2 + 6 * Z1 X2"),
        ("(Z0 + X0) * (Z0 + X0)", "2 * I"),
        ("2 * (Z0 - Z1) * (Z0 + Z1)", "0 * I"),
        ("(X0 * Y0 - Y0 * X0) * -0.5j", "1 * Z0"),
    ] {
        let read = sum(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let expected = sum(expected).expect("our own text");
        assert!(same(&read, &expected), "{text}: {read}");
    }
}

#[test]
fn imaginary_coefficients_are_refused_by_the_name_of_their_term() {
    for (text, line, column, name) in [
        ("X0*Y0", 1, 1, "`Z0`"),
        ("Z1 + 0.5 [X0] +\n(0.25+0.5j) [X0 Y1]", 2, 1, "`X0 Y1` is 0.25+0.5i"),
        ("SparsePauliOp(['ZI', 'XX'],\n coeffs=[0.5+0.j, 0.+1.j])", 1, 22, "`X0 X1`"),
        ("XX 1\nZI 2e-12j", 2, 1, "`Z1`"),
    ] {
        let error = sum(text).expect_err(text);
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        assert!(error.message.contains(name), "{error}");
    }
    assert_eq!(sum("(0.5+9e-13j) [Z0]").expect("rounding").to_string(), "0.5 * Z0");
}

#[test]
fn mistakes_are_named_with_their_place() {
    for (text, line, column, part) in [
        ("ZI 0.5\nXXX 0.3", 2, 1, "3 letters after labels of 2"),
        ("ZI 0.5 XX 0.3", 1, 8, "a sign or a new line"),
        ("ZI + 0.5", 1, 9, "a label such as `XZ`"),
        ("0.5 * ZI + Z0", 1, 12, "do not mix"),
        ("['ZI', 'XQ']", 1, 8, "found `Q`"),
        ("['ZI', 'XX'], coeffs=[1]", 1, 15, "2 labels have 1 coefficients"),
        ("SparsePauliOp(['ZI', ..., 'XX'])", 1, 22, "without its middle"),
        ("SparsePauliOp(['ZI']", 1, 21, "expected `)`"),
        ("['ZI", 1, 2, "at the end of a label"),
        ("0.5 [0^ 1]", 1, 6, "jordan_wigner"),
        ("0.5 [X0 Y1", 1, 11, "expected `]`"),
        ("0.5 * Z(1.5)", 1, 9, "number of a qubit"),
        ("0.5 * Z(65536)", 1, 9, "from 0 to 65535"),
        ("0.5 * Z(q(0, 1))", 1, 11, "number them on a line"),
        ("0.5 * Z(a)", 1, 9, "number of a qubit"),
        ("0.5 * (Z(0) + X(1)", 1, 19, "expected `)`"),
        ("Hadamard(0)", 1, 1, "no Pauli operator"),
        ("Z 0", 1, 1, "such as `Z0`"),
        ("Z0 2", 1, 4, "expected `+`, `-`"),
        ("1e400", 1, 1, "finite"),
        ("1e300 * 1e300 * Z0", 1, 1, "not finite"),
    ] {
        let error = sum(text).expect_err(text);
        assert_eq!((error.line, error.column), (line, column), "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
    assert!(sum("0.5 * (Z(0)").expect_err("open").message.ends_with("this was read as PennyLane's text"));
}

#[test]
fn hostile_text_is_refused_by_number_or_read_in_linear_time() {
    let deep = format!("{}Z0{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(sum(&deep).expect_err("deep").message.contains("128 parentheses"));
    assert!(sum(&format!("{}Z0{}", "(".repeat(128), ")".repeat(128))).is_ok());
    let product: String = (0..40).map(|qubit| format!("(X{qubit} + Z{qubit})")).collect::<Vec<_>>().join("*");
    assert!(sum(&product).expect_err("2^40 terms").message.contains("1048576 products"));
    let again = vec!["(X0 + Z0)"; 2000].join("*");
    assert!(sum(&again).is_ok() || sum(&again).is_err_and(|error| error.message.contains("not finite")));
    let long: String = (0..200_000).map(|k| format!("+ 0.5 * Z{} X{}\n", k % 61, 61)).collect();
    assert_eq!(sum(&long).expect("many terms").terms().len(), 61);
    let signs = "-".repeat(1_000_000);
    assert!(sum(&signs).is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(terms in prop::collection::vec((-1e9f64..1e9, any::<u64>(), any::<u64>()), 0..20)) {
        let string = |x: u64, z: u64| PauliString::from_masks(x, z);
        let written = PauliSum::new(terms.into_iter().map(|(c, x, z)| (c, string(x, z))));
        let read = sum(&written.to_string()).expect("our own text");
        prop_assert!(read == written || written.terms().is_empty() && read == PauliSum::constant(0.0));
    }

    #[test]
    fn numbers_of_any_size_are_read_back(coefficient in any::<f64>().prop_filter("finite", |c| c.is_finite())) {
        let written = PauliSum::new([(1.0, PauliString::IDENTITY), (coefficient, "Z0 Y3".parse().expect("a string"))]);
        prop_assert_eq!(sum(&written.to_string()), Ok(written));
    }

    #[test]
    fn no_text_makes_it_panic(text in r#"[XYZIq0-9 .eEj+\-*@()\[\]{}'",:=\nα−#]{0,40}"#) {
        let _ = sum(&text);
        let _ = text.parse::<PauliString>();
    }
}
