//! The first line of a text table: names, or already a sample.
//!
//! Called by `table`.

use super::error::DataError;
use super::format::TableFormat;
use super::table::Row;
use std::ops::Range;

/// The names of the columns, taken from the rows if they hold them. Names may be empty or equal: only what is used must be told apart.
pub(super) fn names(rows: &mut Vec<Row>, file: &str, format: &TableFormat) -> Result<Vec<String>, DataError> {
    match format.header {
        Some(false) => Ok((0..rows[0].cells.len()).map(|column| format!("c{column}")).collect()),
        Some(true) => Ok(taken(rows)),
        None => {
            if let Some(error) = suspicion(rows, file, format) {
                return Err(error);
            }
            Ok(taken(rows))
        }
    }
}

fn taken(rows: &mut Vec<Row>) -> Vec<String> {
    rows.remove(0).cells.iter().map(str::to_owned).collect()
}

/// Why the first line is no header, if that is what it looks like.
fn suspicion(rows: &[Row], file: &str, format: &TableFormat) -> Option<DataError> {
    let (file, header) = (file.to_owned(), &rows[0]);
    let is_number = |cell: &str| format.number(cell).is_some();
    if counts_up(header, format) {
        return None;
    }
    if header.cells.iter().all(is_number) {
        return Some(DataError::NoHeader { file, line: header.line });
    }
    let below = |column: usize| rows[1..].iter().filter_map(move |row| row.cells.get(column));
    let number = header
        .cells
        .iter()
        .enumerate()
        .find(|(column, cell)| is_number(cell) && below(*column).next().is_some_and(is_number));
    // A line that comes again as it is was a header before files were joined.
    let comes_again = || rows[1..].iter().any(|row| row.cells.iter().eq(header.cells.iter()));
    let repeated = || {
        let below = come_below(rows);
        header.cells.iter().enumerate().find(|(column, _)| below[*column]).filter(|_| !comes_again())
    };
    let (column, cell) = number.or_else(repeated)?;
    let (found, column) = (cell.to_owned(), column + 1);
    Some(DataError::HeaderLikeSample { file, line: header.line, column, found })
}

/// Which cells of the first line come again below, in their column. Row by row, as they lie in memory.
fn come_below(rows: &[Row]) -> Vec<bool> {
    let header: Vec<&str> = rows[0].cells.iter().collect();
    let mut below = vec![false; header.len()];
    for row in &rows[1..] {
        for ((found, name), cell) in below.iter_mut().zip(&header).zip(&row.cells) {
            *found |= cell == *name && !name.is_empty();
        }
    }
    below
}

/// Names that are numbers because they count: pixels 0, 1, 2, …, as exports of matrices have them.
fn counts_up(header: &Row, format: &TableFormat) -> bool {
    let numbers: Vec<f64> = header.cells.iter().filter_map(|cell| format.number(cell)).collect();
    // A sample may well be 1, 2, 3.
    let starts = match numbers.first() {
        Some(0.0) => numbers.len() > 1,
        Some(1.0) => numbers.len() > 4,
        _ => false,
    };
    starts && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0)
}

/// The columns that hold something: an export with a comma at the end of every line has an empty one more.
pub(super) fn used(rows: &[Row], names: &[String], format: &TableFormat) -> Range<usize> {
    let last = names.len().saturating_sub(1);
    let is_empty = |row: &Row| row.cells.get(last).is_none_or(str::is_empty);
    let is_unnamed = format.header == Some(false) || names[last].is_empty();
    if last > 0 && is_unnamed && rows.iter().all(is_empty) { 0..last } else { 0..names.len() }
}
