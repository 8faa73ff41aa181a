//! From the columns of a table to numbers that a model can take: missing values filled in, texts as a column for each.
//!
//! Fitted on the training rows, before the first step of a pipeline.

use super::error::PreprocessError;
use crate::data::{Dataset, Missing};
use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

/// What the columns of a table hold, before any row is looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Columns {
    /// The texts that each column's numbers count, none of one that holds numbers; empty if all do.
    pub categories: Vec<Vec<String>>,
    /// What is filled in for `NaN`.
    pub missing: Missing,
}

impl Columns {
    /// The columns of a data set.
    pub fn of<T>(data: &Dataset<T>, missing: Missing) -> Columns {
        Columns { categories: data.categories.clone(), missing }
    }

    /// Whether there is nothing to do.
    pub(super) fn is_plain(&self) -> bool {
        let fills = !matches!(self.missing, Missing::Error | Missing::Drop);
        !fills && self.categories.iter().all(Vec::is_empty)
    }

    pub(super) fn fit(&self, data: &Array2<f64>) -> Result<FittedColumns, PreprocessError> {
        let of_column = |(number, values): (usize, ArrayView1<'_, f64>)| {
            let texts = self.categories.get(number).is_some_and(|texts| !texts.is_empty());
            FittedColumn::fit(values, texts, self.missing)
                .ok_or(PreprocessError::EmptyColumn { column: number })
        };
        let columns = data.axis_iter(Axis(1)).enumerate().map(of_column).collect::<Result<_, _>>()?;
        Ok(FittedColumns { columns })
    }
}

/// Columns with what they took from the training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FittedColumns {
    columns: Vec<FittedColumn>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum FittedColumn {
    /// Numbers stay as they are.
    Number {
        /// Stands for a missing value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<f64>,
    },
    /// A column for each text, 1 where a row holds it; zeros for a text that no training row holds.
    Texts {
        /// The numbers of the texts in the training rows.
        codes: Vec<u32>,
        /// Stands for a missing value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<u32>,
    },
}

impl FittedColumn {
    /// None if there is nothing to fill in from.
    fn fit(values: ArrayView1<'_, f64>, texts: bool, missing: Missing) -> Option<FittedColumn> {
        let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let fills = !matches!(missing, Missing::Error | Missing::Drop);
        if known.is_empty() && fills {
            return None;
        }
        if !texts {
            let fill = fills.then(|| match missing {
                Missing::Mean => known.iter().sum::<f64>() / known.len() as f64,
                Missing::Median => median(&mut known),
                _ => most_frequent(&mut known),
            });
            return Some(FittedColumn::Number { fill });
        }
        let fill = fills.then(|| most_frequent(&mut known) as u32);
        let mut codes: Vec<u32> = known.into_iter().map(|code| code as u32).collect();
        codes.sort_unstable();
        codes.dedup();
        Some(FittedColumn::Texts { codes, fill })
    }

    /// Columns that it becomes.
    fn width(&self) -> usize {
        match self {
            FittedColumn::Number { .. } => 1,
            FittedColumn::Texts { codes, .. } => codes.len(),
        }
    }

    fn extend(&self, value: f64, row: &mut Vec<f64>) {
        match self {
            FittedColumn::Number { fill } => {
                row.push(if value.is_nan() { fill.unwrap_or(value) } else { value })
            }
            FittedColumn::Texts { codes, fill } => {
                let code = if value.is_nan() { fill.map_or(value, f64::from) } else { value };
                row.extend(codes.iter().map(|known| match code.is_nan() {
                    true => f64::NAN,
                    false => f64::from(u8::from(f64::from(*known) == code)),
                }));
            }
        }
    }
}

impl FittedColumns {
    pub(super) fn input_count(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn output_count(&self) -> usize {
        self.columns.iter().map(FittedColumn::width).sum()
    }

    /// Rows do not influence each other; what cannot be filled in stays `NaN`.
    pub(super) fn transform(&self, data: &Array2<f64>) -> Array2<f64> {
        let mut values = Vec::with_capacity(data.nrows() * self.output_count());
        for row in data.rows() {
            self.columns.iter().zip(row).for_each(|(column, value)| column.extend(*value, &mut values));
        }
        let shape = (data.nrows(), self.output_count());
        Array2::from_shape_vec(shape, values).expect("every row is as wide as the columns say")
    }
}

/// The mean of the two in the middle, where there are two.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { 0.5 * values[middle - 1] + 0.5 * values[middle] }
}

/// The smallest of the most frequent values.
fn most_frequent(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let runs = values.chunk_by(|left, right| left == right);
    let longest = runs.fold(&values[..0], |best, run| if run.len() > best.len() { run } else { best });
    longest.first().copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn missing_values_are_filled_from_the_training_rows() {
        let rows = array![[1.0], [1.0], [4.0], [f64::NAN], [10.0]];
        for (missing, fill) in [(Missing::Mean, 4.0), (Missing::Median, 2.5), (Missing::MostFrequent, 1.0)] {
            let fitted = Columns { missing, ..Default::default() }.fit(&rows).expect("values");
            assert_eq!(fitted.transform(&array![[f64::NAN], [7.0]]), array![[fill], [7.0]], "{missing:?}");
        }
    }

    #[test]
    fn texts_become_a_column_each_and_unknown_ones_zeros() {
        let categories = vec![vec![], ["a", "b", "c"].map(String::from).to_vec()];
        let columns = Columns { categories, missing: Missing::Median };
        let fitted = columns.fit(&array![[0.5, 2.0], [1.5, 0.0], [2.5, 2.0]]).expect("values");
        let rows = array![[9.0, 0.0], [9.0, 2.0], [9.0, 1.0], [9.0, 3.0], [f64::NAN, f64::NAN]];
        let expected =
            array![[9.0, 1.0, 0.0], [9.0, 0.0, 1.0], [9.0, 0.0, 0.0], [9.0, 0.0, 0.0], [1.5, 0.0, 1.0]];
        assert_eq!(fitted.transform(&rows), expected);
    }
}
