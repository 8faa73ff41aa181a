//! Functions with their lengths and arguments, and whether users see them. Called by the table of figures.
//! What a trait prescribes is counted where the trait is, so functions of `impl Trait for …` are measured in length only.

use crate::modules::{Module, is_for_tests, is_public};
use crate::public::Public;
use crate::resolve::{ItemId, ModuleId, Target};
use crate::workspace::Workspace;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{FnArg, ImplItemFn, ItemFn, ItemImpl, ItemTrait, Pat, Signature, TraitItemFn, Type};

/// One function.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// `path:line name`.
    pub place: String,
    /// From its signature to its last brace; 0 where it has no body.
    pub lines: usize,
    /// Arguments besides `self`; 0 where a trait prescribes them.
    pub arguments: usize,
    /// Arguments that are tuples, or taken apart as tuples.
    pub tuples: usize,
    /// Arguments that are `bool`.
    pub booleans: usize,
    /// Whether users of a library can call it.
    pub is_public: bool,
}

/// The functions of a module, those inside functions too.
pub fn functions(workspace: &Workspace, at: ModuleId, public: &Public) -> Vec<Function> {
    let module = &workspace.crates[at.owner].modules[at.module];
    let path = &workspace.files[module.file].path;
    let mut reader =
        Reader { workspace, at, public, path, is_shown: false, is_prescribed: false, found: Vec::new() };
    reader.read(module);
    reader.found
}

struct Reader<'a> {
    workspace: &'a Workspace,
    at: ModuleId,
    public: &'a Public,
    path: &'a str,
    /// Whether the type or trait around is shown.
    is_shown: bool,
    /// Whether a trait prescribes what is read.
    is_prescribed: bool,
    found: Vec<Function>,
}

impl Reader<'_> {
    fn read(&mut self, module: &Module) {
        module.items.iter().for_each(|item| self.visit_item(item));
    }

    fn shows(&self, name: &syn::Ident) -> bool {
        self.public.shows(&ItemId { home: self.at, name: name.to_string() })
    }

    /// Whether the type of an `impl` can be named by users.
    fn shows_type(&self, implemented: &Type) -> bool {
        let Type::Path(path) = implemented else { return false };
        let names: Vec<String> = path.path.segments.iter().map(|part| part.ident.to_string()).collect();
        match self.workspace.resolve(self.at, &names) {
            Target::Item(item) => self.public.shows(&item),
            _ => false,
        }
    }

    fn add(&mut self, signature: &Signature, body: Option<&syn::Block>, is_public: bool) {
        let first = signature.span().start().line;
        let lines = body.map_or(0, |body| body.span().end().line - first + 1);
        let typed: Vec<&syn::PatType> = match self.is_prescribed {
            true => Vec::new(),
            false => signature.inputs.iter().filter_map(typed).collect(),
        };
        self.found.push(Function {
            place: format!("{}:{first} {}", self.path, signature.ident),
            lines,
            arguments: typed.len(),
            tuples: typed.iter().filter(|argument| is_tuple(argument)).count(),
            booleans: typed.iter().filter(|argument| is_boolean(&argument.ty)).count(),
            is_public,
        });
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let is_public = is_public(&item.vis) && self.shows(&item.sig.ident);
        self.add(&item.sig, Some(&item.block), is_public);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        self.is_prescribed = item.trait_.is_some();
        self.is_shown = !self.is_prescribed && self.shows_type(&item.self_ty);
        visit::visit_item_impl(self, item);
        (self.is_prescribed, self.is_shown) = (false, false);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            self.add(&item.sig, Some(&item.block), self.is_shown && is_public(&item.vis));
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.is_shown = is_public(&item.vis) && self.shows(&item.ident);
        visit::visit_item_trait(self, item);
        self.is_shown = false;
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        self.add(&item.sig, item.default.as_ref(), self.is_shown);
        visit::visit_trait_item_fn(self, item);
    }
}

fn typed(argument: &FnArg) -> Option<&syn::PatType> {
    match argument {
        FnArg::Typed(argument) => Some(argument),
        FnArg::Receiver(_) => None,
    }
}

fn is_tuple(argument: &syn::PatType) -> bool {
    let is_pattern = matches!(&*argument.pat, Pat::Tuple(_));
    is_pattern || matches!(behind_references(&argument.ty), Type::Tuple(tuple) if !tuple.elems.is_empty())
}

fn is_boolean(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if path.path.is_ident("bool"))
}

fn behind_references(kind: &Type) -> &Type {
    match kind {
        Type::Reference(reference) => behind_references(&reference.elem),
        Type::Paren(inner) => behind_references(&inner.elem),
        other => other,
    }
}
