//! The observable of a minimization, with what its file says about the answer.
//!
//! Called by the minimization.

use crate::circuit::parse_observable;
use crate::error::{JobError, Outcome};
use crate::files::read_regular;
use crate::place::{Origin, Place};
use crate::toml_file::TomlFile;
use ansatz::circuits::PauliSum;

/// An observable, and what is known of it.
pub(super) struct Known {
    pub(super) observable: PauliSum,
    pub(super) header: Header,
}

/// What the comments of an observable's file say, where they are TOML.
#[derive(Default)]
pub(super) struct Header(toml::Table);

impl Header {
    fn read(text: &str) -> Header {
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        Header(lines.join("\n").parse().unwrap_or_default())
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.0.get(key)?.as_float().filter(|number| number.is_finite())
    }

    pub(super) fn count(&self, key: &str) -> Option<usize> {
        usize::try_from(self.0.get(key)?.as_integer()?).ok()
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        Some(self.0.get(key)?.as_str()?.to_string())
    }
}

/// Text, or `@FILE` beside the configuration.
pub(super) fn read(file: &TomlFile, text: &str) -> Outcome<Known> {
    let Some(path) = text.strip_prefix('@') else {
        let observable = text.parse().map_err(|error: ansatz::circuits::ObservableError| {
            file.at(&["problem.observable"], format!("column {}: {}", error.column, error.message))
        })?;
        return Ok(Known { observable, header: Header::default() });
    };
    let path = file.beside(path.as_ref());
    let name = path.display().to_string();
    let bytes = read_regular(&path)
        .map_err(|reason| file.at(&["problem.observable"], format!("{name}: {reason}")))?;
    let content =
        String::from_utf8(bytes).map_err(|_| JobError::input(Place::file(&name), "is not UTF-8 text"))?;
    let origin = Origin::File(name.escape_debug().to_string());
    Ok(Known { observable: parse_observable(origin, &content)?, header: Header::read(&content) })
}
