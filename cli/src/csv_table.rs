//! Tables as CSV (RFC 4180): a header line, then a line for each row. Called by `run` and `grad`; knows no circuits.

use crate::failure::{Failure, Outcome};
use crate::output;
use ansatz_jobs::files::inert;

/// A table of text.
pub struct CsvTable {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl CsvTable {
    /// A table without rows.
    pub fn new<H: Into<String>>(header: impl IntoIterator<Item = H>) -> CsvTable {
        CsvTable { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The same table with rows of a name and a value.
    pub fn with_pairs(mut self, pairs: impl IntoIterator<Item = (String, String)>) -> CsvTable {
        self.rows.extend(pairs.into_iter().map(|(name, value)| vec![name, value]));
        self
    }

    /// Writes it to standard output.
    pub fn print(&self) -> Outcome {
        output::print_exactly(self.text()?.trim_end_matches('\n'))
    }

    fn text(&self) -> Outcome<String> {
        let failed = |error: &dyn std::fmt::Display| Failure::work(format!("cannot write CSV: {error}"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer
                .write_record(row.iter().map(|cell| inert(cell).into_owned()))
                .map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
    }
}

/// The shortest text that reads back as the same number.
pub fn number(x: f64) -> String {
    format!("{x:?}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_with_commas_and_quotes_stay_one_cell() {
        let table = CsvTable::new(["a,b", "c\"d"]).with_pairs([("00 1".into(), number(1e-300))]);
        assert_eq!(table.text().unwrap(), "\"a,b\",\"c\"\"d\"\n00 1,1e-300\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let rows = [("=1+1".into(), "-0.5".into()), ("@a".into(), "+b".into())];
        let table = CsvTable::new(["name", "value"]).with_pairs(rows);
        assert_eq!(table.text().unwrap(), "name,value\n'=1+1,-0.5\n'@a,'+b\n");
    }
}
