//! Which names a library shows: everything that can be reached from its root through public modules and re-exports.
//! Called by the figures.

use crate::modules::{Meaning, Module};
use crate::resolve::{ItemId, ModuleId, Target};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

/// What can be named from outside.
#[derive(Debug, Default)]
pub struct Public {
    /// Modules that can be reached.
    pub modules: BTreeSet<ModuleId>,
    /// Items that can be reached, at the place of their definition.
    pub items: BTreeSet<ItemId>,
}

impl Public {
    /// Whether an item can be named.
    pub fn shows(&self, item: &ItemId) -> bool {
        self.items.contains(item)
    }
}

/// What a library shows, items of other members that it exports again included.
pub fn public(workspace: &Workspace, owner: usize) -> Public {
    let mut found = Public::default();
    let mut waiting = vec![ModuleId { owner, module: 0 }];
    while let Some(at) = waiting.pop() {
        if !found.modules.insert(at) {
            continue;
        }
        for target in shown(workspace, at) {
            match target.what {
                Target::Module(module) => waiting.push(module),
                Target::Item(item) => {
                    found.items.insert(item);
                }
                Target::Outside(_) => {}
            }
        }
    }
    found
}

/// One name that a module shows, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The name.
    pub name: String,
    /// What it is.
    pub what: Target,
}

/// The public names of a module, those of its public globs included.
pub fn shown(workspace: &Workspace, at: ModuleId) -> Vec<Shown> {
    let module = &workspace.crates[at.owner].modules[at.module];
    let mut found = own(workspace, at, module);
    for glob in module.globs.iter().filter(|glob| glob.is_public) {
        if let Target::Module(inside) = workspace.resolve(at, &glob.path)
            && inside != at
        {
            found.extend(shown(workspace, inside));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn own(workspace: &Workspace, at: ModuleId, module: &Module) -> Vec<Shown> {
    let mut found = Vec::new();
    for (name, entries) in &module.names {
        for entry in entries.iter().filter(|entry| entry.is_public) {
            let what = match &entry.meaning {
                Meaning::Module(module) => Target::Module(ModuleId { module: *module, ..at }),
                Meaning::Item => Target::Item(ItemId { home: at, name: name.clone() }),
                Meaning::Use(path) => workspace.resolve(at, path),
            };
            found.push(Shown { name: name.clone(), what });
        }
    }
    found
}
