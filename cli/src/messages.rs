//! What jobs have to say, in the words of the command line: `place: error: message`, the source line, a hint with the options
//! that help.
//!
//! Called for errors and notices of jobs. The only place that knows what jobs' settings are called here.

use crate::diagnostics;
use crate::excerpt::{Colours, Excerpt, Grade};
use crate::harmless::{harmless, harmless_lines};
use ansatz::circuits::qasm::Report;
use ansatz::qml::data::UnknownText;
use ansatz::simulator::Hint;
use ansatz_jobs::{At, Cause, ElectronDoubt, JobError, Notice, Origin, Place, RequestError, Setting};

/// An error as text for people.
pub fn text(error: &JobError, colours: Colours) -> String {
    match error.cause() {
        Cause::Program(report) => diagnostics::report(report, colours),
        Cause::Request(RequestError::NotOneCircuit { report }) => {
            hinted(report, "`ansatz run` follows every outcome".into(), colours)
        }
        Cause::Request(RequestError::InputsWithoutValues { message, first, report }) => {
            let hint = format!("give it with --param {first}=X, or many with --bindings FILE.csv");
            match report {
                Some(report) => hinted(report, hint, colours),
                None => harmless_lines(&format!("error: {message}\nhint: {hint}")),
            }
        }
        cause => placed(error.place(), &words(cause), colours),
    }
}

/// A report whose first message ends with a hint.
fn hinted(report: &Report, hint: String, colours: Colours) -> String {
    let mut report = report.clone();
    if let Some(first) = report.diagnostics.first_mut() {
        first.hint = Some(hint.into());
    }
    diagnostics::report(&report, colours)
}

/// What went wrong, with the options that help.
fn words(cause: &Cause) -> String {
    let Cause::Request(request) = cause else { return with_options(cause.to_string()) };
    match request {
        RequestError::NoGpu { device, reason } => {
            format!("--device {device}: CUDA cannot be used: {reason}; use --device cpu")
        }
        RequestError::BindingsWithoutObservable => {
            "rows of bindings are for expectation values: give --observable, and neither --shots, --state nor --probabilities".into()
        }
        RequestError::MemoryWithoutShots => format!("{request}: give --shots N"),
        RequestError::ManyFinalStates => {
            format!("{request}; --observable has a value all the same, and --shots or no option give its outcomes")
        }
        RequestError::NothingToList => NO_TABLE.into(),
        RequestError::TwoTables => {
            "`csv` prints one table, and --shots and --observable ask for one each; ask for one at a time, or use `json`".into()
        }
        RequestError::ShotsNeedShifts => "works with --method parameter-shift".into(),
        RequestError::NoParquet => {
            "this binary was built without Parquet; build it with `--features parquet`, or save CSV or NPY".into()
        }
        RequestError::NoCheckpoint | RequestError::NoEpochs { .. } => {
            format!("{request}; start without --resume")
        }
        other => other.to_string(),
    }
}

/// What the simulator advises, by the options that do it.
fn with_options(message: String) -> String {
    let option = |hint| match hint {
        Hint::SinglePrecision => "--precision f32",
        Hint::MoreSteps => "more with --max-steps",
        Hint::Shots => "--shots N instead",
    };
    Hint::ALL.into_iter().fold(message, |text, hint| text.replace(&hint.to_string(), option(hint)))
}

/// Why there is nothing to print as CSV.
pub const NO_TABLE: &str = "`csv` needs a table, and the program has no outcomes to list; ask for --shots, --observable or --probabilities";

/// A message at its place.
fn placed(place: &Place, message: &str, colours: Colours) -> String {
    let name = match &place.origin {
        Origin::Setting(setting) => option(*setting).to_string(),
        origin => harmless(&origin.to_string()),
    };
    let message = &harmless_lines(message);
    match (&place.origin, &place.at) {
        (Origin::Nowhere, _) => format!("error: {message}"),
        (Origin::Setting(_) | Origin::Part(_), At::Whole) => format!("error: {name}: {message}"),
        (_, At::Line(mark)) => {
            let headline = colours.headline(&format!("{name}{}", place.at), Grade::Error, message);
            let excerpt = Excerpt::new(mark.line, mark.text.as_bytes(), mark.bytes.clone());
            match excerpt.draw(Grade::Error, None, colours) {
                nothing if nothing.is_empty() => headline,
                line => format!("{headline}\n{line}"),
            }
        }
        (_, at) => format!("{name}{}: error: {message}", harmless(&at.to_string())),
    }
}

/// What a setting of jobs is called here.
fn option(setting: Setting) -> &'static str {
    match setting {
        Setting::Device => "--device",
        Setting::Include => "--include",
        Setting::Parameters => "--param",
        Setting::Bindings => "--bindings",
        Setting::Observable => "--observable",
        Setting::Probabilities => "--probabilities",
        Setting::State => "--state",
        Setting::Shots => "--shots",
        Setting::Repeat => "--repeat",
        Setting::Listing => "--format",
        Setting::Ansatz => "--ansatz",
        Setting::Input => "--input",
        Setting::Amplitudes => "--amplitudes",
        Setting::Memory => "--memory",
        other => other.name(),
    }
}

/// A notice as text for people.
pub fn notice(notice: &Notice<'_>, colours: Colours) -> String {
    match notice {
        Notice::Program { warning, sources } => diagnostics::message(warning, sources, colours),
        other => harmless_lines(&plain(other)),
    }
}

/// A notice that is not about a place in a program.
fn plain(notice: &Notice<'_>) -> String {
    match notice {
        Notice::OnlyTheStart(place) => format!(
            "{}:{}:{}: warning: what follows depends on what has been measured: only what comes before is shown",
            place.file, place.line, place.column
        ),
        Notice::NothingToShow => {
            "warning: nothing is measured and there is no single final state, so there is nothing to show; use --shots".into()
        }
        Notice::TooManyOutcomes => {
            "warning: too many measured qubits to list the exact distribution; use --shots N".into()
        }
        Notice::UnknownText(UnknownText { feature, text, rows }) => format!(
            "warning: column `{feature}`: {rows} rows hold texts that the model was not trained on, the first is `{text}`; they count as none of its own"
        ),
        Notice::UnwrittenCheckpoint(reason) => {
            format!("warning: {reason}; no harm was done, the run has ended")
        }
        Notice::Labels(dialect) => format!("note: the observable was read as {dialect}"),
        Notice::GraphFormat(format) => format!(
            "note: the graph was read as `{format}`, nodes from 1; `format = \"edges\"` in [graph] reads a line for each edge, nodes from 0"
        ),
        Notice::Electrons(doubt) => of_electrons(doubt),
        Notice::TooManyStrings { qubits, terms } => format!(
            "note: trying all bit strings of {qubits} qubits and {terms} terms would take long, so the best value is not known; give `reference` in [problem] if you know it"
        ),
        Notice::StationaryStart { lower: true } => {
            "warning: the gradient at the start is zero, so the search went on from a point beside it".into()
        }
        Notice::StationaryStart { lower: false } => {
            "warning: the gradient at the start is zero, and the search beside it found nothing lower".into()
        }
        other => format!("warning: {other:?}"),
    }
}

/// Why a Hamiltonian may not be one of electrons in this order.
fn of_electrons(doubt: &ElectronDoubt) -> String {
    match doubt {
        ElectronDoubt::Number => {
            "warning: the observable does not keep the number of electrons, and the ansatz does; is it mapped to qubits by Jordan-Wigner?".into()
        }
        ElectronDoubt::Spin => {
            "warning: the observable keeps the spin projection S_z in neither order of the spin orbitals, and the ansatz keeps it".into()
        }
        ElectronDoubt::Order { other, there, here } => format!(
            "warning: the Hartree-Fock energy is {here}, and {there} with `spin_order = \"{other}\"`; is that the order of the spin orbitals?"
        ),
        other => format!("warning: {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_before_the_message_and_a_setting_is_an_option() {
        let shown = |place: Place| placed(&place, "is wrong", Colours::Off);
        assert_eq!(shown(Place::nowhere()), "error: is wrong");
        assert_eq!(shown(Setting::Device.into()), "error: --device: is wrong");
        assert_eq!(shown(Place::file("a.toml")), "a.toml: error: is wrong");
        let column = Some(ansatz_jobs::Column { number: 2, name: Some("x".into()) });
        let row = Place { at: At::Row { line: 3, column }, ..Place::file("a.csv") };
        assert_eq!(shown(row), "a.csv:3: column 2 (x): error: is wrong");
        let mark = ansatz_jobs::Mark { line: 1, column: 2, text: "Zq".into(), bytes: 1..2 };
        let line = Place { at: At::Line(mark), ..Setting::Observable.into() };
        assert_eq!(shown(line), "--observable:1:2: error: is wrong\n  |\n1 | Zq\n  |  ^");
    }

    #[test]
    fn a_gpu_that_cannot_be_used_is_failed_work_with_a_way_out() {
        let request = RequestError::NoGpu { device: "cuda:7".into(), reason: "there is none".into() };
        let error = JobError::request(Origin::Nowhere, request);
        let expected = "error: --device cuda:7: CUDA cannot be used: there is none; use --device cpu";
        assert_eq!(text(&error, Colours::Off), expected);
        assert_eq!(error.kind(), ansatz_jobs::Kind::Work);
    }
}
