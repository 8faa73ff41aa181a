//! Where every instruction stands: which column, which rows. Shared by both renderers, which add only sizes.
//! Rows are the qubits and below them the classical lines.

use super::bits::{BitLine, BitTest, bit_lines, condition_text, line_of};
use super::label::{clean, shorten};
use super::symbol::Symbol;
use crate::{Circuit, Instruction, Operation};
use std::ops::RangeInclusive;

/// A picture with more rows than this would help nobody.
const MAX_ROWS: usize = 1000;
/// Longest condition in a picture, in characters.
const MAX_CONDITION: usize = 40;

/// What an instruction does to a classical line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// Writes a bit.
    Write,
    /// Reads bits.
    Read,
}

/// An end of the link between an instruction and a classical line.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) kind: MarkKind,
    pub(super) label: String,
}

/// An instruction in its place.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) symbol: Symbol,
    /// The lowest and the highest qubit.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Links to classical lines, from the top down, one for each line.
    pub(super) marks: Vec<Mark>,
}

/// A circuit in columns; items of one column share no row.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) qubits: Vec<String>,
    pub(super) lines: Vec<BitLine>,
    pub(super) columns: Vec<Vec<Item>>,
    /// What the rows cannot show: operations on no qubit, and how much was cut.
    pub(super) notes: Vec<String>,
}

impl Layout {
    /// Places every instruction in the first column where its rows, and those between them, are free.
    pub(super) fn new(circuit: &Circuit, max_columns: usize) -> Layout {
        let lines = bit_lines(circuit);
        let num_rows = circuit.num_qubits().saturating_add(lines.len());
        if num_rows > MAX_ROWS {
            let note = format!(
                "{} qubits and {} registers of bits are too many to draw",
                circuit.num_qubits(),
                lines.len()
            );
            return Layout { notes: vec![note], ..Layout::default() };
        }
        let layout = Layout { qubits: qubit_names(circuit), lines, ..Layout::default() };
        let mut placer = Placer { circuit, layout, max_columns, next_free: vec![0; num_rows], num_cut: 0 };
        if circuit.initial_amplitudes().is_some() && circuit.num_qubits() > 0 {
            let last = circuit.num_qubits() - 1;
            placer.place(0..=last, Vec::new(), || Symbol::initial_state(last + 1));
        }
        for instruction in circuit.instructions() {
            placer.add(instruction, &[]);
        }
        placer.finish()
    }

    /// How wide each column is to the left and to the right of its middle.
    pub(super) fn extents<T: PartialOrd + Copy + Default>(
        &self,
        of: impl Fn(&Item) -> (T, T),
    ) -> Vec<(T, T)> {
        let larger = |a: T, b: T| if b > a { b } else { a };
        let column = |items: &Vec<Item>| {
            items.iter().map(&of).fold((T::default(), T::default()), |sum, item| {
                (larger(sum.0, item.0), larger(sum.1, item.1))
            })
        };
        self.columns.iter().map(column).collect()
    }
}

/// Splits columns of the given sizes into runs that fit into `available`; each run has at least one.
/// A picture without columns has one empty run.
pub(super) fn wrap<T>(sizes: &[T], available: T) -> Vec<std::ops::Range<usize>>
where
    T: Copy + Default + PartialOrd + std::ops::Add<Output = T>,
{
    let mut runs = Vec::new();
    let (mut start, mut used) = (0, T::default());
    for (at, size) in sizes.iter().enumerate() {
        if at > start && used + *size > available {
            runs.push(start..at);
            (start, used) = (at, T::default());
        }
        used = used + *size;
    }
    runs.push(start..sizes.len());
    runs
}

/// `name[k]` in a register, otherwise `q{index}`.
fn qubit_names(circuit: &Circuit) -> Vec<String> {
    let mut names: Vec<String> = (0..circuit.num_qubits()).map(|qubit| format!("q{qubit}")).collect();
    for register in circuit.qubit_registers() {
        for (k, qubit) in register.bits().enumerate() {
            // A hardware qubit is its own register.
            let is_hardware = register.name.starts_with('$');
            names[qubit] =
                if is_hardware { clean(&register.name) } else { format!("{}[{k}]", clean(&register.name)) };
        }
    }
    names
}

struct Placer<'a> {
    circuit: &'a Circuit,
    layout: Layout,
    max_columns: usize,
    next_free: Vec<usize>,
    num_cut: usize,
}

impl Placer<'_> {
    /// Adds an instruction that acts only if every test holds. Each instruction under a condition is drawn with
    /// that condition, and nested conditions are joined.
    fn add(&mut self, instruction: &Instruction, tests: &[BitTest]) {
        if let Operation::If(condition) = instruction.operation() {
            let inner = condition.bits.iter().copied().zip(condition.values.iter().copied());
            let joined: Vec<BitTest> = tests.iter().copied().chain(inner).collect();
            return condition.then.iter().for_each(|then| self.add(then, &joined));
        }
        // A barrier does nothing that a condition could prevent.
        let tests = if *instruction.operation() == Operation::Barrier { &[] } else { tests };
        let circuit = self.circuit;
        let symbol = || Symbol::new(instruction, circuit.parameters());
        match (instruction.qubits().min(), instruction.qubits().max()) {
            (Some(first), Some(last)) => {
                let marks = self.marks(instruction, tests);
                self.place(first..=last, marks, symbol);
            }
            _ => self.note(symbol().title, tests),
        }
    }

    /// Operations on no qubit have no row.
    fn note(&mut self, title: String, tests: &[BitTest]) {
        if self.layout.notes.len() >= self.max_columns {
            self.num_cut += 1;
        } else if tests.is_empty() {
            self.layout.notes.push(format!("on no qubit: {title}"));
        } else {
            let condition = shorten(&condition_text(&self.layout.lines, tests), MAX_CONDITION);
            self.layout.notes.push(format!("on no qubit: {title} if {condition}"));
        }
    }

    fn marks(&self, instruction: &Instruction, tests: &[BitTest]) -> Vec<Mark> {
        let lines = &self.layout.lines;
        let mut read: Vec<usize> = tests.iter().filter_map(|(bit, _)| line_of(lines, *bit)).collect();
        read.sort_unstable();
        read.dedup();
        let reading = |line: usize| Mark { line, kind: MarkKind::Read, label: String::new() };
        let mut marks: Vec<Mark> = read.into_iter().map(reading).collect();
        if let Some(last) = marks.last_mut() {
            last.label = format!("if {}", shorten(&condition_text(lines, tests), MAX_CONDITION));
        }
        if let Operation::Measure { bit } = instruction.operation()
            && let Some(line) = line_of(lines, *bit)
        {
            let label = (*bit as usize - lines[line].start).to_string();
            match marks.iter_mut().find(|mark| mark.line == line) {
                Some(mark) => {
                    *mark = Mark { line, kind: MarkKind::Write, label: format!("{label} {}", mark.label) }
                }
                None => marks.push(Mark { line, kind: MarkKind::Write, label }),
            }
        }
        marks.sort_by_key(|mark| mark.line);
        marks
    }

    /// Takes the rows from the first qubit down to the last mark. The symbol is made only if it is not cut, so that
    /// a long circuit costs little.
    fn place(&mut self, rows: RangeInclusive<usize>, marks: Vec<Mark>, symbol: impl FnOnce() -> Symbol) {
        let (first, last) = rows.into_inner();
        let below = marks.last().map_or(last, |mark| self.layout.qubits.len() + mark.line);
        let rows = &mut self.next_free[first..=below];
        let column = rows.iter().copied().max().unwrap_or(0);
        rows.fill(column + 1);
        if column >= self.max_columns {
            self.num_cut += 1;
            return;
        }
        if column == self.layout.columns.len() {
            self.layout.columns.push(Vec::new());
        }
        self.layout.columns[column].push(Item { symbol: symbol(), first, last, marks });
    }

    fn finish(mut self) -> Layout {
        if self.num_cut > 0 {
            let plural = if self.num_cut == 1 { "" } else { "s" };
            let at = self.layout.columns.len();
            let cut =
                format!("… and {} more instruction{plural} behind column {at}, not drawn", self.num_cut);
            self.layout.notes.push(cut);
        }
        self.layout
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn column_sizes(layout: &Layout) -> Vec<usize> {
        layout.columns.iter().map(Vec::len).collect()
    }

    #[test]
    fn instructions_move_left_until_a_row_between_is_taken() {
        let mut circuit = Circuit::new(4);
        circuit.h(0).unwrap().h(3).unwrap().cx(0, 2).unwrap().x(1).unwrap().x(3).unwrap();
        assert_eq!(column_sizes(&Layout::new(&circuit, 9)), [2, 2, 1]);
    }

    #[test]
    fn a_barrier_separates() {
        let mut circuit = Circuit::new(2);
        circuit.h(0).unwrap().barrier(&[0, 1]).unwrap().h(1).unwrap();
        assert_eq!(column_sizes(&Layout::new(&circuit, 9)), [1, 1, 1]);
    }

    #[test]
    fn a_measurement_takes_every_row_down_to_its_register() {
        let mut circuit = Circuit::new(3);
        circuit.measure(0, 0).unwrap().measure(1, 1).unwrap().h(2).unwrap();
        assert_eq!(column_sizes(&Layout::new(&circuit, 9)), [1, 1, 1]);
    }

    #[test]
    fn what_follows_a_cut_is_counted() {
        let mut circuit = Circuit::new(2);
        circuit.h(0).unwrap().h(0).unwrap().h(0).unwrap().cx(0, 1).unwrap().h(1).unwrap();
        let layout = Layout::new(&circuit, 2);
        assert_eq!(column_sizes(&layout), [1, 1]);
        assert_eq!(layout.notes, ["… and 3 more instructions behind column 2, not drawn"]);
    }

    #[test]
    fn columns_wrap_where_they_no_longer_fit() {
        assert_eq!(wrap(&[3, 3, 3, 9, 1], 6), [0..2, 2..3, 3..4, 4..5]);
        assert_eq!(wrap::<usize>(&[], 6), vec![0..0]);
    }
}
