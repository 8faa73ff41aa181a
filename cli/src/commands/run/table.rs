//! The answer of `run` as one CSV table. Called by `run`, which has refused a mixture of tables before.

use crate::csv_table::{CsvTable, number};
use crate::failure::{Failure, Outcome};
use crate::messages::NO_TABLE;
use ansatz_jobs::run::{Expectations, Probabilities, RunAnswer};

/// What was asked for; the outcomes if nothing was.
///
/// # Errors
/// There is no such table.
pub fn table(answer: &RunAnswer) -> Outcome<CsvTable> {
    if let Some(expectations) = &answer.expectations {
        return Ok(of_expectations(expectations, answer));
    }
    if let Some(amplitudes) = &answer.amplitudes {
        let mut table = CsvTable::new(["basis_state", "re", "im"]);
        for (bits, [re, im]) in amplitudes {
            table.push(vec![bits.clone(), number(*re), number(*im)]);
        }
        return Ok(table);
    }
    if let Some(shots) = &answer.memory {
        let rows = shots.iter().enumerate().map(|(shot, bits)| (shot.to_string(), bits.clone()));
        return Ok(CsvTable::new(["shot", "outcome"]).with_pairs(rows));
    }
    let pairs = |rows: &[(String, f64)]| -> Vec<(String, String)> {
        rows.iter().map(|(bits, p)| (bits.clone(), number(*p))).collect()
    };
    if let Some(Probabilities(rows)) = &answer.probabilities {
        return Ok(CsvTable::new(["basis_state", "probability"]).with_pairs(pairs(rows)));
    }
    if let Some(rows) = &answer.counts {
        let rows = rows.iter().map(|(bits, count)| (bits.clone(), count.to_string()));
        return Ok(CsvTable::new(["outcome", "count"]).with_pairs(rows));
    }
    match &answer.outcomes {
        Some(rows) => Ok(CsvTable::new(["outcome", "probability"]).with_pairs(pairs(rows))),
        None => Err(Failure::option("--format", NO_TABLE)),
    }
}

/// A row for each observable; with bindings a row for each of them, and a column for each observable.
fn of_expectations(expectations: &Expectations, answer: &RunAnswer) -> CsvTable {
    let observables = &answer.labels;
    match (expectations, &answer.standard_errors) {
        (Expectations::One(values), Some(Expectations::One(errors))) => {
            let mut table = CsvTable::new(["observable", "expectation", "standard_error"]);
            for ((observable, value), error) in observables.iter().zip(values).zip(errors) {
                table.push(vec![observable.clone(), number(*value), number(*error)]);
            }
            table
        }
        (Expectations::One(values), _) => {
            let pairs = observables.iter().zip(values);
            CsvTable::new(["observable", "expectation"])
                .with_pairs(pairs.map(|(observable, value)| (observable.clone(), number(*value))))
        }
        (Expectations::Rows(rows), _) => {
            let mut table =
                CsvTable::new(std::iter::once("binding".into()).chain(observables.iter().cloned()));
            for (binding, row) in rows.iter().enumerate() {
                let values = row.iter().map(|value| number(*value));
                table.push(std::iter::once(binding.to_string()).chain(values).collect());
            }
            table
        }
    }
}
