//! Circuits as one self-contained SVG file. Called by users and the command line; this file decides the page, what a
//! symbol looks like is decided beside it.

use super::SvgOptions;
use super::label::clean;
use super::layout::{Layout, wrap};
use super::svg_shapes::{self, Rows};
use super::svg_writer::{Writer, escape, px, text_width};
use crate::Circuit;
use std::ops::Range;

const MARGIN: f64 = 16.0;
/// Between columns, and between a label and its line.
const GAP: f64 = 10.0;
/// Between the runs of a wrapped picture.
const RUN_GAP: f64 = 18.0;
/// Where lines that continue are dashed.
const CONTINUED: f64 = 16.0;
const HEADING_HEIGHT: f64 = 34.0;
const HEADING_SIZE: f64 = 17.0;
const LABEL_SIZE: f64 = 13.0;
const NOTE_SIZE: f64 = 11.0;
const NOTE_HEIGHT: f64 = 18.0;

const STYLE: &str = "<style>
text{font-family:'Helvetica Neue',Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#1d2630}
.heading{font-size:17px;font-weight:600}.label{font-size:13px;text-anchor:end}.note{font-size:11px;fill:#55606c}
.name{font-size:13px;text-anchor:middle}.angles,.mark{font-size:10.5px;text-anchor:middle}.tag{font-size:9px;fill:#55606c}
.beside{font-size:10.5px;stroke:#fff;stroke-width:3px;paint-order:stroke}
.wire,.bits,.link,.dash,.cross,.thin{fill:none}.wire{stroke:#7b8793}.bits{stroke:#9aa4ae}
.dash{stroke:#7b8793;stroke-dasharray:2 3}.link{stroke:#3a4653;stroke-width:1.5}.double{stroke:#7b8793}
.thin{stroke:#3a4653;stroke-width:1.3}.cross{stroke:#3a4653;stroke-width:2}
.dot{fill:#2b3642}.open{fill:#fff;stroke:#2b3642;stroke-width:1.6}
.barrier{fill:#dfe4e9}.split{stroke:#8f9aa5;stroke-dasharray:3 3}
.fixed{fill:#e2eefc;stroke:#5a8ccb}.rotation{fill:#e3f4e4;stroke:#58a05f}.phase{fill:#fdf1d6;stroke:#c9953a}
.composite{fill:#eee7fa;stroke:#8d70c0}.unitary{fill:#fce6ec;stroke:#c76683}.classical{fill:#eef0f2;stroke:#76818c}
</style>";

/// The circuit as SVG text with a white background, qubit 0 at the top, time to the right.
///
/// The symbols are those of [`text`](super::text()), with angles under the names, a meter for a measurement and a
/// colour for each kind of operation. Past [`width`](SvgOptions::width) the picture continues below. Every
/// instruction carries its full name and angles as a tooltip. Nothing outside the file is referred to.
///
/// ```
/// use ansatz_circuits::{Circuit, draw};
/// let bell = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
/// let options = draw::SvgOptions { title: Some("Bell".into()), ..Default::default() };
/// assert!(draw::svg(&bell, &options).contains("Bell"));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
pub fn svg(circuit: &Circuit, options: &SvgOptions) -> String {
    let layout = Layout::new(circuit, options.max_columns);
    let page = Page::new(&layout, options.width);
    let mut writer = Writer::default();
    let mut y = MARGIN;
    if let Some(title) = &options.title {
        writer.text("heading", (MARGIN, y + HEADING_SIZE), title);
        y += HEADING_HEIGHT;
    }
    for at in 0..page.runs.len() {
        page.draw(&mut writer, at, y);
        y += page.run_height() + RUN_GAP;
    }
    for note in &layout.notes {
        writer.text("note", (MARGIN, y + NOTE_SIZE), note);
        y += NOTE_HEIGHT;
    }
    let heading = options.title.as_ref().map_or(0.0, |title| text_width(title, HEADING_SIZE));
    let texts = layout.notes.iter().map(|note| text_width(note, NOTE_SIZE)).fold(heading, f64::max);
    let (title, width) = (options.title.as_deref(), page.width.max(texts) + 2.0 * MARGIN);
    document(title.unwrap_or("Quantum circuit"), width, y, &writer.finish())
}

fn document(title: &str, width: f64, height: f64, body: &str) -> String {
    let (width, height, title) = (px(width.ceil()), px(height.ceil()), escape(title));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n{STYLE}\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{body}</svg>\n"
    )
}

struct Page<'a> {
    layout: &'a Layout,
    labels: Vec<String>,
    label_width: f64,
    /// Pixels to the left and to the right of each column's middle.
    extents: Vec<(f64, f64)>,
    runs: Vec<Range<usize>>,
    /// From the first label to the end of the longest run.
    width: f64,
}

impl<'a> Page<'a> {
    fn new(layout: &'a Layout, limit: f64) -> Page<'a> {
        let bits = layout.lines.iter().map(|line| line.name.clone());
        let labels: Vec<String> = layout.qubits.iter().map(|name| clean(name)).chain(bits).collect();
        let label_width = labels.iter().map(|label| text_width(label, LABEL_SIZE)).fold(0.0, f64::max) + GAP;
        let extents = layout.extents(svg_shapes::extents);
        let sizes: Vec<f64> = extents.iter().map(|(left, right)| GAP + left + right).collect();
        let around = label_width + 2.0 * CONTINUED + GAP;
        // `max` also turns a width that is not a number into one.
        let runs = wrap(&sizes, (limit - 2.0 * MARGIN - around).max(1.0));
        let widest = runs.iter().map(|run| sizes[run.clone()].iter().sum()).fold(0.0, f64::max);
        Page { layout, labels, label_width, extents, runs, width: around + widest }
    }

    fn run_height(&self) -> f64 {
        Rows { top: 0.0, num_qubits: self.layout.qubits.len() }.y(self.labels.len()) - Rows::FIRST
    }

    fn draw(&self, writer: &mut Writer, at: usize, top: f64) {
        let rows = Rows { top, num_qubits: self.layout.qubits.len() };
        self.draw_rows(writer, at, &rows);
        let mut x = MARGIN + self.label_width + CONTINUED;
        for column in self.runs[at].clone() {
            let (left, right) = self.extents[column];
            let centre = x + GAP + left;
            for item in &self.layout.columns[column] {
                svg_shapes::draw(writer, item, centre, &rows);
            }
            x = centre + right;
        }
    }

    /// Labels and lines; the ends that continue another run are dashed.
    fn draw_rows(&self, writer: &mut Writer, at: usize, rows: &Rows) {
        let ends = (MARGIN + self.label_width, MARGIN + self.width);
        let start = if at > 0 { ends.0 + CONTINUED } else { ends.0 };
        let stop = if at + 1 < self.runs.len() { ends.1 - CONTINUED } else { ends.1 };
        for (row, label) in self.labels.iter().enumerate() {
            let y = rows.y(row);
            writer.text("label", (ends.0 - GAP, y + 4.5), label);
            let (class, offsets): (_, &[f64]) =
                if row < rows.num_qubits { ("wire", &[0.0]) } else { ("bits", &[-1.5, 1.5]) };
            for y in offsets.iter().map(|offset| y + offset) {
                writer.line(class, (start, y), (stop, y));
                if start > ends.0 {
                    writer.line("dash", (ends.0, y), (start, y));
                }
                if stop < ends.1 {
                    writer.line("dash", (stop, y), (ends.1, y));
                }
            }
        }
        for (k, line) in self.layout.lines.iter().enumerate() {
            let y = rows.y(rows.num_qubits + k);
            writer.line("thin", (ends.0 + 3.0, y + 5.0), (ends.0 + 8.0, y - 5.0));
            writer.text("note", (ends.0 + 9.0, y - 5.0), &line.size.to_string());
        }
    }
}
