//! Public items without documentation, and the examples in documentation. Called by the table of figures.

use crate::modules::{Module, attributes, is_public, name_of};
use crate::public::Public;
use crate::resolve::{ItemId, ModuleId, Target};
use crate::workspace::Workspace;
use std::path::Path;
use syn::visit::Visit;
use syn::{Attribute, Expr, Fields, ImplItem, Item, ItemImpl, TraitItem, Type};

/// The public items of a module that have no documentation, as `path: name`; fields, variants and methods too.
pub fn undocumented(workspace: &Workspace, at: ModuleId, public: &Public) -> Vec<String> {
    let module = &workspace.crates[at.owner].modules[at.module];
    let path = &workspace.files[module.file].path;
    let bare = module.items.iter().flat_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && shows_type(workspace, at, public, item) => methods(item),
        Item::Mod(_) => bare_module(workspace, at, public, item),
        item => bare_item(at, public, item),
    });
    bare.map(|name| format!("{path}: {name}")).collect()
}

fn is_bare(attributes: &[Attribute]) -> bool {
    !attributes.iter().any(|attribute| attribute.path().is_ident("doc"))
}

fn shows_type(workspace: &Workspace, at: ModuleId, public: &Public, item: &ItemImpl) -> bool {
    let Type::Path(path) = &*item.self_ty else { return false };
    let names: Vec<String> = path.path.segments.iter().map(|part| part.ident.to_string()).collect();
    matches!(workspace.resolve(at, &names), Target::Item(item) if public.shows(&item))
}

fn methods(item: &ItemImpl) -> Vec<String> {
    let bare = item.items.iter().filter_map(|part| match part {
        ImplItem::Fn(part) if is_public(&part.vis) && is_bare(&part.attrs) => {
            Some(part.sig.ident.to_string())
        }
        ImplItem::Const(part) if is_public(&part.vis) && is_bare(&part.attrs) => Some(part.ident.to_string()),
        _ => None,
    });
    bare.collect()
}

/// A public module is documented where it is named or inside its file.
fn bare_module(workspace: &Workspace, at: ModuleId, public: &Public, item: &Item) -> Vec<String> {
    let Some((name, visibility)) = name_of(item) else { return Vec::new() };
    let Target::Module(inside) =
        workspace.resolve(at, &["self".to_string(), name.clone(), "self".to_string()])
    else {
        return Vec::new();
    };
    let inner = &workspace.crates[inside.owner].modules[inside.module].attributes;
    let is_shown = is_public(visibility) && public.modules.contains(&inside);
    if is_shown && is_bare(attributes(item)) && is_bare(inner) { vec![name] } else { Vec::new() }
}

fn bare_item(at: ModuleId, public: &Public, item: &Item) -> Vec<String> {
    let Some((name, visibility)) = name_of(item) else { return Vec::new() };
    if !is_public(visibility) || !public.shows(&ItemId { home: at, name: name.clone() }) {
        return Vec::new();
    }
    let mut bare = Vec::new();
    if is_bare(attributes(item)) {
        bare.push(name.clone());
    }
    let parts = match item {
        Item::Struct(item) => bare_fields(&item.fields, true),
        Item::Enum(item) => item.variants.iter().flat_map(bare_variant).collect(),
        Item::Trait(item) => item.items.iter().filter_map(bare_part).collect(),
        _ => Vec::new(),
    };
    bare.extend(parts.into_iter().map(|part| format!("{name}::{part}")));
    bare
}

fn bare_variant(variant: &syn::Variant) -> Vec<String> {
    let own = is_bare(&variant.attrs).then(|| variant.ident.to_string());
    let fields = bare_fields(&variant.fields, false);
    own.into_iter().chain(fields.into_iter().map(|field| format!("{}::{field}", variant.ident))).collect()
}

/// Named fields without documentation: those that are `pub`, or all of them as in a variant.
fn bare_fields(fields: &Fields, only_public: bool) -> Vec<String> {
    let Fields::Named(fields) = fields else { return Vec::new() };
    let bare = fields.named.iter().filter(|field| !only_public || is_public(&field.vis));
    let bare = bare.filter(|field| is_bare(&field.attrs));
    bare.filter_map(|field| field.ident.as_ref().map(ToString::to_string)).collect()
}

fn bare_part(part: &TraitItem) -> Option<String> {
    match part {
        TraitItem::Fn(part) if is_bare(&part.attrs) => Some(part.sig.ident.to_string()),
        TraitItem::Const(part) if is_bare(&part.attrs) => Some(part.ident.to_string()),
        TraitItem::Type(part) if is_bare(&part.attrs) => Some(part.ident.to_string()),
        _ => None,
    }
}

/// Examples in documentation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Examples {
    /// Blocks that are compiled.
    pub compiled: usize,
    /// Those of them that also run.
    pub run: usize,
}

/// The examples in a module's documentation; `folder` is that of its file, from which texts are included.
pub fn examples(module: &Module, folder: &Path) -> Examples {
    let mut reader = Reader { folder, is_inside: false, examples: Examples::default() };
    module.attributes.iter().for_each(|attribute| reader.visit_attribute(attribute));
    module.items.iter().for_each(|item| reader.visit_item(item));
    reader.examples
}

struct Reader<'a> {
    folder: &'a Path,
    is_inside: bool,
    examples: Examples,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        let Some(kind) = line.trim().strip_prefix("```") else { return };
        self.is_inside = !self.is_inside;
        if self.is_inside {
            let words: Vec<&str> = kind.split([',', ' ']).filter(|word| !word.is_empty()).collect();
            let rust = ["rust", "no_run", "should_panic", "compile_fail", "edition2021", "edition2024"];
            let is_compiled = words.iter().all(|word| rust.contains(word));
            let is_run = is_compiled && !words.iter().any(|word| ["no_run", "compile_fail"].contains(word));
            self.examples.compiled += usize::from(is_compiled);
            self.examples.run += usize::from(is_run);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let syn::Meta::NameValue(pair) = &attribute.meta else { return };
        if !pair.path.is_ident("doc") {
            return;
        }
        match &pair.value {
            Expr::Lit(literal) => {
                if let syn::Lit::Str(text) = &literal.lit {
                    text.value().lines().for_each(|line| self.line(line));
                }
            }
            Expr::Macro(call) if call.mac.path.is_ident("include_str") => {
                let name = call.mac.parse_body::<syn::LitStr>();
                let text =
                    name.ok().and_then(|name| std::fs::read_to_string(self.folder.join(name.value())).ok());
                text.unwrap_or_default().lines().for_each(|line| self.line(line));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_other_languages_are_no_examples_and_some_do_not_run() {
        let text = "//! ```\n//! f();\n//! ```\n/// ```text\n/// no\n/// ```\n/// ```no_run\n/// g();\n/// ```\nfn f() {}\n";
        let file = syn::parse_file(text).expect("Rust");
        let mut reader = Reader { folder: Path::new(""), is_inside: false, examples: Examples::default() };
        reader.visit_file(&file);
        assert_eq!(reader.examples, Examples { compiled: 2, run: 1 });
    }
}
