//! A gate of the library that is made of others: one row of a table, which is turned into a [`Composite`] when it is asked
//! for first. Called by the tables; knows no text format.

use crate::form::{Alias, Libraries};
use crate::{CircuitBuilder, Composite};
use std::sync::{Arc, OnceLock};

/// A row: `name(angles) qubits { steps }`.
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) num_qubits: usize,
    pub(crate) libraries: Libraries,
    pub(crate) aliases: &'static [Alias],
    /// Adds the angles as parameters and the body on qubits `0..num_qubits`.
    pub(crate) steps: fn(&mut CircuitBuilder),
    pub(crate) composite: OnceLock<Arc<Composite>>,
}

impl Definition {
    /// The gate, made once.
    pub(crate) fn composite(&'static self) -> &'static Arc<Composite> {
        self.composite.get_or_init(|| {
            let body = crate::Circuit::build(self.num_qubits, |body| {
                (self.steps)(body);
                body
            });
            let body = body.expect("the bodies of the table are right: a test makes every one");
            Arc::new(Composite::new(self.name, body).expect("the bodies of the table are gates"))
        })
    }
}

/// `/// doc` `ROW: "name"(angles) [qubits] declared in, [aliases] = |body| steps;`
macro_rules! definitions {
    ($($(#[doc = $doc:literal])* $row:ident: $name:literal ($($angle:ident)*) [$($qubit:ident)*] $libraries:expr, [$($alias:literal)*]
        = |$body:ident| $steps:expr;)*) => {
        $(static $row: crate::gate_library::definition::Definition = crate::gate_library::definition::Definition {
            name: $name,
            doc: concat!($($doc),*),
            num_qubits: <[&str]>::len(&[$(stringify!($qubit)),*]),
            libraries: $libraries,
            aliases: &[$(crate::form::Alias { name: $alias, libraries: crate::form::EXTRA }),*],
            steps: |$body| {
                $(let $angle = $body.parameter(stringify!($angle));
                let _ = $angle;)*
                let mut _qubits = 0..;
                $(let $qubit: usize = _qubits.next().unwrap_or_default();
                let _ = $qubit;)*
                let _ = $steps;
            },
            composite: std::sync::OnceLock::new(),
        };)*

        /// Every row, in the order of the table.
        pub(crate) static DEFINITIONS: &[&crate::gate_library::definition::Definition] = &[$(&$row),*];
    };
}
pub(crate) use definitions;
