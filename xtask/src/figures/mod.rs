//! The figures that the project prints about itself: a row each, with the number at a past commit and a limit.
//! Called by the command `figures`; the numbers come from `measure`.

mod documentation;
mod functions;
mod measure;

pub use measure::{Measured, measure};

use std::fmt::Write as _;
use toml::Table;

/// The commit that numbers are compared with.
pub const BASE: &str = "6faf8d5";

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// It only informs.
    None,
    /// At most so many.
    Most(usize),
    /// At least so many.
    Least(usize),
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The key of the figure, here and in `ratchet.toml`.
    pub key: &'static str,
    /// At [`BASE`], measured by this command.
    pub base: usize,
    /// What it should be.
    pub limit: Limit,
    /// Why.
    pub reason: &'static str,
}

const fn row(key: &'static str, base: usize, limit: Limit, reason: &'static str) -> Row {
    Row { key, base, limit, reason }
}

/// A list that can be read on one page.
const NAMES: Limit = Limit::Most(60);

/// The rows, in their order.
pub const ROWS: &[Row] = &[
    row("names-circuits", 46, NAMES, "names at a crate's root can be read on one page"),
    row("names-simulator", 60, NAMES, ""),
    row("names-qml", 263, NAMES, ""),
    row("names-jobs", 0, NAMES, ""),
    row("names-ansatz", 0, NAMES, ""),
    row("tuple-parameters-public", 22, Limit::Most(0), "a tuple parameter is a struct that was not named"),
    row("tuple-parameters", 196, Limit::Most(19), ""),
    row("boolean-parameters-public", 1, Limit::None, "`f(true)` says nothing where it is called"),
    row("functions-of-five-arguments", 9, Limit::Most(0), "at most four arguments that are named"),
    row("public-without-documentation", 9, Limit::Most(0), "no public item without documentation"),
    row("doctests", 56, Limit::Least(150), "an example for each type that people start with"),
    row("doctests-that-run", 56, Limit::None, ""),
    row("public-functions", 563, Limit::None, ""),
    row("files", 491, Limit::None, ""),
    row("lines", 62084, Limit::None, ""),
    row("lines-of-files-median", 106, Limit::None, "one idea a file"),
    row("lines-of-files-p90", 231, Limit::None, ""),
    row("lines-of-files-p99", 369, Limit::None, ""),
    row("lines-of-files-max", 494, Limit::Most(500), "more is a mistake; tests too"),
    row("functions", 3164, Limit::None, ""),
    row("lines-of-functions-median", 8, Limit::None, "5 to 30 lines"),
    row("lines-of-functions-p90", 24, Limit::Most(30), ""),
    row("lines-of-functions-p99", 44, Limit::None, ""),
    row("lines-of-functions-max", 71, Limit::None, ""),
];

/// The limits that hold for now, until the right ones do: they may only come closer.
#[derive(Debug, Default)]
pub struct Ratchet {
    allowed: Table,
}

impl Ratchet {
    /// Reads the text of `ratchet.toml`.
    ///
    /// # Errors
    ///
    /// It is not TOML.
    pub fn parse(text: &str) -> Result<Ratchet, toml::de::Error> {
        Ok(Ratchet { allowed: text.parse()? })
    }

    fn of(&self, key: &str) -> Option<usize> {
        self.allowed.get(key)?.as_integer()?.try_into().ok()
    }
}

/// The table as text, and the lines that say which limits are broken.
#[derive(Debug, Default, PartialEq)]
pub struct Page {
    /// The table.
    pub text: String,
    /// Broken limits.
    pub broken: Vec<String>,
}

/// Writes the table.
pub fn page(rows: &[Row], measured: &Measured, ratchet: &Ratchet) -> Page {
    let mut page = Page::default();
    let _ = writeln!(page.text, "{:<30} {BASE:>9} {:>9} {:>9} {:>9}", "", "now", "limit", "for now");
    for row in rows {
        let now = measured.figures.get(row.key).copied().unwrap_or(0);
        let for_now = ratchet.of(row.key);
        let (limit, verdict) = verdict(row.limit, now, for_now);
        let allowed = for_now.map_or(String::new(), |allowed| allowed.to_string());
        let line = format!("{:<30} {:>9} {now:>9} {limit:>9} {allowed:>9}", row.key, row.base);
        let _ = writeln!(page.text, "{}", format!("{line}  {}", row.reason).trim_end());
        page.broken.extend(verdict.map(|why| format!("{}: {now}, {why}", row.key)));
    }
    page
}

/// The limit in words, and what is wrong.
fn verdict(limit: Limit, now: usize, for_now: Option<usize>) -> (String, Option<String>) {
    match limit {
        Limit::None => (String::new(), None),
        Limit::Most(most) => {
            let allowed = for_now.map_or(most, |for_now| most.max(for_now));
            let stale = for_now.filter(|for_now| *for_now <= most).map(|_| "its row of ratchet.toml can go");
            let wrong = (now > allowed).then(|| format!("at most {allowed} are allowed"));
            (format!("≤ {most}"), wrong.or(stale.map(str::to_string)))
        }
        Limit::Least(least) => {
            let allowed = for_now.map_or(least, |for_now| least.min(for_now));
            let wrong = (now < allowed).then(|| format!("at least {allowed} are needed"));
            (format!("≥ {least}"), wrong)
        }
    }
}
