//! Qubits and classical bits as operands name them: one, a run of a register, or a list.

use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Language;
use crate::qasm::source::Span;
use std::sync::Arc;

/// Which qubits, or which bits, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Indices {
    /// One, which broadcasting repeats.
    One(u32),
    /// `start..start + size` of the circuit.
    Run { start: u32, size: u32 },
    /// Any, in any order.
    List(Arc<Vec<u32>>),
}

/// `start:step:stop`, both ends included; what is left out is an end of the register.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Steps {
    pub(crate) start: Option<i64>,
    pub(crate) step: i64,
    pub(crate) stop: Option<i64>,
}

/// What stands between brackets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subscript {
    At(i64),
    Range(Steps),
    Set(Vec<i64>),
}

impl Indices {
    pub(crate) fn len(&self) -> usize {
        match self {
            Indices::One(_) => 1,
            Indices::Run { size, .. } => *size as usize,
            Indices::List(list) => list.len(),
        }
    }

    /// The element at a position below `len`; the one of [`Indices::One`] at every position.
    pub(crate) fn get(&self, position: usize) -> u32 {
        match self {
            Indices::One(index) => *index,
            Indices::Run { start, .. } => start + position as u32,
            Indices::List(list) => list[position],
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|position| self.get(position))
    }

    pub(crate) fn is_register(&self) -> bool {
        !matches!(self, Indices::One(_))
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Indices::List(_))
    }

    /// This, then the other. A list that nobody else has grows, so that a long chain costs no more than its length.
    pub(crate) fn concatenate(self, other: &Indices) -> Indices {
        match self {
            Indices::List(mut list) => {
                Arc::make_mut(&mut list).extend(other.iter());
                Indices::List(list)
            }
            first => Indices::List(Arc::new(first.iter().chain(other.iter()).collect())),
        }
    }

    /// The elements that a subscript picks.
    pub(crate) fn select(&self, subscript: &Subscript, span: Span, language: Language) -> Checked<Indices> {
        if !self.is_register() {
            return Err(Diagnostic::semantic(span, "this is one qubit or bit, it cannot be indexed"));
        }
        let find = |index: i64| self.position(index, span, language);
        match subscript {
            Subscript::At(index) => Ok(Indices::One(self.get(find(*index)?))),
            Subscript::Set(list) => {
                let positions: Vec<usize> = list.iter().map(|i| find(*i)).collect::<Checked<_>>()?;
                Ok(Indices::List(Arc::new(positions.into_iter().map(|p| self.get(p)).collect())))
            }
            Subscript::Range(steps) => self.select_range(*steps, span, language),
        }
    }

    fn select_range(&self, steps: Steps, span: Span, language: Language) -> Checked<Indices> {
        let Steps { start, step, stop } = steps;
        let last = self.len() as i64 - 1;
        let (from, to) = if step < 0 { (last, 0) } else { (0, last) };
        let first = self.position(start.unwrap_or(from), span, language)? as i64;
        let end = self.position(stop.unwrap_or(to), span, language)? as i64;
        if let (Indices::Run { start: base, .. }, 1, true) = (self, step, end >= first) {
            return Ok(Indices::Run { start: base + first as u32, size: (end - first + 1) as u32 });
        }
        let count = if (end - first).signum() * step.signum() < 0 { 0 } else { (end - first) / step + 1 };
        if count == 0 {
            return Err(Diagnostic::semantic(span, "this range is empty"));
        }
        Ok(Indices::List(Arc::new((0..count).map(|k| self.get((first + k * step) as usize)).collect())))
    }

    /// Where an index points; negative ones count from the end.
    fn position(&self, index: i64, span: Span, language: Language) -> Checked<usize> {
        let size = self.len() as i64;
        if index < 0 && language == Language::Two {
            return Err(Diagnostic::semantic(span, "a negative index is OpenQASM 3 syntax"));
        }
        let position = if index < 0 { index.saturating_add(size) } else { index };
        if (0..size).contains(&position) {
            return Ok(position as usize);
        }
        let message = format!("index {index} is out of range: there are {size}");
        Err(Diagnostic::semantic(span, message).hint(match size {
            0 => "nothing can be picked from an empty register".to_string(),
            _ => format!("indices go from 0 to {}", size - 1),
        }))
    }
}
