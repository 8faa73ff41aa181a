//! The classical lines of a picture: one for each register, and the words for conditions on them.
//! Called by the layout; knows no instruction.

use super::label::clean;
use crate::Circuit;

/// A classical line: bits `start..start + size` under one name.
#[derive(Debug, Clone)]
pub(super) struct BitLine {
    pub(super) name: String,
    pub(super) start: usize,
    pub(super) size: usize,
}

/// A bit that must read a value.
pub(super) type BitTest = (u32, bool);

/// One line for each register that has bits, and one for each run of bits that is in none.
pub(super) fn bit_lines(circuit: &Circuit) -> Vec<BitLine> {
    let mut lines = Vec::new();
    let mut next = 0;
    let registers = circuit.bit_registers().iter().filter(|register| register.size > 0);
    for register in registers {
        push_unnamed(&mut lines, next, register.start);
        lines.push(BitLine { name: clean(&register.name), start: register.start, size: register.size });
        next = register.start + register.size;
    }
    push_unnamed(&mut lines, next, circuit.num_bits());
    lines
}

fn push_unnamed(lines: &mut Vec<BitLine>, start: usize, end: usize) {
    if start < end {
        let name = if start == 0 { "c".to_string() } else { format!("c{start}…") };
        lines.push(BitLine { name, start, size: end - start });
    }
}

/// The line that holds a bit.
pub(super) fn line_of(lines: &[BitLine], bit: u32) -> Option<usize> {
    lines.iter().position(|line| (line.start..line.start + line.size).contains(&(bit as usize)))
}

/// `c==2` for a test of a whole register, otherwise `c[0]==1 & d[1]==0`.
pub(super) fn condition_text(lines: &[BitLine], tests: &[BitTest]) -> String {
    let mut parts = Vec::new();
    let mut rest = tests;
    while let Some((bit, value)) = rest.first() {
        let size = match lines.iter().find(|line| starts_with(rest, line)) {
            Some(line) => {
                parts.push(format!("{}=={}", line.name, value_text(&rest[..line.size])));
                line.size
            }
            None => {
                let (name, start) =
                    line_of(lines, *bit).map_or(("?", 0), |at| (&lines[at].name, lines[at].start));
                parts.push(format!("{name}[{}]=={}", *bit as usize - start, u8::from(*value)));
                1
            }
        };
        rest = &rest[size..];
    }
    parts.join(" & ")
}

/// Whether the tests begin with all bits of a line in order.
fn starts_with(tests: &[BitTest], line: &BitLine) -> bool {
    tests.len() >= line.size
        && tests.iter().zip(line.start..line.start + line.size).all(|(test, at)| test.0 as usize == at)
}

/// The value in decimal, least significant bit first in `tests`; past 128 bits in binary.
fn value_text(tests: &[BitTest]) -> String {
    if tests.len() <= 128 {
        let value = tests.iter().enumerate().fold(0u128, |sum, (j, (_, bit))| sum | u128::from(*bit) << j);
        return value.to_string();
    }
    let digits: String = tests.iter().rev().map(|(_, bit)| if *bit { '1' } else { '0' }).collect();
    format!("0b{digits}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn registers_and_loose_bits_have_lines_and_conditions_name_them() {
        let mut circuit = Circuit::new(1);
        circuit.measure(0, 0).unwrap().measure(0, 1).unwrap();
        circuit.add_bit_register("flag", 1);
        let lines = bit_lines(&circuit);
        let shown: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.size)).collect();
        assert_eq!(shown, [("c", 2), ("flag", 1)]);
        assert_eq!(condition_text(&lines, &[(0, false), (1, true)]), "c==2");
        assert_eq!(condition_text(&lines, &[(2, true)]), "flag==1");
        assert_eq!(condition_text(&lines, &[(1, true), (2, false)]), "c[1]==1 & flag==0");
        assert_eq!(condition_text(&lines, &[(1, true)]), "c[1]==1");
    }
}
