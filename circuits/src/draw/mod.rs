//! Circuits as pictures: [`text`] for terminals, [`svg`] for documents. Called by users and the command line.
//! One layout serves both; neither may know a gate by name: symbols follow from a gate's form and its controls.
//!
//! ```
//! use ansatz_circuits::{Circuit, draw};
//! let mut bell = Circuit::new(2);
//! bell.h(0)?.cx(0, 1)?;
//! let picture = draw::text(&bell, &draw::TextOptions::default());
//! assert_eq!(picture.lines().map(str::trim_end).collect::<Vec<_>>(), [
//!     "     ┌───┐",
//!     "q0: ─┤ h ├─●─",
//!     "     └───┘ │",
//!     "q1: ───────⊕─",
//! ]);
//! # Ok::<(), ansatz_circuits::CircuitError>(())
//! ```

mod angle;
mod bits;
mod canvas;
mod label;
mod layout;
mod svg;
mod svg_shapes;
mod svg_writer;
mod symbol;
#[cfg(test)]
mod tests;
mod text;
mod text_shapes;

pub use svg::svg;
pub use text::text;

/// How [`text`] draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextOptions {
    /// Characters in a line before the drawing continues below; `None` never wraps.
    /// A column wider than this still gets a line of its own.
    pub width: Option<usize>,
    /// Columns drawn before the rest is cut with a note.
    pub max_columns: usize,
}

impl Default for TextOptions {
    /// Never wraps, cuts after 1000 columns.
    fn default() -> Self {
        TextOptions { width: None, max_columns: 1000 }
    }
}

/// How [`svg`] draws.
#[derive(Debug, Clone, PartialEq)]
pub struct SvgOptions {
    /// A heading; without one the picture starts at the first qubit.
    pub title: Option<String>,
    /// Pixels across before the drawing continues below. A column wider than this makes the page wider.
    pub width: f64,
    /// Columns drawn before the rest is cut with a note.
    pub max_columns: usize,
}

impl Default for SvgOptions {
    /// No heading, 1200 pixels across, cuts after 1000 columns.
    fn default() -> Self {
        SvgOptions { title: None, width: 1200.0, max_columns: 1000 }
    }
}
