//! The observable of a minimization, with what its file says about the answer.
//!
//! Called by the minimization.

use crate::circuit::parse_observable;
use crate::error::Outcome;
use crate::files::{read_regular, text_of};
use crate::observer::{Notice, Observer};
use crate::place::Origin;
use crate::toml_file::TomlFile;
use ansatz::circuits::{PauliSum, pauli::Dialect};

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
pub(super) fn read(file: &TomlFile, text: &str, observer: &dyn Observer) -> Outcome<Known> {
    let Some(path) = text.strip_prefix('@') else {
        let observable = text.parse().map_err(|error: ansatz::circuits::ObservableError| {
            let line = if text.contains('\n') { format!("line {}, ", error.line) } else { String::new() };
            file.at(&["problem.observable"], format!("{line}column {}: {}", error.column, error.message))
        })?;
        tell(text, observer);
        return Ok(Known { observable, header: Header::default() });
    };
    let path = file.beside(path.as_ref());
    let name = path.display().to_string();
    let bytes = read_regular(&path)
        .map_err(|reason| file.at(&["problem.observable"], format!("{name}: {reason}")))?;
    let content = text_of(bytes, &name)?;
    let origin = Origin::File(name.escape_debug().to_string());
    let observable = parse_observable(origin, &content)?;
    tell(&content, observer);
    Ok(Known { observable, header: Header::read(&content) })
}

/// Says how labels were read: their letters are the only ones whose places are qubits.
fn tell(text: &str, observer: &dyn Observer) {
    let dialect = Dialect::of(text);
    if matches!(dialect, Dialect::Labels | Dialect::LabelList) {
        observer.notice(&Notice::Labels(dialect));
    }
}
