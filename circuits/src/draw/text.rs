//! Circuits as Unicode text. Called by users and the command line; what a symbol looks like is not decided here.

use super::TextOptions;
use super::bits::BitLine;
use super::canvas::{Canvas, middle};
use super::label::width;
use super::layout::{Layout, wrap};
use super::text_shapes;
use crate::Circuit;
use std::ops::Range;

/// Cells between columns.
const GAP: usize = 1;

/// The circuit in box-drawing characters, qubit 0 at the top, time to the right.
///
/// Controls are `●` (acts on 1) and `○` (acts on 0), a controlled bit flip ends in `⊕`, an exchange is two `×`, a
/// controlled sign is dots alone. In a box over several qubits each operand has its index, or its Pauli letter;
/// a qubit without either only passes. `c/2` is a register of two classical bits: `M` writes the bit whose index is
/// below, `■` reads, with the condition below. Every instruction of a conditional block carries the block's
/// condition. Past [`width`](TextOptions::width) the drawing continues below, marked with `»` and `«`. All lines
/// have the same width, filled with spaces at the end.
pub fn text(circuit: &Circuit, options: &TextOptions) -> String {
    let layout = Layout::new(circuit, options.max_columns);
    let page = Page::new(&layout, options.width);
    let mut lines: Vec<String> = Vec::new();
    for (at, run) in page.runs.iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        lines.extend(page.draw(at, run.clone()));
    }
    lines.extend(layout.notes.iter().cloned());
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let padded = lines.iter().map(|line| format!("{line}{}", " ".repeat(widest - width(line))));
    padded.collect::<Vec<_>>().join("\n")
}

struct Page<'a> {
    layout: &'a Layout,
    labels: Vec<String>,
    label_width: usize,
    /// Cells to the left and to the right of each column's middle.
    extents: Vec<(usize, usize)>,
    runs: Vec<Range<usize>>,
    /// Cells of the widest run.
    run_width: usize,
}

impl<'a> Page<'a> {
    fn new(layout: &'a Layout, limit: Option<usize>) -> Page<'a> {
        let bit_label = |line: &BitLine| format!("{}/{}: ", line.name, line.size);
        let labels: Vec<String> = layout
            .qubits
            .iter()
            .map(|name| format!("{name}: "))
            .chain(layout.lines.iter().map(bit_label))
            .collect();
        let label_width = labels.iter().map(|label| width(label)).max().unwrap_or(0);
        let extents = layout.extents(text_shapes::extents);
        let sizes: Vec<usize> = extents.iter().map(|(left, right)| GAP + left + 1 + right).collect();
        let total = label_width + sizes.iter().sum::<usize>() + GAP;
        let runs = match limit {
            // A wrapped line also holds two continuation marks.
            Some(limit) if total > limit => wrap(&sizes, limit.saturating_sub(label_width + GAP + 2)),
            _ => std::iter::once(0..sizes.len()).collect(),
        };
        let run_width =
            runs.iter().map(|run| sizes[run.clone()].iter().sum::<usize>()).max().unwrap_or(0) + GAP;
        Page { layout, labels, label_width, extents, runs, run_width }
    }

    /// The lines of one run of columns.
    fn draw(&self, at: usize, run: Range<usize>) -> Vec<String> {
        let marks = usize::from(self.runs.len() > 1);
        let (num_qubits, num_rows) = (self.layout.qubits.len(), self.labels.len());
        let mut canvas = Canvas::new(num_rows, self.label_width + self.run_width + 2 * marks);
        for (row, label) in self.labels.iter().enumerate() {
            canvas.write(middle(row), self.label_width - width(label), label);
            canvas.fill(middle(row), self.label_width, if row < num_qubits { '─' } else { '═' });
            if at > 0 {
                canvas.put(middle(row), self.label_width, '«');
            }
            if at + 1 < self.runs.len() {
                canvas.put(middle(row), self.label_width + marks + self.run_width, '»');
            }
        }
        let mut x = self.label_width + marks;
        for column in run {
            let (left, right) = self.extents[column];
            let centre = x + GAP + left;
            for item in &self.layout.columns[column] {
                text_shapes::draw(&mut canvas, item, centre, num_qubits);
            }
            x = centre + 1 + right;
        }
        canvas.finish()
    }
}
