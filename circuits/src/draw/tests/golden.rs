//! Small circuits and what they must look like, character by character.

use crate::draw::{SvgOptions, TextOptions, svg, text};
use crate::{
    Angle, C64, Circuit, Composite, Condition, Control, Instruction, Matrix, Operation, Pauli, Unitary, table,
};
use std::f64::consts::PI;
use std::sync::Arc;

/// Compares without the spaces at the ends of lines.
fn assert_drawing(circuit: &Circuit, width: Option<usize>, expected: &str) {
    let drawn = text(circuit, &TextOptions { width, ..TextOptions::default() });
    let trimmed: Vec<&str> = drawn.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.join("\n"), expected.trim_start_matches('\n'), "\n{drawn}");
}

fn gate(gate: &'static crate::Gate, qubits: &[usize]) -> Instruction {
    Instruction::new(Operation::Gate(gate), &vec![Angle::from(0.3); gate.angles.len()], qubits)
}

fn only_if(tests: &[(u32, bool)], then: Vec<Instruction>) -> Instruction {
    let (bits, values) = tests.iter().copied().unzip();
    Instruction::new(Operation::If(Arc::new(Condition { bits, values, then })), &[], &[])
}

#[test]
fn symbols_without_boxes() {
    let mut circuit = Circuit::new(3);
    circuit.h(0).unwrap().cx(0, 1).unwrap().cx(0, 2).unwrap().ccx(0, 2, 1).unwrap().swap(0, 2).unwrap();
    circuit.cz(0, 1).unwrap().cp(PI / 4.0, 0, 2).unwrap().cswap(1, 0, 2).unwrap();
    assert_drawing(
        &circuit,
        None,
        r"
     ┌───┐
q0: ─┤ h ├─●─●─●─×─●─●───────×─
     └───┘ │ │ │ │ │ │p(π/4) │
q1: ───────⊕─┼─⊕─┼─●─┼───────●─
             │ │ │   │       │
q2: ─────────⊕─●─×───●───────×─",
    );
}

#[test]
fn boxes_over_several_qubits() {
    assert_drawing(
        &boxes(),
        None,
        r"
     ┌─────────────────┐ ┌─────────┐ ┌────────────────────┐ ░ ┌────────┐ ┌───────────┐
q0: ─┤ ry(2·theta+0.5) ├─┤ rx(π/2) ├─┤0                   ├─░─┤1       ├─┤X          ├─
     └─────────────────┘ └────┬────┘ │                    │ ░ │  iswap │ │           │
                              │      │                    │ ░ │        │ │           │
q1: ──────────────────────────●──────┼────────────────────┼─░─┤0       ├─┤Y R(theta) ├─
                                     │  rzz(-theta+1.5·b) │ ░ └────────┘ │           │
q2: ─────────────────────────────────┤1                   ├─░────|0⟩─────┤Z          ├─
                                     └────────────────────┘ ░            └───────────┘",
    );
}

#[test]
fn a_narrow_page_continues_below() {
    assert_drawing(
        &boxes(),
        Some(40),
        r"
      ┌─────────────────┐ ┌─────────┐
q0: ──┤ ry(2·theta+0.5) ├─┤ rx(π/2) ├─»
      └─────────────────┘ └────┬────┘
                               │
q1: ───────────────────────────●──────»

q2: ──────────────────────────────────»

      ┌────────────────────┐ ░
q0: «─┤0                   ├─░────────»
      │                    │ ░
q1: «─┼────────────────────┼─░────────»
      │  rzz(-theta+1.5·b) │ ░
q2: «─┤1                   ├─░────────»
      └────────────────────┘ ░

      ┌────────┐ ┌───────────┐
q0: «─┤1       ├─┤X          ├─────────
      │  iswap │ │           │
q1: «─┤0       ├─┤Y R(theta) ├─────────
      └────────┘ │           │
q2: «────|0⟩─────┤Z          ├─────────
                 └───────────┘",
    );
}

fn boxes() -> Circuit {
    let mut circuit = Circuit::new(3);
    let (theta, b) = (circuit.parameter("theta"), circuit.parameter("b"));
    circuit.ry(2.0 * theta + 0.5, 0).unwrap().crx(PI / 2.0, 1, 0).unwrap();
    circuit.rzz(-theta + 1.5 * b, 0, 2).unwrap().barrier(&[0, 1, 2]).unwrap();
    circuit.iswap(1, 0).unwrap().reset(2).unwrap();
    circuit.pauli_rotation(&[Pauli::X, Pauli::Y, Pauli::Z], theta, &[0, 1, 2]).unwrap();
    circuit
}

#[test]
fn measurements_and_conditions_reach_their_registers() {
    let mut circuit = Circuit::new(0);
    circuit.add_qubit_register("q", 2);
    circuit.add_qubit_register("anc", 1);
    circuit.add_bit_register("c", 2);
    circuit.add_bit_register("flag", 1);
    circuit.h(0).unwrap().measure(0, 0).unwrap().measure(1, 1).unwrap().measure(2, 2).unwrap();
    circuit.push(only_if(&[(0, false), (1, true)], vec![gate(&table::X, &[1])])).unwrap();
    let measure = Instruction::new(Operation::Measure { bit: 0 }, &[], &[0]);
    let nested = only_if(&[(2, true)], vec![gate(&table::CX, &[0, 2]), measure]);
    circuit.push(only_if(&[(1, false)], vec![nested])).unwrap();
    assert_drawing(
        &circuit,
        None,
        r"
         ┌───┐ ┌─┐                                              ┌─┐
  q[0]: ─┤ h ├─┤M├──────────────────────────●───────────────────┤M├──────────
         └───┘ └╥┘                          │                   └╥┘
                ║  ┌─┐      ┌───┐           │                    ║
  q[1]: ────────╫──┤M├──────┤ x ├───────────┼────────────────────╫───────────
                ║  └╥┘      └─╥─┘           │                    ║
                ║   ║  ┌─┐    ║             │                    ║
anc[0]: ────────╫───╫──┤M├────╫─────────────⊕────────────────────╫───────────
                ║   ║  └╥┘    ║             ║                    ║
                ║   ║   ║     ║             ║                    ║
   c/2: ════════╩═══╩═══╬═════■═════════════■════════════════════╬═══════════
                0   1   ║  if c==2          ║                    ║0
flag/1: ════════════════╩═══════════════════■════════════════════■═══════════
                        0          if c[1]==0 & flag==1 if c[1]==0 & flag==1",
    );
}

#[test]
fn controls_inside_and_outside_of_boxes() {
    let (on, off) = (|qubit| Control { qubit, value: true }, |qubit| Control { qubit, value: false });
    let mut circuit = Circuit::new(4);
    circuit.controlled(&[off(1), on(3)], gate(&table::RXX, &[0, 2])).unwrap();
    circuit.controlled(&[off(1)], gate(&table::GPHASE, &[])).unwrap();
    circuit.controlled(&[off(1), on(3)], gate(&table::GPHASE, &[])).unwrap();
    circuit.cs(2, 0).unwrap().gphase(1.0).unwrap();
    assert_drawing(
        &circuit,
        None,
        r"
     ┌───────────┐
q0: ─┤0          ├───────────────────────────●──
     │           │                           │s
q1: ─○───────────┼─○────────────○────────────┼──
     │  rxx(0.3) │  gphase(0.3) │gphase(0.3) │
q2: ─┤1          ├──────────────┼────────────●──
     └─────┬─────┘              │
           │                    │
q3: ───────●────────────────────●───────────────
on no qubit: gphase(1)",
    );
}

#[test]
fn prepared_states_and_gates_of_the_user() {
    let mut circuit = Circuit::from_amplitudes(&[C64::new(0.5, 0.0); 4]).unwrap();
    let mut body = Circuit::new(2);
    let angle = body.parameter("angle");
    body.cx(0, 1).unwrap().ry(angle, 1).unwrap();
    circuit.composite(Arc::new(Composite::new("entangle", body).unwrap()), &[PI.into()], &[1, 0]).unwrap();
    circuit.unitary(Unitary::new("量子", Matrix::identity(2, 2)).unwrap(), &[0]).unwrap();
    assert_drawing(
        &circuit,
        None,
        r"
     ┌──────┐ ┌──────────────┐ ┌──────┐
q0: ─┤0     ├─┤1             ├─┤ 量子 ├─
     │  |ψ⟩ │ │  entangle(π) │ └──────┘
q1: ─┤1     ├─┤0             ├──────────
     └──────┘ └──────────────┘",
    );
}

#[test]
fn what_no_row_can_show_is_noted() {
    let mut circuit = Circuit::new(1);
    circuit.h(0).unwrap().gphase(PI / 3.0).unwrap().t(0).unwrap().x(0).unwrap();
    let drawn = text(&circuit, &TextOptions { width: None, max_columns: 2 });
    let expected = [
        "     ┌───┐ ┌───┐",
        "q0: ─┤ h ├─┤ t ├─",
        "     └───┘ └───┘",
        "on no qubit: gphase(π/3)",
        "… and 1 more instruction behind column 2, not drawn",
    ];
    assert_eq!(drawn.lines().map(str::trim_end).collect::<Vec<_>>(), expected.map(str::trim_end));
    let huge = text(&Circuit::new(1 << 40), &TextOptions::default());
    assert_eq!(huge, "1099511627776 qubits and 0 registers of bits are too many to draw");
    assert_eq!(text(&Circuit::new(0), &TextOptions::default()), "");
}

#[test]
fn an_svg_file_is_complete_and_escaped() {
    let mut circuit = Circuit::new(1);
    circuit.rx(PI / 2.0, 0).unwrap().measure(0, 0).unwrap();
    circuit.unitary(Unitary::new("a<b", Matrix::identity(2, 2)).unwrap(), &[0]).unwrap();
    let picture = svg(&circuit, &SvgOptions { title: Some("R&D".into()), ..SvgOptions::default() });
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width="));
    for part in
        ["<title>R&amp;D</title>", "<title>rx(π/2)</title>", ">π/2</text>", ">a&lt;b</text>", "fill=\"#fff\""]
    {
        assert!(picture.contains(part), "{part} in\n{picture}");
    }
    assert!(!picture.contains("href") && !picture.contains("a<b"));
}
