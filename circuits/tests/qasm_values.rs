//! Classical values of OpenQASM 3: what a program computes shows in the bits that it leaves behind.

use ansatz_circuits::FinalBit;
use ansatz_circuits::qasm::{NoIncludes, ParseOptions, Program, parse};
use proptest::prelude::*;
use std::f64::consts::TAU;

fn read(body: &str) -> Program {
    let text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{body}");
    parse("t.qasm", text.as_bytes(), &NoIncludes, &ParseOptions::default())
        .unwrap_or_else(|report| panic!("{report}\n{text}"))
}

/// The bits of the last register, the highest index first.
fn last_register(body: &str) -> String {
    let program = read(body);
    assert!(program.course.is_none(), "nothing is measured: {body}");
    let register = program.circuit.bit_registers().last().expect("a register").clone();
    let shown = |bit: usize| {
        let value = program.circuit.final_bits().iter().find(|(known, _)| *known as usize == bit);
        match value.map(|(_, what)| *what) {
            Some(FinalBit::Constant(true)) => '1',
            Some(FinalBit::Constant(false)) | None => '0',
            Some(FinalBit::Copy(_)) => '?',
        }
    };
    register.bits().rev().map(shown).collect()
}

/// Every row: statements, and what `r` holds after them.
fn check(rows: &[(&str, &str)]) {
    for (body, expected) in rows {
        assert_eq!(last_register(body), *expected, "{body}");
    }
}

#[test]
fn integers_have_the_width_of_their_type_and_wrap_around() {
    check(&[
        ("int[8] n = 127; n += 1; bit[8] r = n;", "10000000"),
        ("uint[3] n = 7; n += 1; bit[3] r = n;", "000"),
        ("uint[4] n = 0; n -= 1; bit[4] r = n;", "1111"),
        ("int[4] n = 7; n *= 3; bit[4] r = n;", "0101"),
        ("int n = -7 / 2; bit[4] r = int[4](n);", "1101"),
        ("int n = -7 % 3; bit[4] r = int[4](n);", "1111"),
        ("uint[8] n = 2 ** 10; bit[8] r = n;", "00000000"),
        ("int[8] n = -128; n = n / -1; bit[8] r = n;", "10000000"),
        ("uint[8] n = 1; n = n << 200; bit[8] r = n;", "00000000"),
        ("int[8] n = -8; n = n >> 1; bit[8] r = n;", "11111100"),
        ("uint[8] a = 200; uint[8] b = 100; bit r = a + b == 44;", "1"),
        ("uint[8] a = 200; bit r = a + 100 == 300;", "1"),
        ("int[8] a = -1; uint[8] b = 255; bit r = a == b;", "1"),
        ("int[16] a = -1; uint[8] b = 255; bit r = a == b;", "0"),
        ("uint[8] x = 0b1010_0101; bit[8] r = ~x;", "01011010"),
        ("uint[8] x = 0xF0; bit[8] r = (x & 0x3C) | 3 ^ 1;", "00110010"),
        ("int[100] x = 1; x <<= 99; x >>= 99; bit[4] r = int[4](x);", "1111"),
        ("uint x = 0o17; bit[5] r = uint[5](x);", "01111"),
    ]);
}

#[test]
fn bits_are_indexed_from_the_right_and_moved() {
    check(&[
        ("bit[4] r = \"0011\";", "0011"),
        ("bit[4] a = \"0011\"; bit[4] r = a << 1;", "0110"),
        ("bit[4] a = \"0011\"; bit[4] r = a >> 1;", "0001"),
        ("bit[4] a = \"0011\"; bit[4] r = rotl(a, 3);", "1001"),
        ("bit[4] a = \"0011\"; bit[4] r = rotr(a, 1);", "1001"),
        ("bit[4] a = \"0011\"; bit[4] r = rotl(a, -1);", "1001"),
        ("bit[4] a = \"0011\"; bit[4] r = ~a;", "1100"),
        ("bit[4] a = \"0110\"; bit[4] b = \"0011\"; bit[4] r = a ^ b;", "0101"),
        ("bit[4] a = \"0111\"; bit[2] r = uint[2](popcount(a));", "11"),
        ("bit[4] a = \"0110\"; bit[2] r = a[2:3];", "01"),
        ("bit[4] a = \"1000\"; bit r = a[-1];", "1"),
        ("bit[2] a = \"01\"; bit[2] b = \"10\"; bit[4] r = a ++ b;", "1001"),
        ("bit[4] r; r[1:2] = \"11\"; r[{0, 3}] = \"10\";", "1110"),
        ("bit[4] a = \"1010\"; let b = a[1:2:3]; b = \"01\"; bit[4] r = a;", "0010"),
        ("int[8] n = 5; n[1] = 1; bit[8] r = n;", "00000111"),
        ("int[8] n = 5; bit[2] r = n[1:2];", "10"),
        ("bit[3] a = \"101\"; bit r = a == 5;", "1"),
        ("bit[3] a = \"101\"; bit r = 4 < a;", "1"),
        ("bit[4] a = \"1111\"; int[4] n = a; bit r = n == -1;", "1"),
        ("bit[4] a = \"1111\"; int[8] n = a; bit r = n == 15;", "1"),
        ("array[int[8], 2, 2] a; a[1][0][2] = 1; bit[8] r = a[1, 0];", "00000100"),
    ]);
}

#[test]
fn numbers_are_cast_as_the_specification_says() {
    check(&[
        ("float f = 3.7; int n = int(f); bit[3] r = int[3](n);", "011"),
        ("float f = -3.7; int n = f; bit[3] r = int[3](n);", "101"),
        ("bool b = bool(0.5); bit r = b;", "1"),
        ("bool b = true; int n = b; bit[2] r = int[2](n + b);", "10"),
        ("float[32] f = 0.1; bit r = f == 0.1;", "0"),
        ("float[64] f = 0.1; bit r = f == 0.1;", "1"),
        ("bit r = 1 / 2 == 0;", "1"),
        ("bit r = 1 / 2.0 == 0.5;", "1"),
        ("bit r = 2 ** 3 ** 2 == 512;", "1"),
        ("bit r = -2 ** 2 == -4;", "1"),
        ("bit r = 2 ** -1 == 0.5;", "1"),
        ("bit r = !true || false && true;", "0"),
        ("bit r = false && 1 / 0 == 1;", "0"),
        ("bit r = true || 1 / 0 == 1;", "1"),
        ("bit r = sqrt(16.0) + floor(2.7) + ceiling(0.2) == 7.0;", "1"),
        ("bit r = mod(7, 3) + pow(2, 3) == 9;", "1"),
        ("const float pi = 3.0; bit r = pi < π;", "1"),
        ("complex[float[64]] z = (1.0 + 2.0im) * 3 im; bit r = real(z) == -6.0 && imag(z) == 3.0;", "1"),
        ("complex z = 3.0 + 4.0im; bit r = z * z == -7.0 + 24.0im;", "1"),
        ("duration a = 2us; duration b = 500 ns; bit r = a > 2 * b && a / b > 3.9;", "1"),
    ]);
}

#[test]
fn angles_are_fractions_of_a_turn() {
    check(&[
        ("angle[4] a = π; bit[4] r = bit[4](a);", "1000"),
        ("angle[6] a = π / 2; bit[6] r = bit[6](a);", "010000"),
        ("angle[8] a = 7 * (π / 4); bit[8] r = bit[8](a);", "11100000"),
        ("angle[8] a = 3 * π; angle[8] b = π; bit r = a == b;", "1"),
        ("angle[4] a = \"0011\"; a <<= 1; bit[4] r = bit[4](a);", "0110"),
        ("angle[4] a = \"1100\"; a += a; bit[4] r = bit[4](a);", "1000"),
        ("angle[4] a = \"0101\"; a = -a; bit[4] r = bit[4](a);", "1011"),
        ("angle[4] a = \"0110\"; a[0] = 1; bit[4] r = bit[4](a);", "0111"),
        ("angle[4] a = \"1000\"; angle[4] b = \"0010\"; bit r = a / b == 4;", "1"),
        ("angle a = 3 * pi; bit r = a == pi;", "1"),
    ]);
}

#[test]
fn arrays_have_parts_that_can_be_lent() {
    check(&[
        ("array[uint[8], 3] a = {1, 2, 3}; bit[8] r = a[0] + a[2];", "00000100"),
        ("array[int[8], 2, 3] a = {{1, 2, 3}, {4, 5, 6}}; bit[8] r = a[1][2];", "00000110"),
        ("array[int[8], 2, 3] a = {{1, 2, 3}, {4, 5, 6}}; bit[8] r = a[-1, -1];", "00000110"),
        ("array[int[8], 4] a = {1, 2, 3, 4}; a[0:1] = a[2:3]; bit[8] r = 10 * a[0] + a[1];", "00100010"),
        ("array[int[8], 2, 2] a; a[1] = {7, 8}; bit[8] r = a[1, 0] + a[0, 1];", "00000111"),
        ("array[int[8], 3] a = {1, 2, 3}; array[int[8], 3] b = a[{2, 1, 0}]; bit[8] r = b[0];", "00000011"),
        ("array[int[8], 5] a; bit[4] r = uint[4](sizeof(a));", "0101"),
        ("array[int[8], 5, 2] a; bit[4] r = uint[4](sizeof(a, 1));", "0010"),
        ("array[int[8], 2] a = {1, 2}; array[int[8], 1] b = {3}; let c = a ++ b; bit[8] r = c[2];", "00000011"),
        (
            "def f(mutable array[int[8], #dim = 1] a) { a[1] = 9; } array[int[8], 2, 2] m; f(m[1]); bit[8] r = m[1][1];",
            "00001001",
        ),
        (
            "def sum(readonly array[int[8], 3] a) -> int[8] { int[8] s = 0; for int[8] x in a { s += x; } return s; }
             array[int[8], 3] a = {1, 2, 4}; bit[8] r = sum(a);",
            "00000111",
        ),
    ]);
}

#[test]
fn control_flow_goes_where_the_values_say() {
    check(&[
        ("int n = 0; for int i in [0:3] { n += i; } bit[4] r = int[4](n);", "0110"),
        ("int n = 0; for int i in [5:-2:0] { n += i; } bit[4] r = uint[4](n);", "1001"),
        ("int n = 0; for int i in {1, 2, 4} { n |= i; } bit[4] r = int[4](n);", "0111"),
        ("int n = 0; for int i in [3:0] { n += 1; } bit[4] r = int[4](n);", "0000"),
        ("int n = 0; for bit b in \"1011\" { n = 2 * n + b; } bit[4] r = uint[4](n);", "1101"),
        ("int n = 0; for float x in {0.5, 1.5} { n += int(2 * x); } bit[4] r = int[4](n);", "0100"),
        ("int n = 0; while (n < 5) { n += 2; } bit[4] r = int[4](n);", "0110"),
        ("int n = 0; while (true) { n += 1; if (n == 3) { break; } } bit[4] r = int[4](n);", "0011"),
        (
            "int n = 0; for int i in [0:9] { if (i % 2 == 1) { continue; } n += i; } bit[5] r = uint[5](n);",
            "10100",
        ),
        ("int n = 1; for int n in [5:5] { } bit[4] r = int[4](n);", "0001"),
        ("int n = 2; bit r; switch (n) { case 1, 2 { r = 1; } default { } }", "1"),
        ("int n = 7; bit r; switch (n) { case 1, 2 { } default { r = 1; } }", "1"),
        ("bit[2] a = \"10\"; bit r; switch (a) { case 2 { r = 1; } }", "1"),
        ("def f(int a) -> int { return a * 2; } bit[4] r = int[4](f(f(1)) + f(1));", "0110"),
        (
            "def f(int n) -> int { if (n < 2) { return 1; } return n * f(n - 1); } bit[8] r = uint[8](f(5));",
            "01111000",
        ),
        ("def f() -> bit[2] { return \"10\"; } bit[2] r; r = f();", "10"),
        ("bit r = 1; end; r = 0;", "1"),
        ("int n = 1; { int n = 2; n += 1; } bit[2] r = int[2](n);", "01"),
    ]);
}

/// The lowest bits of a number in two's complement, the highest first.
fn bits_of(number: i128, width: u32) -> String {
    (0..width).rev().map(|k| if number >> k.min(127) & 1 == 1 { '1' } else { '0' }).collect()
}

/// The number of `width` bits that equals `number` modulo 2^width.
fn wrapped(number: i128, width: u32, is_signed: bool) -> i128 {
    let low = number & ((1i128 << width) - 1);
    if is_signed && low >> (width - 1) == 1 { low - (1i128 << width) } else { low }
}

fn integer_type(is_signed: bool) -> &'static str {
    if is_signed { "int" } else { "uint" }
}

proptest! {
    #[test]
    fn integers_are_cast_modulo_their_width(
        number in any::<i64>(), from in 1u32..100, to in 1u32..100, signs in any::<(bool, bool)>(),
    ) {
        let (a, b) = (integer_type(signs.0), integer_type(signs.1));
        let body = format!("{a}[{from}] x = {a}[{from}]({number}); {b}[{to}] y = x; bit[{to}] r = y;");
        let expected = wrapped(wrapped(number.into(), from, signs.0), to, signs.1);
        prop_assert_eq!(last_register(&body), bits_of(expected, to), "{}", body);
    }

    #[test]
    fn floats_lose_their_fraction_and_integers_are_rounded(
        float in -1e30f64..1e30, scale in 0i32..30, number in any::<i64>(), width in 1u32..120, is_signed: bool,
    ) {
        let (name, float) = (integer_type(is_signed), float / 10f64.powi(scale));
        let body = format!("float f = {float:?}; {name}[{width}] x = {name}[{width}](f); bit[{width}] r = x;");
        prop_assert_eq!(last_register(&body), bits_of(float.trunc() as i128, width), "{}", body);
        let width = width.max(64);
        let near = number as f64;
        let body = format!("int[{width}] x = {number}; float f = x; bit r = f == {near:?};");
        prop_assert_eq!(last_register(&body), "1", "{}", body);
    }

    #[test]
    fn angles_are_rounded_to_their_width(
        number in -1i64..1 << 40, offset in -0.4f64..0.4, from in 1u32..32, to in 1u32..32,
    ) {
        // Between two neighbours of the grid, at most a few turns away from zero.
        let number = number % (3 << from);
        let radians = (number as f64 + offset) / f64::from(from).exp2() * TAU;
        let body = format!("angle[{from}] a = {radians:?}; bit[{from}] r = bit[{from}](a);");
        prop_assert_eq!(last_register(&body), bits_of(number.into(), from), "{}", body);
        let low = wrapped(number.into(), from, false);
        let resized = if to >= from { low << (to - from) } else { low >> (from - to) };
        let body = format!("angle[{from}] a = \"{}\"; angle[{to}] b = a; bit[{to}] r = bit[{to}](b);", bits_of(low, from));
        prop_assert_eq!(last_register(&body), bits_of(resized, to), "{}", body);
    }

    #[test]
    fn bit_strings_are_numbers(text in "[01]{1,90}", to in 1u32..100, is_signed: bool) {
        let (name, width) = (integer_type(is_signed), text.len());
        let number = i128::from_str_radix(&text, 2).expect("zeros and ones");
        let body = format!("bit[{width}] c = \"{text}\"; {name}[{to}] x = c; bit[{to}] r = x;");
        prop_assert_eq!(last_register(&body), bits_of(wrapped(number, to, is_signed), to), "{}", body);
    }
}
