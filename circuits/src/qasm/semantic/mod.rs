//! What names and expressions mean: scopes, values, evaluation. Called by the machine; makes no circuit.

mod arithmetic;
mod array;
mod bitwise;
mod cast;
mod cells;
mod comparison;
mod concatenate;
mod duration;
mod evaluate;
mod formula;
mod fraction;
mod function;
mod hardware;
mod indices;
mod integer;
mod memory;
mod phasor;
mod predicate;
mod scope;
mod stop;
mod subscript;
mod template;
mod turn;
mod value;
mod work;

pub(crate) use arithmetic::Site;
pub(crate) use array::{Array, MAX_DIMENSIONS, MAX_ELEMENTS, View};
pub(crate) use cast::Conversion;
pub(crate) use cells::{Bits, Cell};
pub(crate) use duration::Duration;
pub(crate) use evaluate::{Evaluator, Place, Purpose};
pub(crate) use formula::Formula;
pub(crate) use function::is_function;
pub(crate) use hardware::{Hardware, Places};
pub(crate) use indices::{Indices, Steps, Subscript};
pub(crate) use integer::Integer;
pub(crate) use memory::{CellSlot, Mark, Memory};
pub(crate) use phasor::Phasor;
pub(crate) use predicate::Predicate;
pub(crate) use scope::{Access, Depth, Entry, GateSymbol, Routine, Scope, Symbol};
pub(crate) use stop::{Call, Evaluated, Stop};
pub(crate) use subscript::scalar_of;
pub(crate) use template::Template;
pub(crate) use turn::Turn;
pub(crate) use value::{Scalar, Type, Value};
pub(crate) use work::Work;

use crate::qasm::ast::Binary;
use crate::qasm::source::Spanned;

/// Applies an operator to two values.
pub(crate) fn binary(
    operator: Binary,
    left: Spanned<Value>,
    right: Spanned<Value>,
    site: Site<'_>,
) -> Evaluated<Value> {
    arithmetic::binary(operator, left, right, site)
}
