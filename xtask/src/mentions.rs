//! What the code of a module mentions: paths, macros, string literals, methods, unsafe blocks, mutable statics, each
//! with its line. Called by the rules. Documentation is no code; inside macros tokens are read.

use crate::modules::{Module, leaves};
use proc_macro2::{TokenStream, TokenTree};
use std::iter::Peekable;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// What is mentioned.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A path, as it is written.
    Path(Vec<String>),
    /// A macro that is called: the last name of its path.
    Macro(String),
    /// A string.
    Text(String),
    /// A method that is called.
    Method(String),
    /// A field that is read or written.
    Field(String),
    /// `unsafe`.
    Unsafe,
    /// A static that can change: one of a lock, a cell or an atomic, or `static mut`.
    MutableStatic(String),
}

/// One mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The line in the file.
    pub line: usize,
    /// What is mentioned.
    pub what: What,
}

/// Everything that a module mentions, modules inside it not included.
pub fn mentions(module: &Module) -> Vec<Mention> {
    let mut reader = Reader::default();
    module.items.iter().for_each(|item| reader.visit_item(item));
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Mention>,
}

/// Types whose statics are state that lasts.
const CHANGING: [&str; 5] = ["Mutex", "RwLock", "RefCell", "Cell", "UnsafeCell"];

impl Reader {
    fn add(&mut self, at: &impl Spanned, what: What) {
        self.found.push(Mention { line: at.span().start().line, what });
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        leaves(&item.tree).into_iter().for_each(|leaf| self.add(item, What::Path(leaf.path)));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(path, What::Path(names));
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string());
        self.add(call, What::Macro(name.unwrap_or_default()));
        self.visit_path(&call.path);
        read_tokens(call.tokens.clone(), &mut self.found);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc") {
            self.visit_path(attribute.path());
            match &attribute.meta {
                syn::Meta::List(list) => read_tokens(list.tokens.clone(), &mut self.found),
                syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
                syn::Meta::Path(_) => {}
            }
        }
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.add(text, What::Text(text.value()));
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.add(&call.method, What::Method(call.method.to_string()));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if let syn::Member::Named(name) = &field.member {
            self.add(name, What::Field(name.to_string()));
        }
        visit::visit_expr_field(self, field);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.add(block, What::Unsafe);
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let syn::Safety::Unsafe(word) = &signature.safety {
            self.add(word, What::Unsafe);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let Some(word) = &item.unsafety {
            self.add(word, What::Unsafe);
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        let mut inside = Reader::default();
        inside.visit_type(&item.ty);
        let changes = |name: &String| CHANGING.contains(&name.as_str()) || name.starts_with("Atomic");
        let names_change = |mention: &Mention| match &mention.what {
            What::Path(path) => path.iter().any(changes),
            _ => false,
        };
        if matches!(item.mutability, syn::StaticMutability::Mut(_)) || inside.found.iter().any(names_change) {
            self.add(&item.ident, What::MutableStatic(item.ident.to_string()));
        }
        visit::visit_item_static(self, item);
    }
}

/// Paths, macros, strings and `unsafe` among tokens that are not parsed.
fn read_tokens(tokens: TokenStream, found: &mut Vec<Mention>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let line = token.span().start().line;
        match token {
            TokenTree::Group(group) => read_tokens(group.stream(), found),
            TokenTree::Ident(word) if word == "unsafe" => found.push(Mention { line, what: What::Unsafe }),
            TokenTree::Ident(word) => {
                let path = rest_of_path(word.to_string(), &mut tokens);
                let is_macro = is_punctuation(tokens.peek(), '!');
                if let (true, Some(name)) = (is_macro, path.last()) {
                    found.push(Mention { line, what: What::Macro(name.clone()) });
                }
                found.push(Mention { line, what: What::Path(path) });
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(Mention { line, what: What::Text(text.value()) });
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

fn is_punctuation(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punctuation)) if punctuation.as_char() == sign)
}

fn rest_of_path(
    first: String,
    tokens: &mut Peekable<impl Iterator<Item = TokenTree> + Clone>,
) -> Vec<String> {
    let mut path = vec![first];
    loop {
        let mut ahead = tokens.clone();
        let is_colons =
            is_punctuation(ahead.next().as_ref(), ':') && is_punctuation(ahead.next().as_ref(), ':');
        let Some(TokenTree::Ident(word)) = ahead.next().filter(|_| is_colons) else { return path };
        path.push(word.to_string());
        *tokens = ahead;
    }
}
