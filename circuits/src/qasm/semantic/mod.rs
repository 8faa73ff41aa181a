//! What names and expressions mean: scopes, values, constant evaluation. Called by the lowering; makes no circuit.

mod arithmetic;
mod comparison;
mod evaluate;
mod function;
mod indices;
mod predicate;
mod scope;
mod value;

pub(crate) use evaluate::{Evaluator, Place, not_affine};
pub(crate) use indices::Indices;
pub(crate) use predicate::Predicate;
pub(crate) use scope::{Entry, GateSymbol, Scope, Symbol};
pub(crate) use value::{Affinity, Value};
