//! `a ++ b`: registers of qubits, bits, arrays.

use super::arithmetic::Site;
use super::array::{Array, MAX_ELEMENTS};
use super::cells::Bits;
use super::stop::Evaluated;
use super::value::Value;
use crate::qasm::diagnostic::Diagnostic;
use std::sync::Arc;

pub(super) fn concatenate(left: Value, right: Value, site: Site<'_>) -> Evaluated<Value> {
    let length = left.num_elements() + right.num_elements();
    if length > MAX_ELEMENTS {
        let message = format!("{length} elements are too many to join, the limit is {MAX_ELEMENTS}");
        return Err(Diagnostic::limit(site.span, message).into());
    }
    match (left, right) {
        (Value::Qubits(a), Value::Qubits(b)) => Ok(Value::Qubits(a.concatenate(&b))),
        (Value::Register(a), Value::Register(b)) => Ok(Value::Register(a.concatenate(&b))),
        (Value::Bits(a), Value::Bits(b)) => {
            // The left operand holds the low indices, as for registers.
            let cells = a.cells.iter().chain(b.cells.iter()).copied().collect();
            Ok(Value::Bits(Bits { cells, is_single: false }))
        }
        (Value::Array(a), Value::Array(b)) if a.sizes[1..] == b.sizes[1..] => {
            let mut values = a.values.to_vec();
            for value in b.values.iter() {
                values.push(value.clone().cast(a.scalar, super::cast::Conversion::Implicit, site.span)?);
            }
            let mut sizes = a.sizes.clone();
            sizes[0] += b.sizes[0];
            Ok(Value::Array(Array { scalar: a.scalar, sizes, values: Arc::new(values) }))
        }
        _ => site.error("`++` joins two registers of qubits, two of bits, or two arrays"),
    }
}
