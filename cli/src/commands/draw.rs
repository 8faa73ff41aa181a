//! `draw`: the picture of a circuit, as text or SVG.

use crate::circuit_arguments::CircuitFile;
use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz::circuits::Circuit;
use ansatz::circuits::draw::{SvgOptions, TextOptions, svg, text};
use ansatz_jobs::files::write_file;
use clap::Args;
use serde::Serialize;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Draw a circuit file, as text or as SVG.
///
/// Qubits are lines, in the order in which they are declared, the first on top; time goes to the right, and the drawing
/// continues below where it is too wide. A dot is a control, a ring a control that must read 0; angles are written with
/// π where they are simple fractions of it, with the names of inputs elsewhere. Measurements end on double lines, the
/// classical registers; a condition is written under the register that it reads, below the instructions that depend on it. Gate definitions are drawn
/// as boxes with their names.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::LIMITS],
    "ansatz draw examples/bell.qasm
     ansatz draw examples/ansatz.qasm --svg circuit.svg"
))]
pub struct Draw {
    #[command(flatten)]
    circuit: CircuitFile,
    /// Write an SVG picture to this file instead of text to standard output
    #[arg(long, value_name = "OUT")]
    svg: Option<PathBuf>,
    /// Characters in a line of text; the terminal's width by default, 120 where there is no terminal
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Columns of instructions that are drawn; a note says what was cut
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    max_columns: u32,
    #[command(flatten)]
    common: Common,
}

/// The answer for programs.
#[derive(Serialize)]
struct Picture {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg: Option<String>,
}

impl Draw {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let circuit = self.circuit.source(&self.common)?.read_first(&Terminal::new(&self.common))?.circuit;
        let picture = self.picture(&circuit);
        if let (Some(path), Some(svg)) = (&self.svg, &picture.svg) {
            write_file(path, |file| file.write_all(svg.as_bytes()))?;
        }
        match (format, &picture.text) {
            (AnswerFormat::Json, _) => output::print_json(&picture),
            (AnswerFormat::Text, Some(text)) => output::print(text),
            (AnswerFormat::Text, None) => Ok(()),
        }
    }

    /// One of the two pictures.
    fn picture(&self, circuit: &Circuit) -> Picture {
        let max_columns = self.max_columns as usize;
        match &self.svg {
            Some(_) => {
                let title = self.circuit.file.file_name().map(|name| name.to_string_lossy().into_owned());
                let options = SvgOptions { title, max_columns, ..SvgOptions::default() };
                Picture { text: None, svg: Some(svg(circuit, &options)) }
            }
            None => {
                let options = TextOptions { width: Some(self.columns()), max_columns };
                Picture { text: Some(text(circuit, &options)), svg: None }
            }
        }
    }

    fn columns(&self) -> usize {
        let terminal = || std::io::stdout().is_terminal().then(comfy_table_width).flatten();
        self.width.or_else(terminal).unwrap_or(120)
    }
}

/// The terminal's width, as tables see it.
fn comfy_table_width() -> Option<usize> {
    comfy_table::Table::new().width().map(usize::from)
}
