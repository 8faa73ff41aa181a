//! What to do about a message, as data where it names a setting: whoever shows it knows how its users give settings.

use std::fmt::{self, Display, Formatter};

/// What to do about a message. Its text names [`ParseOptions`](super::ParseOptions); a command line or another language
/// words [`Values`](Hint::Values), [`Steps`](Hint::Steps) and [`Work`](Hint::Work) itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// A sentence about the program's text.
    Sentence(String),
    /// Inputs need values: [`ParseOptions::inputs`](super::ParseOptions::inputs).
    Values(Inputs),
    /// More steps may be allowed: [`ParseOptions::max_steps`](super::ParseOptions::max_steps).
    Steps,
    /// More elementary operations may be allowed: [`ParseOptions::max_work`](super::ParseOptions::max_work).
    Work,
}

/// Which inputs need values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inputs {
    /// Those that the message names.
    Named,
    /// Those that an expression depends on.
    All,
}

impl Display for Hint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hint::Sentence(text) => text,
            Hint::Values(Inputs::Named) => "give each a value: `ParseOptions::inputs`",
            Hint::Values(Inputs::All) => "give the inputs values: `ParseOptions::inputs`",
            Hint::Steps => "the limit can be set: `ParseOptions::max_steps`",
            Hint::Work => "the limit can be set: `ParseOptions::max_work`",
        })
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Hint {
        Hint::Sentence(text.to_string())
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Hint {
        Hint::Sentence(text)
    }
}
