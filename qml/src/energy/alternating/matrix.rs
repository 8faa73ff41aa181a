//! Matrices of costs as people have them in files: rows of numbers, or a line for each entry.
//!
//! Called by users and the jobs. Must not know files; sizes are refused before anything is made.

use super::CostError;
use super::cost::MOST_ROWS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the text of a matrix is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MatrixFormat {
    /// Whichever of the others it is; text that could be both is refused.
    #[default]
    Auto,
    /// A line for each row; numbers stand between commas, semicolons or spaces.
    Rows,
    /// A line `i j value` for each entry that is not zero, rows and columns from 0; comments begin with `#` or `c`, and a line
    /// `p qubo 0 SIZE DIAGONAL OTHERS` may say how large the matrix is.
    Entries,
}

/// Every format.
pub const MATRIX_FORMATS: [&str; 3] = ["auto", "rows", "entries"];

impl MatrixFormat {
    /// The format of that name.
    ///
    /// # Errors
    /// [`UnknownName`](crate::UnknownName) with the nearest one.
    pub fn by_name(name: &str) -> Result<MatrixFormat, crate::UnknownName> {
        match name {
            "auto" => Ok(MatrixFormat::Auto),
            "rows" => Ok(MatrixFormat::Rows),
            "entries" => Ok(MatrixFormat::Entries),
            _ => Err(crate::UnknownName::new("format", name, &MATRIX_FORMATS)),
        }
    }
}

/// Reads a square matrix of at most 62 rows.
///
/// ```
/// use ansatz_qml::energy::alternating::{MatrixFormat, read_matrix};
/// let rows = read_matrix("-1, 2\n0, -1\n", MatrixFormat::Auto)?;
/// assert_eq!(rows, [[-1.0, 2.0], [0.0, -1.0]]);
/// assert_eq!(read_matrix("c one of two\n0 0 -1\n1 1 -1\n0 1 2\n", MatrixFormat::Auto)?, rows);
/// # Ok::<(), ansatz_qml::energy::alternating::CostError>(())
/// ```
///
/// # Errors
/// [`CostError::Text`] with line and column, [`CostError::Shape`].
pub fn read_matrix(text: &str, format: MatrixFormat) -> Result<Vec<Vec<f64>>, CostError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let format = match format {
        MatrixFormat::Auto => found_out(text)?,
        known => known,
    };
    match format {
        MatrixFormat::Entries => entries(text),
        _ => rows(text),
    }
}

/// A word and where it stands, from 1; columns are characters.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    line: usize,
    column: usize,
}

impl Word<'_> {
    fn error(self, message: String) -> CostError {
        CostError::Text { line: self.line, column: self.column, message }
    }

    fn expected(self, what: &str) -> CostError {
        let found: String = self.text.chars().take(40).collect();
        self.error(format!("expected {what}, found `{}`", found.escape_debug()))
    }

    fn number(self) -> Result<f64, CostError> {
        let number = self.text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| self.expected("a finite number"))
    }

    /// The number of a variable.
    fn variable(self, size: usize) -> Result<usize, CostError> {
        let number = self.text.parse::<usize>().ok().filter(|number| *number < size);
        number.ok_or_else(|| self.expected(&format!("a variable from 0 to {}", size - 1)))
    }
}

/// A row of more words than this is no row of any cost.
const MOST_WORDS: usize = MOST_ROWS + 1;

/// The words of each line that has some.
fn lines(text: &str) -> impl Iterator<Item = Vec<Word<'_>>> {
    let words = text.lines().enumerate().map(|(number, line)| words(line, number + 1));
    words.filter(|words| !words.is_empty())
}

/// The words of a line without its comment, no more than a row may have.
fn words(line: &str, number: usize) -> Vec<Word<'_>> {
    let is_gap = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let (mut words, mut column) = (Vec::new(), 1);
    for piece in line.split('#').next().unwrap_or("").split(is_gap) {
        if !piece.is_empty() {
            words.push(Word { text: piece, line: number, column });
        }
        if words.len() == MOST_WORDS {
            break;
        }
        column += piece.chars().count() + 1;
    }
    words
}

/// Whether it is rows or entries, where that can be told.
fn found_out(text: &str) -> Result<MatrixFormat, CostError> {
    let Some(first) = lines(text).next() else { return Ok(MatrixFormat::Rows) };
    if ["c", "p"].contains(&first[0].text) {
        return Ok(MatrixFormat::Entries);
    }
    // Two numbers before the columns of every line are how entries begin.
    let is_entry = |words: &Vec<Word<'_>>| {
        words.len() == 3 && words[..2].iter().all(|word| word.text.parse::<usize>().is_ok())
    };
    let (mut count, mut all_entries) = (0usize, true);
    for words in lines(text).take(MOST_LOOKED_AT) {
        count += 1;
        all_entries = all_entries && is_entry(&words);
    }
    match (all_entries, count) {
        (true, 3) => Err(first[0].error(
            "three lines of three numbers are a matrix or its entries; say `format = \"rows\"` or `format = \"entries\"`".into(),
        )),
        (true, _) => Ok(MatrixFormat::Entries),
        (false, _) => Ok(MatrixFormat::Rows),
    }
}

/// Lines that are looked at to tell formats apart.
const MOST_LOOKED_AT: usize = 1000;

fn rows(text: &str) -> Result<Vec<Vec<f64>>, CostError> {
    let mut matrix: Vec<Vec<f64>> = Vec::new();
    for words in lines(text) {
        let row = words.iter().map(|word| word.number()).collect::<Result<Vec<f64>, CostError>>()?;
        let size = matrix.first().map_or(row.len(), Vec::len);
        if row.len() != size {
            let message = format!("a row of {} numbers; the first one has {size}", row.len());
            return Err(words[0].error(message));
        }
        if matrix.len() == size {
            return Err(words[0]
                .error(format!("more rows than the {size} that a square matrix of these columns has")));
        }
        matrix.push(row);
    }
    check_size(matrix.len(), matrix.first().map_or(0, Vec::len))?;
    Ok(matrix)
}

fn check_size(rows: usize, columns: usize) -> Result<(), CostError> {
    match rows == columns && (1..=MOST_ROWS).contains(&rows) {
        true => Ok(()),
        false => Err(CostError::Shape { rows, columns }),
    }
}

fn entries(text: &str) -> Result<Vec<Vec<f64>>, CostError> {
    let mut entries = Entries::default();
    lines(text).try_for_each(|words| entries.add(&words))?;
    let highest = entries.known.keys().map(|(i, j)| *i.max(j) + 1).max().unwrap_or(0);
    let size = entries.size.unwrap_or(highest);
    check_size(size, size)?;
    let mut matrix = vec![vec![0.0; size]; size];
    entries.known.into_iter().for_each(|((i, j), value)| matrix[i][j] = value);
    Ok(matrix)
}

/// Entries as they are read, all of them of the size that the text states, if it does.
#[derive(Default)]
struct Entries {
    size: Option<usize>,
    known: BTreeMap<(usize, usize), f64>,
}

impl Entries {
    /// Reads a line.
    fn add(&mut self, words: &[Word<'_>]) -> Result<(), CostError> {
        match words {
            [first, ..] if first.text == "c" => Ok(()),
            [first, ..] if first.text == "p" && self.known.is_empty() => {
                self.size = Some(stated_size(words)?);
                Ok(())
            }
            [first, ..] if first.text == "p" => Err(first.error("the size stands before the entries".into())),
            [i, j, value] => self.entry([*i, *j], value.number()?),
            [first, _] => {
                let message = "expected `i j value`; a line of sizes, whose entries count from 1, is of another format: remove it and count from 0";
                Err(first.error(message.into()))
            }
            [first, ..] => Err(first.error("expected `i j value`".into())),
            [] => Ok(()),
        }
    }

    fn entry(&mut self, [i, j]: [Word<'_>; 2], value: f64) -> Result<(), CostError> {
        let most = self.size.unwrap_or(MOST_ROWS);
        let (row, column) = (i.variable(most)?, j.variable(most)?);
        match self.known.insert((row, column), value) {
            None => Ok(()),
            Some(_) => {
                let message = format!("entry ({row}, {column}) is given twice; give it once, with the sum");
                Err(i.error(message))
            }
        }
    }
}

/// SIZE of `p qubo TARGET SIZE DIAGONAL OTHERS`.
fn stated_size(words: &[Word<'_>]) -> Result<usize, CostError> {
    let [_, kind, _, size, _, _] = words else {
        return Err(words[0].error("expected `p qubo 0 SIZE DIAGONAL OTHERS`".into()));
    };
    if kind.text != "qubo" {
        return Err(kind.expected("`qubo`"));
    }
    let number = size.text.parse::<usize>().ok().filter(|size| (1..=MOST_ROWS).contains(size));
    number.ok_or_else(|| size.expected(&format!("a size from 1 to {}", MOST_ROWS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_matrix_is_read_however_it_is_written() {
        let known = vec![vec![1.0, -2.5, 0.0], vec![0.0, 0.0, 4.0], vec![1e-3, 0.0, 3.0]];
        for (text, format) in [
            ("1,-2.5,0\n0,0,4\n1e-3,0,3\n", "auto"),
            ("\u{feff}# costs\n 1 ; -2.5; 0\r\n\r\n0;0;4\r\n1e-3;0;3", "auto"),
            ("1\t-2.5  0\n0 0 4\n0.001 0 3", "rows"),
            ("0 0 1\n0 1 -2.5\n1 2 4\n2 0 0.001\n2 2 3\n", "auto"),
            ("c of qbsolv\np qubo 0 3 2 3\n0 0 1\n2 2 3\n0 1 -2.5\n1 2 4\n2 0 0.001\n", "auto"),
            ("2,2,3\n0,0,1\n0,1,-2.5\n1,2,4\n2,0,0.001\n", "entries"),
        ] {
            let format = MatrixFormat::by_name(format).expect("a format");
            assert_eq!(read_matrix(text, format).expect(text), known, "{text}");
        }
    }

    #[test]
    fn what_is_no_matrix_is_refused_where_it_stands() {
        let long = format!("{}\n", "1 ".repeat(63)).repeat(63);
        for (text, format, words) in [
            ("1,2\n3,x\n", "auto", "line 2, column 3: expected a finite number, found `x`"),
            ("1,2\n3\n", "auto", "line 2, column 1: a row of 1 numbers; the first one has 2"),
            ("1,2\n3,4\n5,6\n", "auto", "line 3, column 1: more rows than the 2"),
            ("1,2\n", "auto", "a matrix of 1 rows, one of which has 2 entries"),
            ("", "auto", "a matrix of 0 rows"),
            ("", "entries", "a matrix of 0 rows"),
            (long.as_str(), "auto", "63 entries"),
            ("1e999\n", "auto", "line 1, column 1: expected a finite number"),
            ("nan\n", "auto", "expected a finite number"),
            ("0 0 1\n1 1 2\n0 1 1\n", "auto", "say `format = \"rows\"`"),
            ("0 62 1\n", "entries", "line 1, column 3: expected a variable from 0 to 61, found `62`"),
            ("0 18446744073709551616 1\n", "entries", "expected a variable"),
            ("-1 0 1\n", "entries", "line 1, column 1: expected a variable"),
            ("0 1 1\n0 1 2\n", "auto", "line 2, column 1: entry (0, 1) is given twice"),
            ("3 2\n1 1 1\n", "entries", "count from 0"),
            ("p qubo 0 4611686018427387904 0 0\n", "auto", "expected a size from 1 to 62"),
            ("p qubo 0 2 0 0\n0 2 1\n", "auto", "expected a variable from 0 to 1"),
            ("p cnf 3 2\n", "auto", "expected `p qubo"),
            ("5 5 1\np qubo 0 2 0 0\n", "entries", "line 2, column 1: the size stands before the entries"),
        ] {
            let format = MatrixFormat::by_name(format).expect("a format");
            let error = read_matrix(text, format).expect_err(text).to_string();
            assert!(error.contains(words), "{error} lacks {words}");
        }
    }
}
