//! A member's manifest: its name, what it depends on, whether it is published. Called by `workspace`.

use crate::{ReadError, Result};
use std::path::Path;
use toml::{Table, Value};

/// One package.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The package's name, with hyphens.
    pub name: String,
    /// Names of its dependencies, optional and target-specific ones and those of build scripts too, tests' not.
    pub dependencies: Vec<String>,
    /// Whether it may be published.
    pub is_published: bool,
}

/// Reads the manifest of a folder.
///
/// # Errors
///
/// The file is not there, or not TOML.
pub fn read(folder: &Path) -> Result<Table> {
    let path = folder.join("Cargo.toml");
    let text =
        std::fs::read_to_string(&path).map_err(|source| ReadError::File { path: path.clone(), source })?;
    text.parse::<Table>().map_err(|source| ReadError::Manifest { path, source: Box::new(source) })
}

/// The folders that a root manifest names as members.
pub fn members(root: &Table) -> Vec<String> {
    let listed = root.get("workspace").and_then(|w| w.get("members")).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(|member| member.as_str().map(str::to_string)).collect()
}

/// The package of a manifest, if it has one.
pub fn package(manifest: &Table) -> Option<Manifest> {
    let package = manifest.get("package")?;
    Some(Manifest {
        name: package.get("name")?.as_str()?.to_string(),
        dependencies: dependencies(manifest),
        is_published: package.get("publish").and_then(Value::as_bool).unwrap_or(true),
    })
}

fn dependencies(manifest: &Table) -> Vec<String> {
    let names = |table: &Table| -> Vec<String> {
        let sections = ["dependencies", "build-dependencies"];
        let found = sections.iter().filter_map(|section| table.get(*section).and_then(Value::as_table));
        found.flat_map(|section| section.keys().cloned()).collect()
    };
    let mut all = names(manifest);
    let targets = manifest.get("target").and_then(Value::as_table);
    all.extend(targets.into_iter().flat_map(Table::values).filter_map(Value::as_table).flat_map(names));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_targets_count_and_those_of_tests_do_not() {
        let text = "[package]\nname = \"a\"\npublish = false\n[dependencies]\nb.workspace = true\n\
                    [dev-dependencies]\nc = \"1\"\n[target.'cfg(unix)'.dependencies]\nd = \"1\"\n";
        let manifest = package(&text.parse().expect("TOML")).expect("a package");
        assert_eq!(manifest.dependencies, ["b", "d"]);
        assert!(!manifest.is_published);
    }
}
