//! `predictions.csv`: what the model says of each test row, beside what is known.
//!
//! Called by the training job. Must not know what is learnt.

use super::learnt::Learnt;
use super::trained::Trained;
use crate::error::{JobError, Outcome};
use crate::files::inert;

/// A line for each test row; none where there are no test rows. Rows are counted from 1, as they are in the data.
pub(super) fn csv<T: Learnt>(trained: &Trained<T>) -> Outcome<Option<Vec<u8>>> {
    let prepared = trained.prepared();
    let Some(test) = &prepared.test else { return Ok(None) };
    let said = T::said(&trained.judge(), test, &prepared.data.classes)?;
    let failed = |error: &dyn std::fmt::Display| JobError::work(format!("cannot write predictions: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["row", "label", "prediction"].map(String::from);
    let probabilities = said.columns.iter().map(|class| format!("probability of {class}"));
    writer.write_record(header.into_iter().chain(probabilities)).map_err(|error| failed(&error))?;
    for (row, line) in test.rows.iter().zip(said.lines) {
        let cells = std::iter::once((row + 1).to_string()).chain(line);
        writer.write_record(cells.map(|cell| inert(&cell).into_owned())).map_err(|error| failed(&error))?;
    }
    Ok(Some(writer.into_inner().map_err(|error| failed(&error))?))
}

/// What a model says of rows, as text.
pub struct Said {
    /// Classes with a column of probabilities each.
    pub columns: Vec<String>,
    /// The label, the prediction and the probabilities of each row.
    pub lines: Vec<Vec<String>>,
}
