//! Measures the workspace: each figure has a key, and a number. Called by the command; knows no limit.

use super::documentation::{examples, undocumented};
use super::functions::{Function, functions};
use crate::public::{Public, public, shown};
use crate::resolve::{ModuleId, Target};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::Path;

/// What was measured.
#[derive(Debug, Default)]
pub struct Measured {
    /// Figures by their keys.
    pub figures: BTreeMap<&'static str, usize>,
    /// The places behind some of them.
    pub places: BTreeMap<&'static str, Vec<String>>,
}

/// The crates whose roots are counted, and the keys of their figures.
const ROOTS: [(&str, &str); 5] = [
    ("names-circuits", "ansatz_circuits"),
    ("names-simulator", "ansatz_simulator"),
    ("names-qml", "ansatz_qml"),
    ("names-jobs", "ansatz_jobs"),
    ("names-ansatz", "ansatz"),
];

/// All figures of a workspace that lies at a root.
pub fn measure(workspace: &Workspace, root: &Path) -> Measured {
    let mut measured = Measured::default();
    for (key, name) in ROOTS {
        let names = workspace.library(name).map_or(0, |owner| names_at_root(workspace, owner));
        measured.figures.insert(key, names);
    }
    measure_files(workspace, &mut measured);
    measure_functions(workspace, &mut measured);
    measure_documentation(workspace, root, &mut measured);
    measured
}

/// Names that the root of a library shows, modules not counted.
fn names_at_root(workspace: &Workspace, owner: usize) -> usize {
    let names = shown(workspace, ModuleId { owner, module: 0 });
    names.iter().filter(|name| !matches!(name.what, Target::Module(_))).count()
}

fn measure_files(workspace: &Workspace, measured: &mut Measured) {
    let mut lines: Vec<usize> =
        workspace.files.iter().filter(|file| !file.is_test).map(|file| file.lines).collect();
    lines.sort_unstable();
    let long = workspace.files.iter().filter(|file| file.lines > 300);
    let long: Vec<String> = long.map(|file| format!("{}: {} lines", file.path, file.lines)).collect();
    measured.places.insert("lines-of-files-max", long);
    let longest = workspace.files.iter().map(|file| file.lines).max();
    let keys = ["lines-of-files-median", "lines-of-files-p90", "lines-of-files-p99"];
    spread(&lines, keys, measured);
    measured.figures.insert("files", lines.len());
    measured.figures.insert("lines", lines.iter().sum());
    measured.figures.insert("lines-of-files-max", longest.unwrap_or(0));
}

fn spread(sorted: &[usize], keys: [&'static str; 3], measured: &mut Measured) {
    for (key, percent) in keys.into_iter().zip([50, 90, 99]) {
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        measured.figures.insert(key, sorted.get(rank - 1).copied().unwrap_or(0));
    }
}

/// The libraries that users can depend on.
fn libraries(workspace: &Workspace) -> Vec<usize> {
    let is_published = |name: &str| {
        let member = workspace.members.iter().find(|member| member.manifest.name.replace('-', "_") == name);
        member.is_some_and(|member| member.manifest.is_published)
    };
    let all = workspace.crates.iter().enumerate();
    all.filter(|(_, one)| one.is_library && is_published(&one.name)).map(|(owner, _)| owner).collect()
}

/// Every module that is not a test.
fn modules(workspace: &Workspace) -> Vec<ModuleId> {
    let all = workspace
        .crates
        .iter()
        .enumerate()
        .flat_map(|(owner, one)| (0..one.modules.len()).map(move |module| ModuleId { owner, module }));
    let file = |id: &ModuleId| workspace.crates[id.owner].modules[id.module].file;
    all.filter(|id| !workspace.files[file(id)].is_test).collect()
}

/// What users of all libraries together can name.
fn public_names(workspace: &Workspace) -> Public {
    let mut all = Public::default();
    for owner in libraries(workspace) {
        let mut one = public(workspace, owner);
        all.modules.append(&mut one.modules);
        all.items.append(&mut one.items);
    }
    all
}

fn measure_functions(workspace: &Workspace, measured: &mut Measured) {
    let public = public_names(workspace);
    let all: Vec<Function> =
        modules(workspace).into_iter().flat_map(|at| functions(workspace, at, &public)).collect();
    let mut lines: Vec<usize> = all.iter().map(|one| one.lines).filter(|lines| *lines > 0).collect();
    lines.sort_unstable();
    spread(
        &lines,
        ["lines-of-functions-median", "lines-of-functions-p90", "lines-of-functions-p99"],
        measured,
    );
    measured.figures.insert("lines-of-functions-max", lines.last().copied().unwrap_or(0));
    measured.figures.insert("functions", lines.len());
    measured.figures.insert("public-functions", all.iter().filter(|one| one.is_public).count());
    let mut count = |key: &'static str, of: &dyn Fn(&Function) -> usize| {
        let places = all.iter().filter(|one| of(one) > 0).map(|one| one.place.clone());
        measured.places.insert(key, places.collect());
        measured.figures.insert(key, all.iter().map(of).sum());
    };
    count("functions-of-five-arguments", &|one| usize::from(one.arguments > 4));
    count("tuple-parameters", &|one| one.tuples);
    count("tuple-parameters-public", &|one| if one.is_public { one.tuples } else { 0 });
    count("boolean-parameters-public", &|one| if one.is_public { one.booleans } else { 0 });
    count("functions-over-60-lines", &|one| usize::from(one.lines > 60));
}

fn measure_documentation(workspace: &Workspace, root: &Path, measured: &mut Measured) {
    let public = public_names(workspace);
    let libraries = libraries(workspace);
    let (mut bare, mut compiled, mut run) = (Vec::new(), 0, 0);
    for at in modules(workspace).into_iter().filter(|at| libraries.contains(&at.owner)) {
        bare.extend(undocumented(workspace, at, &public));
        let module = &workspace.crates[at.owner].modules[at.module];
        let file = root.join(&workspace.files[module.file].path);
        let found = examples(module, file.parent().unwrap_or(root));
        (compiled, run) = (compiled + found.compiled, run + found.run);
    }
    measured.figures.insert("public-without-documentation", bare.len());
    measured.places.insert("public-without-documentation", bare);
    measured.figures.insert("doctests", compiled);
    measured.figures.insert("doctests-that-run", run);
}
