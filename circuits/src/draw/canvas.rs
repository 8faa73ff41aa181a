//! A sheet of characters with the joints of box drawing. Called by the text renderer; knows no circuit.
//! Every row of a circuit has three lines: 3r, 3r + 1 (the qubit or the classical line itself) and 3r + 2.

use super::label::cells;
use std::ops::RangeInclusive;

/// The second cell of a character that occupies two.
const TAIL: char = '\0';

/// Characters by line and cell.
#[derive(Debug)]
pub(super) struct Canvas {
    lines: Vec<Vec<char>>,
}

/// The strokes that connect rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stroke {
    /// Between qubits.
    Single,
    /// To the classical lines.
    Double,
}

/// The line on which row `row` itself runs.
pub(super) fn middle(row: usize) -> usize {
    3 * row + 1
}

impl Canvas {
    pub(super) fn new(num_rows: usize, width: usize) -> Canvas {
        Canvas { lines: vec![vec![' '; width]; 3 * num_rows] }
    }

    pub(super) fn put(&mut self, line: usize, x: usize, ch: char) {
        if let Some(cell) = self.lines[line].get_mut(x) {
            *cell = ch;
        }
    }

    /// Writes a cleaned text from `x` to the right.
    pub(super) fn write(&mut self, line: usize, x: usize, text: &str) {
        let mut at = x;
        for ch in text.chars() {
            self.put(line, at, ch);
            (1..cells(ch)).for_each(|k| self.put(line, at + k, TAIL));
            at += cells(ch);
        }
    }

    /// Fills a line from `x` to its end.
    pub(super) fn fill(&mut self, line: usize, x: usize, ch: char) {
        self.lines[line][x..].fill(ch);
    }

    /// A frame with nothing in it.
    pub(super) fn frame(&mut self, lines: RangeInclusive<usize>, columns: RangeInclusive<usize>) {
        let ((top, bottom), (left, right)) = (lines.into_inner(), columns.into_inner());
        for line in top..=bottom {
            let (start, between, end) = match line {
                _ if line == top => ('┌', '─', '┐'),
                _ if line == bottom => ('└', '─', '┘'),
                _ => ('│', ' ', '│'),
            };
            self.put(line, left, start);
            (left + 1..right).for_each(|x| self.put(line, x, between));
            self.put(line, right, end);
        }
    }

    /// A vertical stroke, joined to what it meets.
    pub(super) fn vertical(&mut self, x: usize, lines: RangeInclusive<usize>, stroke: Stroke) {
        for line in lines {
            let Some(met) = self.lines[line].get(x).copied() else { continue };
            let joint = match (met, stroke, line % 3) {
                ('─', Stroke::Single, 1) => '┼',
                ('─', Stroke::Single, 0) => '┴',
                ('─', Stroke::Single, _) => '┬',
                ('─', Stroke::Double, 1) => '╫',
                ('─', Stroke::Double, _) => '╥',
                ('═', ..) => '╬',
                (_, Stroke::Single, _) => '│',
                (_, Stroke::Double, _) => '║',
            };
            self.put(line, x, joint);
        }
    }

    /// The text of every line, with the spaces between rows shared where nothing collides.
    pub(super) fn finish(self) -> Vec<String> {
        let mut compact: Vec<Vec<char>> = Vec::new();
        for (at, line) in self.lines.into_iter().enumerate() {
            match compact.last_mut() {
                Some(above) if at % 3 == 0 && can_share(above, &line) => share(above, &line),
                _ => compact.push(line),
            }
        }
        let is_blank = |line: &Vec<char>| line.iter().all(|ch| *ch == ' ');
        if compact.first().is_some_and(is_blank) {
            compact.remove(0);
        }
        if compact.last().is_some_and(is_blank) {
            compact.pop();
        }
        compact.into_iter().map(|line| line.into_iter().filter(|ch| *ch != TAIL).collect()).collect()
    }
}

/// Whether two lines between rows can be one: no cell holds two things, except strokes that go on.
fn can_share(above: &[char], below: &[char]) -> bool {
    let fits = |(a, b): (&char, &char)| *a == ' ' || *b == ' ' || (a == b && matches!(a, '│' | '║' | '░'));
    above.iter().zip(below).all(fits)
}

fn share(above: &mut [char], below: &[char]) {
    above.iter_mut().zip(below).filter(|(a, _)| **a == ' ').for_each(|(a, b)| *a = *b);
}
