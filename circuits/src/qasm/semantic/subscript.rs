//! Indices, ranges, lists and casts as expressions write them.

use super::array::{Array, View};
use super::cast::Conversion;
use super::cells::Bits;
use super::evaluate::{Evaluator, Place, Purpose};
use super::indices::{Indices, Steps, Subscript};
use super::stop::Evaluated;
use super::value::{Precision, Scalar, Value};
use crate::qasm::ast::{HasWidth, Parts, ScalarKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Language;
use crate::qasm::source::{Span, Spanned};
use smallvec::SmallVec;
use std::sync::Arc;

type Subscripts = SmallVec<[Spanned<Subscript>; 1]>;

impl Evaluator<'_> {
    /// `base[subscripts]`, which ends where the bracket ends.
    pub(super) fn index(&mut self, count: u32, bracket: Span) -> Evaluated<Spanned<Value>> {
        let mut subscripts = Subscripts::new();
        let mut is_known = true;
        for _ in 0..count {
            let Spanned { value, span: at } = self.pop_value()?;
            match self.subscript(value, at)? {
                Some(subscript) => subscripts.insert(0, Spanned::new(subscript, at)),
                None => is_known = false,
            }
        }
        let Spanned { value: base, span: start } = self.pop();
        let span = start.to(bracket);
        if matches!(base, Value::Qubits(_) | Value::Register(_)) && subscripts.len() > 1 {
            // Old drafts list the elements of a register without braces.
            let at = subscripts[0].span;
            let places = subscripts.iter().map(|subscript| match &subscript.value {
                Subscript::At(place) => Some(*place),
                _ => None,
            });
            if let Some(places) = places.collect::<Option<Vec<i64>>>() {
                subscripts = smallvec::smallvec![Spanned::new(Subscript::Set(places), at)];
            }
        }
        if base == Value::Poison || !is_known {
            // Which element it is may be unknown, but not whether it has elements.
            return Ok(Spanned::new(Value::Poison, span));
        }
        Ok(Spanned::new(self.element(base, &subscripts, Brackets { start, bracket })?, span))
    }

    /// What stands between the brackets; `None` if it is not known.
    fn subscript(&self, value: Value, at: Span) -> Evaluated<Option<Subscript>> {
        match value {
            Value::Poison => Ok(None),
            Value::Range(_) | Value::List(_) if self.language == Language::Two => {
                Err(Diagnostic::syntax(at, "ranges and sets are OpenQASM 3 syntax").into())
            }
            Value::Range(subscript) => Ok(Some(subscript)),
            Value::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for Spanned { value: item, span: at } in items.iter() {
                    match self.memory.read(item.clone()).to_integer(*at, "an index")? {
                        Some(index) => list.push(index),
                        None => return Ok(None),
                    }
                }
                Ok(Some(Subscript::Set(list)))
            }
            Value::Array(array) => {
                let items = array.values.iter().map(|item| item.to_integer(at, "an index"));
                Ok(items.collect::<Evaluated<Option<Vec<i64>>>>()?.map(Subscript::Set))
            }
            other => Ok(other.to_integer(at, "an index")?.map(Subscript::At)),
        }
    }

    fn element(&self, base: Value, subscripts: &[Spanned<Subscript>], site: Brackets) -> Evaluated<Value> {
        let [Spanned { value: subscript, span: at }, rest @ ..] = subscripts else { return Ok(base) };
        let value = match base {
            Value::Qubits(_) if self.place == Place::Gate => {
                return Err(Diagnostic::semantic(
                    site.bracket,
                    "the arguments of a gate are single qubits, they have no index",
                )
                .into());
            }
            Value::Qubits(indices) => Value::Qubits(indices.select(subscript, *at, self.language)?),
            Value::Register(indices) => Value::Register(indices.select(subscript, *at, self.language)?),
            Value::View(view) if !view.axes.is_empty() => {
                let picks_any = subscripts.iter().any(|s| matches!(s.value, Subscript::Set(_)));
                if picks_any {
                    return self.element(self.memory.part(&view), subscripts, site);
                }
                if let Some((whole, bits)) = beyond(subscripts, view.axes.len()) {
                    let part = self.memory.part(&self.narrowed(view, whole)?);
                    return self.element(part, bits, site);
                }
                return Ok(Value::View(self.narrowed(view, subscripts)?));
            }
            Value::View(view) => return self.element(self.memory.part(&view), subscripts, site),
            Value::Array(array) => {
                if let Subscript::Set(places) = subscript {
                    return self.gathered(&array, Spanned::new(places, *at), rest, site);
                }
                let is_set = |s: &Spanned<Subscript>| matches!(s.value, Subscript::Set(_));
                if rest.iter().any(is_set) {
                    let view = self.narrowed(array.view(0), &subscripts[..1])?;
                    return self.element(array.part(&view), rest, site);
                }
                if let Some((whole, bits)) = beyond(subscripts, array.sizes.len()) {
                    let view = self.narrowed(array.view(0), whole)?;
                    return self.element(array.part(&view), bits, site);
                }
                let view = self.narrowed(array.view(0), subscripts)?;
                return Ok(array.part(&view));
            }
            Value::Bits(bits) if !bits.is_single => {
                Value::Bits(of_bits(&bits, subscript, *at, self.language)?)
            }
            // The bits of a number.
            Value::Int(value) => {
                let bits = Bits::known((0..u32::from(value.width())).map(|k| value.bit(k)));
                Value::Bits(of_bits(&bits, subscript, *at, self.language)?)
            }
            Value::Measured { cells, .. } => {
                let bits = Bits { cells, is_single: false };
                Value::Bits(of_bits(&bits, subscript, *at, self.language)?)
            }
            Value::Turn(turn) => {
                let (bits, width) = turn.bits();
                let bits = Bits::known((0..width).map(|k| bits >> k & 1 == 1));
                Value::Bits(of_bits(&bits, subscript, *at, self.language)?)
            }
            Value::Poison => return Ok(Value::Poison),
            other => {
                let message = format!("{} cannot be indexed", other.describe());
                return Err(Diagnostic::semantic(site.start, message).into());
            }
        };
        self.element(value, rest, site)
    }

    /// The parts of an array that a set picks, one after another.
    fn gathered(
        &self,
        array: &Array,
        Spanned { value: places, span: at }: Spanned<&[i64]>,
        rest: &[Spanned<Subscript>],
        site: Brackets,
    ) -> Evaluated<Value> {
        let (mut values, mut inner) = (Vec::new(), SmallVec::new());
        for place in places {
            let view = self.narrowed(array.view(0), &[Spanned::new(Subscript::At(*place), at)])?;
            match self.element(array.part(&view), rest, site)? {
                Value::Array(part) => {
                    inner = part.sizes.clone();
                    values.extend(part.values.iter().cloned());
                }
                value => values.push(value),
            }
        }
        inner.insert(0, places.len() as u32);
        Ok(Value::Array(Array { scalar: array.scalar, sizes: inner, values: Arc::new(values) }))
    }

    /// The part of an array that subscripts pick, one for each of its first dimensions.
    fn narrowed(&self, view: View, subscripts: &[Spanned<Subscript>]) -> Checked<View> {
        let mut narrow = View { axes: SmallVec::new(), ..view.clone() };
        for (k, Spanned { value: subscript, span: at }) in subscripts.iter().enumerate() {
            let Some((size, distance)) = view.axes.get(k).copied() else {
                let message = format!("{} indices for an array of {}", subscripts.len(), view.axes.len());
                return Err(Diagnostic::semantic(*at, message));
            };
            let whole = Indices::Run { start: 0, size };
            match (subscript, whole.select(subscript, *at, self.language)?) {
                (Subscript::At(_), place) => narrow.offset += i64::from(place.get(0)) * distance,
                (_, places) => {
                    let step = match places.len() {
                        0 | 1 => 1,
                        _ => i64::from(places.get(1)) - i64::from(places.get(0)),
                    };
                    let is_even = (1..places.len())
                        .all(|k| i64::from(places.get(k)) - i64::from(places.get(k - 1)) == step);
                    if !is_even {
                        return Err(Diagnostic::semantic(*at, "arrays are indexed by numbers and ranges"));
                    }
                    narrow.offset += i64::from(places.get(0)) * distance;
                    narrow.axes.push((places.len() as u32, distance * step));
                }
            }
        }
        narrow.axes.extend(view.axes.iter().skip(subscripts.len()).copied());
        Ok(narrow)
    }

    pub(super) fn range(&mut self, parts: Parts, span: Span) -> Evaluated<Value> {
        let (stop, step, start) = (self.part(parts.stop)?, self.part(parts.step)?, self.part(parts.start)?);
        if [&start, &step, &stop].iter().any(|part| matches!(part, Some(None))) {
            return Ok(Value::Poison);
        }
        let value = |part: Option<Option<Spanned<i64>>>| part.flatten();
        let step = value(step).unwrap_or(Spanned::new(1, span));
        if step.value == 0 {
            // A loop's range is its own expression, brackets included.
            let at = if self.sources.slice(span).first() == Some(&b'[') { span } else { step.span };
            return Err(Diagnostic::semantic(at, "the step of a range cannot be zero").into());
        }
        let (start, stop) = (value(start).map(|v| v.value), value(stop).map(|v| v.value));
        // From the end towards the start: the specification writes it without a step.
        let is_backwards = !parts.step && matches!((start, stop), (Some(a), Some(b)) if a < 0 && b < a);
        let step = if is_backwards { Spanned::new(-1, span) } else { step };
        Ok(Value::Range(Subscript::Range(Steps { start, step: step.value, stop })))
    }

    /// A part of a range that is there; an inner `None` is one about which an error has been reported.
    fn part(&mut self, is_there: bool) -> Evaluated<Option<Option<Spanned<i64>>>> {
        if !is_there {
            return Ok(None);
        }
        let Spanned { value, span: at } = self.pop_value()?;
        // Ranges count in signed numbers, so that `i - 1` of an unsigned 0 is before the start.
        let value = match value {
            Value::Int(number) if number.value() > i128::from(i64::MAX) && number.width() == 64 => {
                Value::int(number.value() as i64)
            }
            value => value,
        };
        Ok(Some(value.to_integer(at, "a part of a range")?.map(|value| Spanned::new(value, at))))
    }

    pub(super) fn list(&mut self, count: u32) -> Value {
        let from = self.stack.len().saturating_sub(count as usize);
        let items = self.stack.split_off(from);
        Value::List(
            items
                .into_iter()
                .map(|Spanned { value, span }| Spanned::new(self.memory.read(value), span))
                .collect(),
        )
    }

    pub(super) fn cast(&mut self, kind: ScalarKind, has_width: HasWidth, span: Span) -> Evaluated<Value> {
        let Spanned { value, span: at } = self.pop_value()?;
        let width = match has_width {
            HasWidth::Yes => Some(self.pop_value()?),
            HasWidth::No => None,
        };
        if width.as_ref().is_some_and(|width| width.value == Value::Poison) {
            return Ok(Value::Poison);
        }
        let scalar = scalar_of(kind, width, span)?;
        if self.purpose == Purpose::Check && value == Value::Poison {
            return Ok(Value::Poison);
        }
        // A single measured bit keeps its name through a cast to its own type.
        let value = match (scalar, value) {
            // `bit(x)` of a register of one.
            (Scalar::Bit(None), Value::Bits(bits)) if bits.len() == 1 => {
                Value::Bits(Bits { is_single: true, ..bits })
            }
            (_, value) => value,
        };
        value.cast(scalar, Conversion::Cast, at)
    }
}

/// Where an indexed name and its brackets stand.
#[derive(Clone, Copy)]
struct Brackets {
    start: Span,
    bracket: Span,
}

/// One part of a list of subscripts, then the other.
type Halves<'a> = (&'a [Spanned<Subscript>], &'a [Spanned<Subscript>]);

/// The subscripts of an array of so many dimensions, and those of the bits of its element, if there are any.
fn beyond(subscripts: &[Spanned<Subscript>], dimensions: usize) -> Option<Halves<'_>> {
    let is_element = || subscripts[..dimensions].iter().all(|s| matches!(s.value, Subscript::At(_)));
    (subscripts.len() > dimensions && is_element()).then(|| subscripts.split_at(dimensions))
}

/// A scalar type from its parts.
pub(crate) fn scalar_of(kind: ScalarKind, width: Option<Spanned<Value>>, span: Span) -> Evaluated<Scalar> {
    let most = match kind {
        ScalarKind::Bit => 1 << 20,
        ScalarKind::Angle => super::turn::MAX_WIDTH,
        ScalarKind::Float => 128,
        _ => 1 << 16,
    };
    let width = match width {
        None => None,
        Some(Spanned { value, span: at }) => {
            let number = value.to_integer(at, "a width")?.unwrap_or(1);
            if number < 1 {
                return Err(Diagnostic::semantic(at, "a width is at least one bit").into());
            }
            match u32::try_from(number).ok().filter(|width| *width <= most) {
                Some(width) => Some(width),
                None if kind == ScalarKind::Angle => Some(most),
                None => {
                    let message = format!("a width of {number} bits: the limit for this type is {most}");
                    return Err(Diagnostic::limit(at, message).into());
                }
            }
        }
    };
    let short = |default: u8| width.map_or(default, |width| width.min(super::integer::MAX_WIDTH) as u8);
    Ok(match kind {
        ScalarKind::Bit => Scalar::Bit(width),
        ScalarKind::Int => Scalar::Int(short(super::integer::DEFAULT_WIDTH)),
        ScalarKind::Uint => Scalar::Uint(short(super::integer::DEFAULT_WIDTH)),
        ScalarKind::Float => match width {
            None | Some(64..) => Scalar::Float(Precision::Double),
            Some(16..=63) => Scalar::Float(Precision::Single),
            Some(width) => {
                let message = format!("there is no `float[{width}]`: use `float[32]` or `float[64]`");
                return Err(Diagnostic::semantic(span, message).into());
            }
        },
        ScalarKind::Angle => Scalar::Angle(width.map(|width| width as u8)),
        ScalarKind::Bool => Scalar::Bool,
        ScalarKind::Complex => Scalar::Complex,
        ScalarKind::Duration => Scalar::Duration,
    })
}

/// Some bits of several; one index picks a single bit.
fn of_bits(bits: &Bits, subscript: &Subscript, at: Span, language: Language) -> Checked<Bits> {
    let places = Indices::Run { start: 0, size: bits.len() as u32 }.select(subscript, at, language)?;
    let cells = places.iter().map(|k| bits.cells[k as usize]).collect();
    Ok(Bits { cells, is_single: !places.is_register() })
}
