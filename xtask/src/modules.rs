//! A crate as a tree of modules, each with its items and the names that it defines or imports. Called by `workspace`.
//! Items under `#[cfg(test)]` are left out; items that a macro makes are not seen.

use crate::workspace::File;
use crate::{ReadError, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::visit::Visit;
use syn::{Attribute, Item, ItemUse, UseTree, Visibility};

/// A library, binary, test, bench or example.
pub struct Crate {
    /// Its name as code writes it, with underscores.
    pub name: String,
    /// Whether it is the library of its package.
    pub is_library: bool,
    /// The root first.
    pub modules: Vec<Module>,
}

/// One module.
pub struct Module {
    /// The names from the root of its crate to it.
    pub path: Vec<String>,
    /// The number of its file in the workspace.
    pub file: usize,
    /// Attributes inside its file.
    pub attributes: Vec<Attribute>,
    /// Its items; those of modules inside it are theirs.
    pub items: Vec<Item>,
    /// What its names mean; a name can be a type and a function.
    pub names: BTreeMap<String, Vec<Entry>>,
    /// Paths of which everything is imported.
    pub globs: Vec<Import>,
}

/// What a name of a module is.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Whether it is `pub` without restriction.
    pub is_public: bool,
    /// What it stands for.
    pub meaning: Meaning,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A module inside this one: its number.
    Module(usize),
    /// An item that is defined here.
    Item,
    /// The path of an import.
    Use(Vec<String>),
}

/// An import of everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The path before `::*`.
    pub path: Vec<String>,
    /// Whether it is exported again.
    pub is_public: bool,
}

/// Reads the crates of one package.
pub struct Reader<'a> {
    root: &'a Path,
    package: String,
    folder: &'a str,
    first_file: usize,
    claimed: BTreeSet<String>,
    /// The crates that were read.
    pub crates: Vec<Crate>,
    /// Their files.
    pub files: Vec<File>,
}

/// A file that waits to be read as a module.
struct Place {
    path: String,
    /// The folder in which its modules lie.
    inside: String,
    names: Vec<String>,
    is_test: bool,
}

impl Place {
    /// Where the file of a module that is named here would lie.
    fn below(&self, module: &syn::ItemMod) -> Place {
        let name = module.ident.to_string();
        let inside = format!("{}/{name}", self.inside);
        let is_test = self.is_test || is_for_tests(&module.attrs);
        let names = [&self.names[..], &[name]].concat();
        Place { path: self.path.clone(), inside, names, is_test }
    }
}

impl<'a> Reader<'a> {
    /// A reader for the package in a folder.
    pub fn new(root: &'a Path, package: &str, folder: &'a str) -> Reader<'a> {
        let package = package.replace('-', "_");
        let (claimed, crates, files) = (BTreeSet::new(), Vec::new(), Vec::new());
        Reader { root, package, folder, first_file: 0, claimed, crates, files }
    }

    /// Reads its sources: library and binary with all their modules, then whatever else there is as roots of their
    /// own.
    ///
    /// # Errors
    ///
    /// A source cannot be read.
    pub fn read_all(&mut self, sources: &[String], first_file: usize) -> Result<()> {
        self.first_file = first_file;
        let at = |name: &str| match self.folder {
            "" => name.to_string(),
            folder => format!("{folder}/{name}"),
        };
        let mut roots = vec![at("src/lib.rs"), at("src/main.rs")];
        let mut others = sources.to_vec();
        others.sort_by_key(|path| (path.ends_with("/mod.rs"), path.matches('/').count(), path.clone()));
        roots.extend(others);
        for path in roots {
            if sources.contains(&path) && !self.claimed.contains(&path) {
                self.read_crate(path)?;
            }
        }
        Ok(())
    }

    fn read_crate(&mut self, path: String) -> Result<()> {
        let is_library = path.ends_with("src/lib.rs");
        let stem = path.rsplit(['/', '.']).nth(1).unwrap_or("main").to_string();
        let name = if is_library { self.package.clone() } else { format!("{}_{stem}", self.package) };
        let inside = path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
        let in_tests = |name: &str| format!("/{path}").contains(&format!("/{name}/"));
        let is_test = ["tests", "suite", "allocations"].iter().any(|name| in_tests(name));
        let mut modules = Vec::new();
        self.read_file(Place { path, inside, names: Vec::new(), is_test }, &mut modules)?;
        self.crates.push(Crate { name, is_library, modules });
        Ok(())
    }

    /// Reads a file and the modules that it names; answers its number among the modules.
    fn read_file(&mut self, place: Place, modules: &mut Vec<Module>) -> Result<usize> {
        let full = self.root.join(&place.path);
        let text = std::fs::read_to_string(&full).map_err(|source| ReadError::File { path: full, source })?;
        let syntax = syn::parse_file(&text)
            .map_err(|source| ReadError::Syntax { path: place.path.clone(), source })?;
        self.claimed.insert(place.path.clone());
        let file = self.first_file + self.files.len();
        let lines = text.lines().count();
        self.files.push(File { path: place.path.clone(), lines, is_test: place.is_test });
        let number = add_module(modules, &place.names, file, syntax.attrs);
        self.fill(number, syntax.items, place, modules)?;
        Ok(number)
    }

    /// Gives a module its items, and reads the modules among them.
    fn fill(
        &mut self,
        number: usize,
        items: Vec<Item>,
        place: Place,
        modules: &mut Vec<Module>,
    ) -> Result<()> {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let child = place.below(&module);
                    self.fill_module(number, module, child, modules)?;
                }
                item if is_for_tests(attributes(&item)) => {}
                item => {
                    name_item(&mut modules[number], &item);
                    modules[number].items.push(item);
                }
            }
        }
        Ok(())
    }

    fn fill_module(
        &mut self,
        parent: usize,
        mut item: syn::ItemMod,
        child: Place,
        modules: &mut Vec<Module>,
    ) -> Result<()> {
        let found = match item.content.take() {
            Some(_) if is_for_tests(&item.attrs) => return Ok(()),
            Some((_, inner)) => {
                let file = modules[parent].file;
                let number = add_module(modules, &child.names, file, Vec::new());
                self.fill(number, inner, child, modules)?;
                Some(number)
            }
            None => self.read_declared(child, modules)?,
        };
        if let Some(found) = found {
            let entry = Entry { is_public: is_public(&item.vis), meaning: Meaning::Module(found) };
            modules[parent].names.entry(item.ident.to_string()).or_default().push(entry);
            modules[parent].items.push(Item::Mod(item));
        }
        Ok(())
    }

    /// Reads the file of `mod name;`, where there is one.
    fn read_declared(&mut self, child: Place, modules: &mut Vec<Module>) -> Result<Option<usize>> {
        let flat = format!("{}.rs", child.inside);
        let nested = format!("{}/mod.rs", child.inside);
        let path = [flat, nested].into_iter().find(|path| self.root.join(path).exists());
        match path {
            Some(path) if !self.claimed.contains(&path) => {
                if child.is_test {
                    let mut apart = Vec::new();
                    self.read_file(Place { path, ..child }, &mut apart)?;
                    let name = format!("{}_tests", self.package);
                    self.crates.push(Crate { name, is_library: false, modules: apart });
                    return Ok(None);
                }
                self.read_file(Place { path, ..child }, modules).map(Some)
            }
            _ => Ok(None),
        }
    }
}

fn add_module(modules: &mut Vec<Module>, path: &[String], file: usize, attributes: Vec<Attribute>) -> usize {
    let (items, names, globs) = (Vec::new(), BTreeMap::new(), Vec::new());
    modules.push(Module { path: path.to_vec(), file, attributes, items, names, globs });
    modules.len() - 1
}

/// Enters the names that an item defines, and those that it imports, inside its functions too.
fn name_item(module: &mut Module, item: &Item) {
    if let Some((name, visibility)) = name_of(item) {
        let entry = Entry { is_public: is_public(visibility), meaning: Meaning::Item };
        module.names.entry(name).or_default().push(entry);
    }
    Imports { module }.visit_item(item);
}

struct Imports<'m> {
    module: &'m mut Module,
}

impl<'ast> Visit<'ast> for Imports<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_public = is_public(&item.vis);
        for leaf in leaves(&item.tree) {
            match leaf.name {
                Some(name) => {
                    let entry = Entry { is_public, meaning: Meaning::Use(leaf.path) };
                    self.module.names.entry(name).or_default().push(entry);
                }
                None => self.module.globs.push(Import { path: leaf.path, is_public }),
            }
        }
    }
}

/// One path of a `use` and the name that it gets; none for everything (`*`).
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The whole path.
    pub path: Vec<String>,
    /// The name in this module.
    pub name: Option<String>,
}

/// The paths of a `use`.
pub fn leaves(tree: &UseTree) -> Vec<Leaf> {
    fn walk(tree: &UseTree, before: &[String], found: &mut Vec<Leaf>) {
        let longer = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => walk(&path.tree, &longer(path.ident.to_string()), found),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, found)),
            UseTree::Glob(_) => found.push(Leaf { path: before.to_vec(), name: None }),
            UseTree::Name(name) if name.ident == "self" => {
                found.push(Leaf { path: before.to_vec(), name: before.last().cloned() });
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                found.push(Leaf { path: longer(name.clone()), name: Some(name) });
            }
            UseTree::Rename(rename) if rename.ident == "self" => {
                found.push(Leaf { path: before.to_vec(), name: Some(rename.rename.to_string()) });
            }
            UseTree::Rename(rename) => {
                let name = Some(rename.rename.to_string());
                found.push(Leaf { path: longer(rename.ident.to_string()), name });
            }
        }
    }
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

/// Whether something is `pub` without restriction.
pub fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name that an item defines, with its visibility.
pub fn name_of(item: &Item) -> Option<(String, &Visibility)> {
    let (name, visibility) = match item {
        Item::Const(item) => (&item.ident, &item.vis),
        Item::Enum(item) => (&item.ident, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.vis),
        Item::Mod(item) => (&item.ident, &item.vis),
        Item::Static(item) => (&item.ident, &item.vis),
        Item::Struct(item) => (&item.ident, &item.vis),
        Item::Trait(item) => (&item.ident, &item.vis),
        Item::TraitAlias(item) => (&item.ident, &item.vis),
        Item::Type(item) => (&item.ident, &item.vis),
        Item::Union(item) => (&item.ident, &item.vis),
        _ => return None,
    };
    Some((name.to_string(), visibility))
}

/// The attributes of an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether something with these attributes is compiled for tests alone.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    let names_test = |attribute: &Attribute| {
        attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    };
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        path.is_ident("test") || (path.is_ident("cfg") && names_test(attribute))
    })
}
