//! What a path means: the item that it ends at, through imports, re-exports and other members. Called by the checks.
//! Names inside functions and type parameters are not followed: such a path stays as it is written.

use crate::modules::{Crate, Meaning};
use crate::workspace::Workspace;

/// Where a path ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A module of the workspace.
    Module(ModuleId),
    /// An item of the workspace, or something of it (a function of a type, a variant).
    Item(ItemId),
    /// Something else, as it is written after imports are followed.
    Outside(Vec<String>),
}

/// A module of a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleId {
    /// The crate's number.
    pub owner: usize,
    /// The module's number in it.
    pub module: usize,
}

/// An item of a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId {
    /// Where it is defined.
    pub home: ModuleId,
    /// Its name.
    pub name: String,
}

/// Imports that lead to imports end somewhere; who goes further runs in a circle.
const MOST_STEPS: usize = 24;

impl Workspace {
    /// What a path means in a module.
    pub fn resolve(&self, at: ModuleId, path: &[String]) -> Target {
        self.follow(at, path, MOST_STEPS)
    }

    /// The whole path of what a path means: `crate::module::name`, or as it is written where that is outside.
    pub fn whole_path(&self, at: ModuleId, path: &[String]) -> Vec<String> {
        let of_module = |id: ModuleId| -> Vec<String> {
            let owner = &self.crates[id.owner];
            [std::slice::from_ref(&owner.name), &owner.modules[id.module].path].concat()
        };
        match self.resolve(at, path) {
            Target::Module(id) => of_module(id),
            Target::Item(item) => [of_module(item.home), vec![item.name]].concat(),
            Target::Outside(path) => path,
        }
    }

    fn follow(&self, at: ModuleId, path: &[String], steps: usize) -> Target {
        let outside = || Target::Outside(path.to_vec());
        let Some((first, rest)) = path.split_first() else { return Target::Module(at) };
        let Some(steps) = steps.checked_sub(1) else { return outside() };
        let owner = &self.crates[at.owner];
        match first.as_str() {
            "crate" => self.follow(ModuleId { module: 0, ..at }, rest, steps),
            "self" => self.follow(at, rest, steps),
            "super" => match parent(owner, at.module) {
                Some(module) => self.follow(ModuleId { module, ..at }, rest, steps),
                None => outside(),
            },
            name => self.step(at, name, rest, steps).unwrap_or_else(|| match self.library(name) {
                Some(owner) => self.follow(ModuleId { owner, module: 0 }, rest, steps),
                None => outside(),
            }),
        }
    }

    /// What a name means in a module, and the rest of the path in there; none if the module has no such name.
    fn step(&self, at: ModuleId, name: &str, rest: &[String], steps: usize) -> Option<Target> {
        let module = &self.crates[at.owner].modules[at.module];
        // A function does not hide a module of its name where the path goes on.
        let entries = module.names.get(name).map_or(&[][..], Vec::as_slice);
        let inner = entries.iter().find(|e| matches!(e.meaning, Meaning::Module(_)) && !rest.is_empty());
        if let Some(entry) = inner.or(entries.first()) {
            return Some(match &entry.meaning {
                Meaning::Module(module) => self.follow(ModuleId { module: *module, ..at }, rest, steps),
                Meaning::Item => Target::Item(ItemId { home: at, name: name.to_string() }),
                Meaning::Use(path) if path.len() == 1 && path[0] == name => {
                    self.follow_library(path, rest, steps)
                }
                Meaning::Use(path) => self.follow(at, &[path, rest].concat(), steps),
            });
        }
        module.globs.iter().find_map(|glob| {
            let steps = steps.checked_sub(1)?;
            match self.follow(at, &glob.path, steps) {
                Target::Module(inside) if inside != at => self.step(inside, name, rest, steps),
                _ => None,
            }
        })
    }

    /// `use name;`: a library of that name.
    fn follow_library(&self, path: &[String], rest: &[String], steps: usize) -> Target {
        match self.library(&path[0]) {
            Some(owner) => self.follow(ModuleId { owner, module: 0 }, rest, steps),
            None => Target::Outside([path, rest].concat()),
        }
    }
}

fn parent(owner: &Crate, module: usize) -> Option<usize> {
    let (_, above) = owner.modules[module].path.split_last()?;
    owner.modules.iter().position(|other| other.path == above)
}
