//! The layers of the workspace: a table of rules (`rules`) and the reader that compares sources and manifests with it.
//! Called by `tests/layering.rs`. A rule names places, exceptions, and what must not be mentioned there.

mod rules;

pub use rules::{DEPENDENCIES, PENDING, RULES};

use crate::mentions::{Mention, What, mentions};
use crate::pending::lies_in;
use crate::resolve::ModuleId;
use crate::workspace::Workspace;
use std::fmt;

/// One law about sources.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// What it says, as a sentence.
    pub law: &'static str,
    /// The files and folders where it holds.
    pub within: &'static [&'static str],
    /// The files and folders in them where it does not: each must need it.
    pub except: &'static [&'static str],
    /// What must not be mentioned.
    pub never: Never,
}

/// What a rule forbids.
#[derive(Debug, Clone, Copy)]
pub enum Never {
    /// Paths that begin so after imports are followed, and names of it.
    Path(&'static [&'static str]),
    /// Paths of which a part has this name, as written or after imports are followed.
    Name(&'static [&'static str]),
    /// Macros of these names.
    Macro(&'static [&'static str]),
    /// `unsafe`.
    Unsafe,
    /// Statics that can change.
    MutableStatic,
    /// Options of the command line in strings: `--name`.
    Options,
    /// Strings that are the name of a gate.
    Gates,
}

/// What a member may depend on.
#[derive(Debug, Clone, Copy)]
pub struct Dependencies {
    /// The member's folder.
    pub member: &'static str,
    /// Nothing but these, if there is such a list.
    pub only: Option<&'static [&'static str]>,
    /// None of these.
    pub never: &'static [&'static str],
}

/// One place that breaks a law.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// The law.
    pub law: &'static str,
    /// The file, from the root.
    pub path: String,
    /// The line; 0 for the whole file.
    pub line: usize,
    /// What is there.
    pub what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: `{}`", self.path, self.line, self.law, self.what)
    }
}

/// What the rules were applied to, and what breaks them.
#[derive(Debug, Default)]
pub struct Found {
    /// Breaches, where there is no exception.
    pub breaches: Vec<Breach>,
    /// Exceptions and places of rules that nothing needs: a moved folder, a mended file.
    pub idle: Vec<String>,
}

/// Applies rules to every source that is not a test; `gates` are the names that [`Never::Gates`] looks for.
pub fn check(workspace: &Workspace, rules: &[Rule], gates: &[&str]) -> Found {
    let read: Vec<Read> = read_all(workspace);
    let mut found = Found::default();
    for rule in rules {
        let mut excused = vec![false; rule.except.len()];
        let mut is_place = vec![false; rule.within.len()];
        for file in &read {
            for (seen, place) in is_place.iter_mut().zip(rule.within) {
                *seen |= lies_in(&file.path, place);
            }
            if !rule.within.iter().any(|place| lies_in(&file.path, place)) {
                continue;
            }
            let breaches = breaches(rule, file, gates);
            match rule.except.iter().position(|place| lies_in(&file.path, place)) {
                Some(k) => excused[k] |= !breaches.is_empty(),
                None => found.breaches.extend(breaches),
            }
        }
        let idle = |(used, place): (&bool, &&str)| (!used).then(|| format!("{}: {place}", rule.law));
        let is_member = |place: &&str| workspace.members.iter().any(|m| lies_in(place, &m.folder));
        found.idle.extend(excused.iter().zip(rule.except).filter_map(idle));
        let places = is_place.iter().zip(rule.within).filter(|(_, place)| is_member(place));
        found.idle.extend(places.filter_map(idle));
    }
    found
}

/// Compares what members depend on with what they may.
pub fn check_dependencies(workspace: &Workspace, table: &[Dependencies]) -> Vec<Breach> {
    let mut found = Vec::new();
    for row in table {
        let Some(member) = workspace.member(row.member) else { continue };
        let is_bad = |name: &&String| {
            row.never.contains(&name.as_str()) || row.only.is_some_and(|only| !only.contains(&name.as_str()))
        };
        for name in member.manifest.dependencies.iter().filter(is_bad) {
            let path = format!("{}/Cargo.toml", row.member);
            let law = "a member depends on what its floor may use";
            found.push(Breach { law, path, line: 0, what: name.clone() });
        }
    }
    found
}

/// A module's mentions, with the paths they mean.
struct Read {
    path: String,
    mentions: Vec<Mention>,
    /// Of each mention that is a path, the whole path.
    whole: Vec<Vec<String>>,
}

fn read_all(workspace: &Workspace) -> Vec<Read> {
    let mut all = Vec::new();
    for (owner, one) in workspace.crates.iter().enumerate() {
        for (number, module) in one.modules.iter().enumerate() {
            let file = &workspace.files[module.file];
            if file.is_test {
                continue;
            }
            let at = ModuleId { owner, module: number };
            let mentions = mentions(module);
            let whole = |mention: &Mention| match &mention.what {
                What::Path(path) => workspace.whole_path(at, path),
                _ => Vec::new(),
            };
            let whole = mentions.iter().map(whole).collect();
            all.push(Read { path: file.path.clone(), mentions, whole });
        }
    }
    all
}

fn breaches(rule: &Rule, file: &Read, gates: &[&str]) -> Vec<Breach> {
    let mut found: Vec<Breach> = Vec::new();
    for (mention, whole) in file.mentions.iter().zip(&file.whole) {
        if let Some(what) = forbidden(&rule.never, &mention.what, whole, gates) {
            let breach = Breach { law: rule.law, path: file.path.clone(), line: mention.line, what };
            if !found.contains(&breach) {
                found.push(breach);
            }
        }
    }
    found
}

/// What is forbidden in a mention, in words.
fn forbidden(never: &Never, what: &What, whole: &[String], gates: &[&str]) -> Option<String> {
    let one_of = |list: &[&str], name: &String| list.contains(&name.as_str()).then(|| name.clone());
    match (never, what) {
        (Never::Path(list), What::Path(_)) => {
            let begins = |path: &&&str| {
                path.split("::").zip(whole).filter(|(a, b)| a == *b).count() == path.split("::").count()
            };
            list.iter().find(begins).map(|_| whole.join("::"))
        }
        (Never::Name(list), What::Path(written)) => {
            let is_bad = |name: &&String| list.contains(&name.as_str());
            written.iter().chain(whole).find(is_bad).cloned()
        }
        (Never::Macro(list), What::Macro(name)) => one_of(list, name).map(|name| name + "!"),
        (Never::Unsafe, What::Unsafe) => Some("unsafe".to_string()),
        (Never::MutableStatic, What::MutableStatic(name)) => Some(format!("static {name}")),
        (Never::Options, What::Text(text)) => option(text),
        (Never::Gates, What::Text(text)) => one_of(gates, text).map(|name| format!("\"{name}\"")),
        _ => None,
    }
}

/// The first option of the command line in a text: two hyphens and a letter at the start of a word.
fn option(text: &str) -> Option<String> {
    let is_option = |word: &&str| {
        let name = word.strip_prefix("--");
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let mut words = text.split(|c: char| c.is_whitespace() || "`'\"([{".contains(c));
    words.find(is_option).map(str::to_string)
}
