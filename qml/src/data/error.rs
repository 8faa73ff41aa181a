//! What can be wrong with a data file, each with the place, what was expected, what was found, and one hint.
//!
//! Made by `table`, `csv`, `npy` and `features`. Must not know how a file is read.

use std::fmt;

/// Where in a data file a value stands. Lines and columns count from 1, the header being line 1 of a file that starts with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name of the source, as given by the caller.
    pub file: String,
    /// Line of the file.
    pub line: u64,
    /// Column of the table.
    pub column: usize,
    /// The column's name.
    pub name: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: column {} (`{}`)", self.file, self.line, self.column, self.name)
    }
}

/// Why a data file was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The source could not be read, or it is not UTF-8.
    #[error("{file}: cannot be read: {source}")]
    Read {
        /// The source.
        file: String,
        /// What the reader said.
        source: csv::Error,
    },
    /// The file has no text at all.
    #[error(
        "{file}: the file is empty; expected a header line that names the columns, then one line a sample"
    )]
    Empty {
        /// The source.
        file: String,
    },
    /// The first line holds numbers only, so it cannot be a header.
    #[error(
        "{file}:{line}: expected column names, found only numbers; add a header line, or say `header = false`"
    )]
    NoHeader {
        /// The source.
        file: String,
        /// Line of the supposed header.
        line: u64,
    },
    /// The first line looks like the lines below it.
    #[error(
        "{file}:{line}: expected column names, found what looks like a sample: `{found}` in column {column}; say `header = false` if the first line is one, or `header = true` if it is not"
    )]
    HeaderLikeSample {
        /// The source.
        file: String,
        /// Line of the supposed header.
        line: u64,
        /// A column of it.
        column: usize,
        /// What stands there.
        found: String,
    },
    /// A separator that is none.
    #[error("{file}: expected the separator to be one ASCII character, found `{}`", found.escape_debug())]
    Separator {
        /// The source.
        file: String,
        /// The character.
        found: char,
    },
    /// A header without rows.
    #[error("{file}: expected at least one row below the header, found none")]
    NoRows {
        /// The source.
        file: String,
    },
    /// Only one column, so no feature is left beside the label.
    #[error("{file}: expected feature columns beside the label `{label}`, found none; {hint}")]
    NoFeatures {
        /// The separator that seems to be meant, or another way out.
        hint: String,
        /// The source.
        file: String,
        /// The label column.
        label: String,
    },
    /// A column without a name.
    #[error("{file}:{line}: column {column} has no name; name it, or leave it out with `features`")]
    UnnamedColumn {
        /// The source.
        file: String,
        /// Line of the header.
        line: u64,
        /// The column.
        column: usize,
    },
    /// Two columns with one name.
    #[error(
        "{file}:{line}: columns {first} and {second} are both named `{name}`; rename one, or leave both out with `drop`"
    )]
    DuplicateColumn {
        /// The source.
        file: String,
        /// Line of the header.
        line: u64,
        /// The name.
        name: String,
        /// The column that had it first.
        first: usize,
        /// The column that repeats it.
        second: usize,
    },
    /// The label column does not exist.
    #[error("{file}: no column is named `{label}`; {hint}")]
    UnknownLabel {
        /// The source.
        file: String,
        /// The label asked for.
        label: String,
        /// The nearest column, or all of them.
        hint: String,
    },
    /// A column that a key names does not exist.
    #[error("{file}: no column for `{key}` is named `{name}`; {hint}")]
    UnknownColumn {
        /// The source.
        file: String,
        /// The key: `features` or `drop`.
        key: &'static str,
        /// The column asked for.
        name: String,
        /// The nearest column, or all of them.
        hint: String,
    },
    /// An array of another number of columns than the model takes.
    #[error("{file}: expected {expected} columns, as the model was trained on, found {found}")]
    FeatureCount {
        /// The source.
        file: String,
        /// Features of the model.
        expected: usize,
        /// Columns of the array.
        found: usize,
    },
    /// A feature without any value.
    #[error("{file}: column `{name}` holds no values; leave it out with `drop`")]
    EmptyColumn {
        /// The source.
        file: String,
        /// The column.
        name: String,
    },
    /// Every row lacks something.
    #[error(
        "{file}: every row has a missing value; drop the columns that are mostly empty, or fill values in with `missing = \"median\"`"
    )]
    NoCompleteRows {
        /// The source.
        file: String,
    },
    /// A column of texts that name rows rather than groups of rows.
    #[error(
        "{file}: column `{name}` holds {found} different texts in {rows} rows, too many for a column each; leave it out with `drop = [\"{name}\"]`"
    )]
    TooManyTexts {
        /// The source.
        file: String,
        /// The column.
        name: String,
        /// Distinct texts.
        found: usize,
        /// Rows with a value.
        rows: usize,
    },
    /// Feature columns that a model needs are not there.
    #[error("{file}: missing feature columns: {}; {hint}", missing.join(", "))]
    MissingColumns {
        /// The source.
        file: String,
        /// The names that were not found, in the model's order.
        missing: Vec<String>,
        /// The column nearest to the first of them, or all columns.
        hint: String,
    },
    /// A row with more or fewer values than the header has names.
    #[error("{file}:{line}: expected {expected} value{}, found {found}; {hint}", plural(*expected))]
    RaggedRow {
        /// The source.
        file: String,
        /// Line of the row.
        line: u64,
        /// Number of columns.
        expected: usize,
        /// Number of values.
        found: usize,
        /// What may be wrong.
        hint: String,
    },
    /// An empty cell, or a word that stands for one.
    #[error(
        "{place}: expected a value, found {}; fill it in, remove the row, or say how with `missing`",
        describe(found)
    )]
    MissingValue {
        /// Where.
        place: Place,
        /// The text of the cell.
        found: String,
    },
    /// Text where a number should be.
    #[error("{place}: expected a number, found `{found}`; {hint}")]
    NotANumber {
        /// Where.
        place: Place,
        /// The text of the cell.
        found: String,
        /// What can be done.
        hint: &'static str,
    },
    /// Infinite, or too large for a double.
    #[error("{place}: expected a finite number, found `{found}`")]
    NotFinite {
        /// Where.
        place: Place,
        /// The text of the cell.
        found: String,
    },
    /// A label that the model was not trained on.
    #[error("{place}: unknown class `{found}`; {hint}")]
    UnknownClass {
        /// Where.
        place: Place,
        /// The label.
        found: String,
        /// The nearest class, or all of them.
        hint: String,
    },
    /// The bytes are no array of numbers as numpy saves it.
    #[error("{file}: is no file of numpy.save: {reason}")]
    NotNpy {
        /// The source.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The bytes are no flat table in the Parquet format.
    #[error("{file}: cannot be read as Parquet: {reason}")]
    NotParquet {
        /// The source.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An array of another shape.
    #[error("{file}: expected an array of {expected}, found {found}")]
    Shape {
        /// The source.
        file: String,
        /// What it should hold.
        expected: &'static str,
        /// Its shape.
        found: String,
    },
    /// A number of an array that is infinite or none.
    #[error("{file}: row {row}, column {column}: expected a finite number, found {found}")]
    NotFiniteAt {
        /// The source.
        file: String,
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// The number.
        found: f64,
    },
    /// Labels in another number than rows.
    #[error("{file}: {found} labels for the {expected} rows of {of}; save one label for each row")]
    LabelCount {
        /// The source of the labels.
        file: String,
        /// How many there are.
        found: usize,
        /// The source of the rows.
        of: String,
        /// How many rows there are.
        expected: usize,
    },
    /// A label column with one value only.
    #[error(
        "{file}: expected at least two classes in column `{label}`, found only `{class}`; is `{label}` the label?"
    )]
    OneClass {
        /// The source.
        file: String,
        /// The label column.
        label: String,
        /// Its only value.
        class: String,
    },
    /// A column of numbers to predict that are all the same.
    #[error(
        "{file}: expected different numbers in column `{label}`, found only {value}; is `{label}` the label?"
    )]
    OneValue {
        /// The source.
        file: String,
        /// The label column.
        label: String,
        /// Its only value.
        value: String,
    },
}

fn describe(found: &str) -> String {
    if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
