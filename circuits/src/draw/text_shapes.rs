//! Every symbol in box-drawing characters. Called by the text renderer, which decides where a symbol stands.

use super::canvas::{Canvas, Stroke, middle};
use super::label::width;
use super::layout::{Item, Mark, MarkKind};
use super::symbol::{Body, Framed};

const RESET: &str = "|0⟩";

/// Cells to the left and to the right of the item's middle.
pub(super) fn extents(item: &Item) -> (usize, usize) {
    let body = match &item.symbol.body {
        Body::Dots { label, .. } => (0, width(&label.joined())),
        Body::Box(framed) => centred(box_width(framed)),
        Body::Measure(_) | Body::Reset(_) => centred(3),
        Body::Flip(_) | Body::Cross(_) | Body::Barrier(_) => (0, 0),
    };
    let marks =
        item.marks.iter().enumerate().map(|(at, mark)| mark_extents(mark, at + 1 == item.marks.len()));
    marks.fold(body, |sum, mark| (sum.0.max(mark.0), sum.1.max(mark.1)))
}

fn centred(cells: usize) -> (usize, usize) {
    let left = cells.saturating_sub(1) / 2;
    (left, cells.saturating_sub(1) - left)
}

/// A link that goes on keeps its label at its side; at its end the label stands below.
fn mark_extents(mark: &Mark, is_end: bool) -> (usize, usize) {
    let cells = width(&mark.label);
    if is_end { centred(cells) } else { (0, cells) }
}

/// Two borders, the widest tag, and a space on each side of the name.
fn box_width(framed: &Framed) -> usize {
    4 + tag_width(&framed.operands) + width(&framed.label.joined())
}

fn tag_width(operands: &[(usize, String)]) -> usize {
    operands.iter().map(|(_, tag)| width(tag)).max().unwrap_or(0)
}

/// Draws an item with its middle at `x`; classical lines begin at row `num_qubits`.
pub(super) fn draw(canvas: &mut Canvas, item: &Item, x: usize, num_qubits: usize) {
    match &item.symbol.body {
        Body::Box(framed) => draw_box(canvas, item, x, framed),
        Body::Barrier(rows) => {
            rows.iter().flat_map(|row| 3 * row..3 * row + 3).for_each(|line| canvas.put(line, x, '░'));
        }
        Body::Measure(row) => {
            canvas.frame(3 * row..=3 * row + 2, x - 1..=x + 1);
            canvas.write(middle(*row), x - 1, "┤M├");
        }
        Body::Reset(row) => canvas.write(middle(*row), x - 1, RESET),
        body => {
            canvas.vertical(x, middle(item.first)..=middle(item.last), Stroke::Single);
            draw_glyphs(canvas, body, x, item.first);
        }
    }
    draw_controls(canvas, item, x);
    draw_marks(canvas, item, x, num_qubits);
}

fn draw_glyphs(canvas: &mut Canvas, body: &Body, x: usize, first: usize) {
    match body {
        Body::Flip(row) => canvas.put(middle(*row), x, '⊕'),
        Body::Cross(rows) => rows.iter().for_each(|row| canvas.put(middle(*row), x, '×')),
        Body::Dots { qubits, label } => {
            qubits.iter().for_each(|row| canvas.put(middle(*row), x, '●'));
            canvas.write(3 * first + 2, x + 1, &label.joined());
        }
        _ => {}
    }
}

/// A frame from the first to the last operand. Qubits that only pass are drawn across it.
fn draw_box(canvas: &mut Canvas, item: &Item, x: usize, framed: &Framed) {
    let (left, right) = centred(box_width(framed));
    let (left, right) = (x - left, x + right);
    let Framed { operands, label } = framed;
    let (first, last) = framed.rows().into_inner();
    canvas.frame(3 * first..=3 * last + 2, left..=right);
    for row in first..=last {
        match operands.iter().find(|operand| operand.0 == row) {
            Some((_, tag)) => {
                canvas.put(middle(row), left, '┤');
                canvas.write(middle(row), left + 1, tag);
                canvas.put(middle(row), right, '├');
            }
            None => {
                (left..=right).for_each(|at| canvas.put(middle(row), at, '─'));
                [left, right].into_iter().for_each(|at| canvas.put(middle(row), at, '┼'));
            }
        }
    }
    let centre = (3 * first + 3 * last + 2) / 2;
    let passes = centre % 3 == 1 && operands.iter().all(|operand| middle(operand.0) != centre);
    let line = if passes { centre + 1 } else { centre };
    canvas.write(line, left + 2 + tag_width(operands), &label.joined());
    if item.first < first {
        canvas.vertical(x, middle(item.first)..=3 * first, Stroke::Single);
    }
    if item.last > last {
        canvas.vertical(x, 3 * last + 2..=middle(item.last), Stroke::Single);
    }
}

/// Dots in the middle, or on the left border of a box that surrounds them.
fn draw_controls(canvas: &mut Canvas, item: &Item, x: usize) {
    for (row, value) in &item.symbol.controls {
        let at = match &item.symbol.body {
            Body::Box(framed) if framed.rows().contains(row) => x - centred(box_width(framed)).0,
            _ => x,
        };
        canvas.put(middle(*row), at, if *value { '●' } else { '○' });
    }
}

fn draw_marks(canvas: &mut Canvas, item: &Item, x: usize, num_qubits: usize) {
    let Some(end) = item.marks.last() else { return };
    canvas.vertical(x, 3 * item.last + 2..=middle(num_qubits + end.line), Stroke::Double);
    for (at, mark) in item.marks.iter().enumerate() {
        let row = num_qubits + mark.line;
        let is_end = at + 1 == item.marks.len();
        let joint = match mark.kind {
            MarkKind::Read => '■',
            MarkKind::Write if is_end => '╩',
            MarkKind::Write => '╬',
        };
        canvas.put(middle(row), x, joint);
        let start = if is_end { x - mark_extents(mark, true).0 } else { x + 1 };
        canvas.write(3 * row + 2, start, &mark.label);
    }
}
