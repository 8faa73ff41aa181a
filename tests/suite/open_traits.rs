//! The law of open traits, read from the sources: what ships an optimizer or a loss uses public items only, so that anybody can write the same.
//!
//! `qml/tests/outside.rs` does so for three of them; here all are held to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{ImplItem, Item, ItemImpl, Type, UseTree, Visibility};

/// A folder of open traits, the traits, and the least number of shipped implementations.
const ROOMS: &[(&str, &[&str], usize)] = &[
    ("qml/src/optimize", &["Optimizer", "UpdateRule"], 17),
    ("qml/src/losses", &["Loss", "RegressionLoss"], 6),
];

fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &Path) -> Vec<(PathBuf, syn::File)> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry is readable").path());
    let rust = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|path| {
        let text = std::fs::read_to_string(&path).expect("a source is text");
        let file = syn::parse_file(&text).expect("a source that compiles is read");
        (path, file)
    })
    .collect()
}

/// The names that a tree of `use` brings in.
fn leaves(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, names),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.rename.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
        UseTree::Glob(_) => {}
    }
}

/// Names that a file takes from this crate, or those that a room gives to everybody.
fn used(file: &syn::File, wanted: impl Fn(&syn::ItemUse) -> bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in &file.items {
        if let Item::Use(item) = item
            && wanted(item)
        {
            leaves(&item.tree, &mut names);
        }
    }
    names
}

fn is_of_this_crate(item: &syn::ItemUse) -> bool {
    matches!(&item.tree, UseTree::Path(path) if path.ident == "super" || path.ident == "crate")
}

fn is_public(item: &syn::ItemUse) -> bool {
    matches!(item.vis, Visibility::Public(_))
}

/// The last word of a type's name.
fn name_of(of: &Type) -> Option<String> {
    let Type::Path(path) = of else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

fn implements(block: &ItemImpl, traits: &[&str]) -> bool {
    let name = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    name.is_some_and(|name| traits.iter().any(|known| name.ident == known))
}

fn impls(file: &syn::File) -> impl Iterator<Item = &ItemImpl> {
    file.items.iter().filter_map(|item| match item {
        Item::Impl(block) => Some(block),
        _ => None,
    })
}

/// Every word of a path, every method that is called on a value, and every `Type::method`.
#[derive(Default)]
struct Words {
    paths: BTreeSet<String>,
    methods: BTreeSet<String>,
    of_types: BTreeSet<Method>,
}

/// A method and the type that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Method {
    of: String,
    name: String,
}

impl<'ast> Visit<'ast> for Words {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.extend(path.segments.first().map(|segment| segment.ident.to_string()));
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [.., of, name] = &names[..] {
            self.of_types.insert(Method { of: of.clone(), name: name.clone() });
        }
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
}

/// Methods that only the room, or only the crate, may call.
fn restricted(file: &syn::File) -> BTreeSet<Method> {
    let of_block = |block: &ItemImpl| -> Vec<Method> {
        let of = name_of(&block.self_ty).unwrap_or_default();
        let method = |item: &ImplItem| match item {
            ImplItem::Fn(method) if matches!(method.vis, Visibility::Restricted(_)) => {
                Some(Method { of: of.clone(), name: method.sig.ident.to_string() })
            }
            _ => None,
        };
        block.items.iter().filter_map(method).collect()
    };
    impls(file).flat_map(of_block).collect()
}

#[test]
fn what_is_shipped_uses_public_items_only() {
    for (folder, traits, least) in ROOMS {
        let files = rust_files(&workspace().join(folder));
        let room = files.iter().find(|(path, _)| path.ends_with("mod.rs")).expect("a room has a mod.rs");
        let mut public = used(&room.1, is_public);
        // What stands in `mod.rs` itself.
        public.extend(room.1.items.iter().filter_map(|item| match item {
            Item::Trait(item) if matches!(item.vis, Visibility::Public(_)) => Some(item.ident.to_string()),
            _ => None,
        }));
        let hidden: BTreeSet<Method> = files.iter().flat_map(|(_, file)| restricted(file)).collect();
        let mut shipped = 0;
        for (path, file) in &files {
            let makers: BTreeSet<String> =
                impls(file).filter(|b| implements(b, traits)).filter_map(|b| name_of(&b.self_ty)).collect();
            shipped += makers.len();
            let mut words = Words::default();
            let of_makers = |block: &&ItemImpl| name_of(&block.self_ty).is_some_and(|n| makers.contains(&n));
            impls(file).filter(of_makers).for_each(|block| words.visit_item_impl(block));
            let taken = used(file, is_of_this_crate);
            let closed: Vec<&String> =
                words.paths.intersection(&taken).filter(|name| !public.contains(*name)).collect();
            assert!(closed.is_empty(), "{}: {closed:?} are not public", path.display());
            let is_called = |hidden: &&Method| {
                words.of_types.contains(*hidden)
                    || makers.contains(&hidden.of)
                        && words.of_types.contains(&Method { of: "Self".into(), name: hidden.name.clone() })
                    || hidden.name != "new" && words.methods.contains(&hidden.name)
            };
            let called: Vec<&Method> = hidden.iter().filter(is_called).collect();
            assert!(called.is_empty(), "{}: {called:?} are methods of this room only", path.display());
        }
        assert!(shipped >= *least, "{folder} has only {shipped} implementations");
    }
}
