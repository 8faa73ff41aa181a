//! One preprocessing step as text and as data.
//!
//! Called by the pipeline. The list of steps, and the only place that knows how one is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::error::PreprocessError;
use super::number;
use crate::names::UnknownName;

const NAMES: [&str; 4] = ["standardize", "pca", "minmax", "normalize"];

/// A step before it has seen data. Displays as the text that it is read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Preprocess {
    /// `standardize`: every column to mean 0 and variance 1; constant columns to 0.
    Standardize,
    /// `pca:K`: the K directions of largest variance, each with its largest entry positive.
    Pca {
        /// K, at least 1.
        components: usize,
    },
    /// `minmax:LOW:HIGH`: every column onto one range; constant columns to its middle. Ends are numbers or terms such as `-pi/2`.
    MinMax {
        /// Image of the column's minimum.
        low: f64,
        /// Image of the column's maximum.
        high: f64,
    },
    /// `normalize`: every row to length 1; rows of zeros stay.
    Normalize,
}

impl Preprocess {
    /// Reads a step: its name, then its settings, separated by colons.
    ///
    /// # Errors
    /// [`PreprocessError`] with the nearest known name, the form the step should have, or the setting that is wrong.
    pub fn parse(text: &str) -> Result<Self, PreprocessError> {
        let mut parts = text.split(':').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let settings: Vec<&str> = parts.collect();
        let form = |form| Err(PreprocessError::Form { step: text.to_owned(), form });
        match (name, settings.as_slice()) {
            ("standardize", []) => Ok(Self::Standardize),
            ("standardize", _) => form("standardize"),
            ("normalize", []) => Ok(Self::Normalize),
            ("normalize", _) => form("normalize"),
            ("pca", [components]) => parse_pca(text, components),
            ("pca", _) => form("pca:COMPONENTS"),
            ("minmax", [low, high]) => parse_minmax(text, low, high),
            ("minmax", _) => form("minmax:LOW:HIGH"),
            _ => Err(UnknownName::new("preprocessing step", name, &NAMES).into()),
        }
    }
}

fn parse_pca(step: &str, found: &str) -> Result<Preprocess, PreprocessError> {
    match found.parse() {
        Ok(components) if components > 0 => Ok(Preprocess::Pca { components }),
        _ => Err(setting(step, "a positive whole number of components", found)),
    }
}

fn parse_minmax(step: &str, low: &str, high: &str) -> Result<Preprocess, PreprocessError> {
    let end = |found| {
        number::parse(found)
            .ok_or_else(|| setting(step, "a number, or a term such as `-pi/2` or `2*pi`", found))
    };
    let (low, high) = (end(low)?, end(high)?);
    if low < high {
        Ok(Preprocess::MinMax { low, high })
    } else {
        Err(PreprocessError::Range { step: step.to_owned(), low, high })
    }
}

fn setting(step: &str, expected: &'static str, found: &str) -> PreprocessError {
    PreprocessError::Setting { step: step.to_owned(), expected, found: found.to_owned() }
}

impl fmt::Display for Preprocess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standardize => formatter.write_str("standardize"),
            Self::Pca { components } => write!(formatter, "pca:{components}"),
            Self::MinMax { low, high } => write!(formatter, "minmax:{low}:{high}"),
            Self::Normalize => formatter.write_str("normalize"),
        }
    }
}
