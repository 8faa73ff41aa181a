//! Types as declarations write them, their widths and sizes worked out.

use super::{Machine, Notice};
use crate::qasm::ast::{Dimensions, Node, ScalarKind, ScalarType, TypeName};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::semantic::{Evaluated, MAX_DIMENSIONS, MAX_ELEMENTS, Scalar, Type, Value, scalar_of};
use crate::qasm::source::Spanned;
use smallvec::SmallVec;

impl Machine {
    /// A type with its widths and sizes; `None` if an error has been reported about what they depend on.
    pub(super) fn type_of(&mut self, type_name: &TypeName, nodes: &[Node]) -> Evaluated<Option<Type>> {
        let Some(scalar) = self.scalar(&type_name.scalar, nodes)? else { return Ok(None) };
        let mut sizes: SmallVec<[u32; 2]> = SmallVec::new();
        match &type_name.dimensions {
            Dimensions::None => return Ok(Some(scalar.alone())),
            Dimensions::Count(count) => {
                let message = "`#dim` is for arguments: an array's declaration gives its sizes";
                return Err(Diagnostic::semantic(count.span, message).into());
            }
            Dimensions::Sizes(list) => {
                if list.len() > MAX_DIMENSIONS {
                    let message = format!("an array has at most {MAX_DIMENSIONS} dimensions");
                    return Err(Diagnostic::semantic(list[MAX_DIMENSIONS].span, message).into());
                }
                let mut total = 1u64;
                for size in list {
                    let value = self.evaluate(*size, nodes)?;
                    let Some(number) = value.to_integer(size.span, "a size")? else { return Ok(None) };
                    if number < 1 {
                        return Err(Diagnostic::semantic(size.span, "a size is at least 1").into());
                    }
                    total = total.saturating_mul(number as u64);
                    sizes.push(u32::try_from(number).unwrap_or(u32::MAX));
                }
                if total > MAX_ELEMENTS {
                    let message = format!("an array of {total} elements, the limit is {MAX_ELEMENTS}");
                    return Err(Diagnostic::limit(type_name.scalar.span, message).into());
                }
            }
        }
        if scalar == Scalar::Duration {
            self.talk.notice(Notice::Timing, type_name.scalar.span, super::statement::TIMING);
        }
        Ok(Some(Type { scalar, sizes }))
    }

    /// A scalar type; `None` as for [`type_of`](Self::type_of).
    pub(super) fn scalar(&mut self, scalar: &ScalarType, nodes: &[Node]) -> Evaluated<Option<Scalar>> {
        let width = match scalar.width {
            None => None,
            Some(width) => match self.evaluate(width, nodes)? {
                Value::Poison => return Ok(None),
                value => Some(Spanned::new(value, width.span)),
            },
        };
        if let (ScalarKind::Int | ScalarKind::Uint, Some(Spanned { value: Value::Int(bits), span: at })) =
            (scalar.kind, &width)
            && bits.value() > 127
        {
            self.talk.notice(Notice::Width, *at, "integers of more than 127 bits are computed with 127");
        }
        scalar_of(scalar.kind, width, scalar.span).map(Some)
    }
}
