//! Where a mistake stands: a setting of the request, or a file with a line and a marked stretch of it.
//!
//! Data only: drawn by whoever shows it. Must not know terminals.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// Where a mistake stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The text that it stands in.
    pub origin: Origin,
    /// Where in that text.
    pub at: At,
}

/// What holds a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Nothing that anybody wrote down.
    Nowhere,
    /// A file, by the name to show.
    File(String),
    /// A setting of the request.
    Setting(Setting),
    /// A part of a job, by its name.
    Part(String),
}

/// Where in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum At {
    /// Anywhere.
    Whole,
    /// In a line, at a column.
    Line(Mark),
    /// In a row of a table.
    Row {
        /// The number of its line, from 1.
        line: usize,
        /// The column, if it is one.
        column: Option<Column>,
    },
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its number, from 1.
    pub number: usize,
    /// Its name, where it is not the name that is wrong.
    pub name: Option<String>,
}

/// A line with a marked stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The number of the line, from 1.
    pub line: usize,
    /// The number of the first marked character, from 1.
    pub column: usize,
    /// The line itself; empty where there is nothing to show.
    pub text: String,
    /// Which bytes of it are marked.
    pub bytes: Range<usize>,
}

/// Settings of requests: whoever makes requests knows what it calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// [`JobOptions::device`](crate::JobOptions).
    Device,
    /// Folders to include from.
    Include,
    /// Values of inputs.
    Parameters,
    /// A table of values of inputs.
    Bindings,
    /// An observable.
    Observable,
    /// Probabilities of basis states.
    Probabilities,
    /// The file of the final state.
    State,
    /// The number of shots.
    Shots,
    /// How often work is repeated.
    Repeat,
    /// What is listed.
    Listing,
    /// The name of an ansatz.
    Ansatz,
    /// The name of an input.
    Input,
    /// Chosen amplitudes.
    Amplitudes,
    /// Outcomes in order.
    Memory,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A place in the text of a file, to be shown with its line; the name is made harmless.
pub(crate) fn line_of(name: &str, text: &str, position: Position) -> Place {
    let Position { line, column } = position;
    let text = text.lines().nth(line - 1).unwrap_or("").to_string();
    let at = text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
    let mark = Mark { line, column, text, bytes: at..at };
    Place { origin: Origin::File(name.escape_debug().to_string()), at: At::Line(mark) }
}

impl Place {
    /// No place at all.
    pub fn nowhere() -> Place {
        Origin::Nowhere.into()
    }

    /// Whether it is no place at all.
    pub fn is_nowhere(&self) -> bool {
        self.origin == Origin::Nowhere
    }

    /// A file, by the name to show.
    pub fn file(name: impl Display) -> Place {
        Origin::File(name.to_string()).into()
    }
}

impl From<Origin> for Place {
    fn from(origin: Origin) -> Place {
        Place { origin, at: At::Whole }
    }
}

impl From<Setting> for Place {
    fn from(setting: Setting) -> Place {
        Origin::Setting(setting).into()
    }
}

impl Setting {
    /// Its name in this crate.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Device => "device",
            Setting::Include => "include",
            Setting::Parameters => "parameters",
            Setting::Bindings => "bindings",
            Setting::Observable => "observable",
            Setting::Probabilities => "probabilities",
            Setting::State => "state",
            Setting::Shots => "shots",
            Setting::Repeat => "repeat",
            Setting::Listing => "listing",
            Setting::Ansatz => "ansatz",
            Setting::Input => "input",
            Setting::Amplitudes => "amplitudes",
            Setting::Memory => "memory",
        }
    }
}

impl Display for Origin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Nowhere => Ok(()),
            Origin::File(name) | Origin::Part(name) => f.write_str(name),
            Origin::Setting(setting) => f.write_str(setting.name()),
        }
    }
}

impl Display for At {
    /// What follows the name of the text: `:3:7`, `:3: column 2 (x)`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            At::Whole => Ok(()),
            At::Line(mark) => write!(f, ":{}:{}", mark.line, mark.column),
            At::Row { line, column: None } => write!(f, ":{line}"),
            At::Row { line, column: Some(Column { number, name: None }) } => {
                write!(f, ":{line}: column {number}")
            }
            At::Row { line, column: Some(Column { number, name: Some(name) }) } => {
                write!(f, ":{line}: column {number} ({name})")
            }
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.at)
    }
}
