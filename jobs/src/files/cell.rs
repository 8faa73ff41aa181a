//! Cells of the tables that jobs write.
//!
//! Called by everything that writes CSV.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula: an apostrophe says that it is text. Numbers stay as they are.
pub fn inert(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(['=', '@', '+', '-', '\t', '\r']) && cell.parse::<f64>().is_err() {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}
