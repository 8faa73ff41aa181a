//! Every symbol in SVG. Called by the SVG page, which decides where a symbol stands.

use super::layout::{Item, Mark, MarkKind};
use super::svg_writer::{Point, Writer, text_width};
use super::symbol::{Body, Family, Framed};

const NAME_SIZE: f64 = 13.0;
const SMALL_SIZE: f64 = 10.5;
const TAG_SIZE: f64 = 9.0;
const BOX: f64 = 32.0;
const DOT: f64 = 4.5;
const FLIP: f64 = 10.0;

/// Where the rows of one run are.
pub(super) struct Rows {
    pub(super) top: f64,
    pub(super) num_qubits: usize,
}

impl Rows {
    const STEP: f64 = 44.0;
    /// From the top of a run to its first row.
    pub(super) const FIRST: f64 = 22.0;

    /// The height at which a row runs.
    pub(super) fn y(&self, row: usize) -> f64 {
        self.top + Rows::FIRST + Rows::STEP * row as f64
    }
}

/// Pixels to the left and to the right of the item's middle.
pub(super) fn extents(item: &Item) -> (f64, f64) {
    let body = match &item.symbol.body {
        Body::Dots { label, .. } if label.name.is_empty() => centred(2.0 * DOT),
        Body::Dots { label, .. } => (DOT, 8.0 + text_width(&label.joined(), SMALL_SIZE)),
        Body::Box(framed) => centred(box_width(framed)),
        Body::Measure(_) | Body::Reset(_) => centred(BOX),
        Body::Flip(_) | Body::Cross(_) => centred(2.0 * FLIP),
        Body::Barrier(_) => centred(12.0),
    };
    let marks = item.marks.iter().map(mark_extents);
    marks.fold(body, |sum, mark| (sum.0.max(mark.0), sum.1.max(mark.1)))
}

fn centred(width: f64) -> (f64, f64) {
    (width / 2.0, width / 2.0)
}

fn mark_extents(mark: &Mark) -> (f64, f64) {
    centred(text_width(&mark.label, SMALL_SIZE))
}

fn box_width(framed: &Framed) -> f64 {
    let label = &framed.label;
    let text = text_width(&label.name, NAME_SIZE).max(text_width(&label.angles, SMALL_SIZE));
    (text + 12.0 + 2.0 * tag_width(&framed.operands)).max(BOX)
}

fn tag_width(operands: &[(usize, String)]) -> f64 {
    operands.iter().map(|(_, tag)| text_width(tag, TAG_SIZE)).fold(0.0, f64::max)
}

fn class(family: Family) -> &'static str {
    match family {
        Family::Fixed => "fixed",
        Family::Rotation => "rotation",
        Family::Phase => "phase",
        Family::Composite => "composite",
        Family::Unitary => "unitary",
        Family::Classical => "classical",
    }
}

/// Draws an item with its middle at `x`.
pub(super) fn draw(writer: &mut Writer, item: &Item, x: f64, rows: &Rows) {
    writer.open_group(&item.symbol.title);
    draw_marks(writer, item, x, rows);
    if !matches!(item.symbol.body, Body::Barrier(_)) && item.first < item.last {
        writer.line("link", (x, rows.y(item.first)), (x, rows.y(item.last)));
    }
    let class = class(item.symbol.family);
    match &item.symbol.body {
        Body::Flip(row) => draw_flip(writer, class, (x, rows.y(*row))),
        Body::Cross(pair) => pair.iter().for_each(|row| draw_cross(writer, (x, rows.y(*row)))),
        Body::Dots { qubits, label } => {
            qubits.iter().for_each(|row| writer.circle("dot", (x, rows.y(*row)), DOT));
            writer.text("beside", (x + 6.0, rows.y(item.first) + Rows::STEP / 2.0 + 3.5), &label.joined());
        }
        Body::Box(framed) => draw_box(writer, class, framed, At { x, rows }),
        Body::Measure(row) => draw_meter(writer, class, (x, rows.y(*row))),
        Body::Reset(row) => {
            writer.rectangle(class, (x, rows.y(*row)), (BOX, BOX));
            writer.text("name", (x, rows.y(*row) + 4.5), "|0⟩");
        }
        Body::Barrier(qubits) => qubits.iter().for_each(|row| draw_barrier(writer, (x, rows.y(*row)))),
    }
    draw_controls(writer, item, x, rows);
    writer.close_group();
}

fn draw_flip(writer: &mut Writer, class: &str, at: Point) {
    let (x, y) = at;
    writer.circle(class, (x, y), FLIP);
    writer.line("thin", (x - FLIP, y), (x + FLIP, y));
    writer.line("thin", (x, y - FLIP), (x, y + FLIP));
}

fn draw_cross(writer: &mut Writer, at: Point) {
    let (x, y) = at;
    writer.line("cross", (x - 6.0, y - 6.0), (x + 6.0, y + 6.0));
    writer.line("cross", (x - 6.0, y + 6.0), (x + 6.0, y - 6.0));
}

fn draw_meter(writer: &mut Writer, class: &str, at: Point) {
    let (x, y) = at;
    writer.rectangle(class, (x, y), (BOX, BOX));
    writer.path("thin", (x - 9.0, y + 6.0), "a9 9 0 0 1 18 0");
    writer.line("thin", (x, y + 6.0), (x + 7.0, y - 7.0));
}

fn draw_barrier(writer: &mut Writer, at: Point) {
    let (x, y) = at;
    writer.path("barrier", (x - 6.0, y - Rows::STEP / 2.0), &format!("h12v{}h-12z", Rows::STEP));
    writer.line("split", (x, y - Rows::STEP / 2.0), (x, y + Rows::STEP / 2.0));
}

/// A column's middle, and where the rows are.
struct At<'a> {
    x: f64,
    rows: &'a Rows,
}

/// A box from the first to the last operand. Qubits that only pass are drawn across it.
fn draw_box(writer: &mut Writer, class: &str, framed: &Framed, at: At<'_>) {
    let (At { x, rows }, Framed { operands, label }) = (at, framed);
    let (first, last) = framed.rows().into_inner();
    let (top, bottom) = (rows.y(first), rows.y(last));
    let width = box_width(framed);
    let left = x - width / 2.0;
    writer.rectangle(class, (x, (top + bottom) / 2.0), (width, bottom - top + BOX));
    for row in first..=last {
        match operands.iter().find(|operand| operand.0 == row) {
            Some((_, tag)) if tag.is_empty() => {}
            Some((_, tag)) => writer.text("tag", (left + 3.0, rows.y(row) + 3.0), tag),
            None => writer.line("wire", (left, rows.y(row)), (left + width, rows.y(row))),
        }
    }
    let middle = (first + last) / 2;
    let passes = (last - first) % 2 == 0 && operands.iter().all(|operand| operand.0 != middle);
    let y = (top + bottom) / 2.0 + if passes { Rows::STEP / 2.0 } else { 0.0 };
    if label.angles.is_empty() {
        writer.text("name", (x, y + 4.5), &label.name);
    } else {
        writer.text("name", (x, y - 1.5), &label.name);
        writer.text("angles", (x, y + 11.0), &label.angles);
    }
}

/// Dots in the middle, or on the left border of a box that surrounds them.
fn draw_controls(writer: &mut Writer, item: &Item, x: f64, rows: &Rows) {
    for (row, value) in &item.symbol.controls {
        let at = match &item.symbol.body {
            Body::Box(framed) if framed.rows().contains(row) => x - box_width(framed) / 2.0,
            _ => x,
        };
        writer.circle(if *value { "dot" } else { "open" }, (at, rows.y(*row)), DOT);
    }
}

/// A double line down to the last classical line: an arrow writes a bit, a dot reads.
fn draw_marks(writer: &mut Writer, item: &Item, x: f64, rows: &Rows) {
    let Some(end) = item.marks.last() else { return };
    let bottom = rows.y(rows.num_qubits + end.line);
    for offset in [-1.5, 1.5] {
        writer.line("double", (x + offset, rows.y(item.last)), (x + offset, bottom - 4.0));
    }
    for mark in &item.marks {
        let y = rows.y(rows.num_qubits + mark.line);
        match mark.kind {
            MarkKind::Read => writer.circle("dot", (x, y), DOT),
            MarkKind::Write => writer.path("dot", (x - 5.0, y - 8.0), "h10l-5 8z"),
        }
        writer.text("mark", (x, y + 15.0), &mark.label);
    }
}
