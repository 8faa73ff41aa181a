//! Arrays: values of one type in row-major order, and views of a part of one.

use super::value::{Scalar, Value};
use smallvec::SmallVec;
use std::sync::Arc;

/// The most dimensions that the language allows.
pub(crate) const MAX_DIMENSIONS: usize = 7;
/// The most elements: checked before anything is allocated.
pub(crate) const MAX_ELEMENTS: u64 = 1 << 20;

/// The most elements of all arrays that are alive at once.
pub(crate) const MAX_ALL_ELEMENTS: u64 = 1 << 22;

/// An array's value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Array {
    pub(crate) scalar: Scalar,
    pub(crate) sizes: SmallVec<[u32; 2]>,
    pub(crate) values: Arc<Vec<Value>>,
}

/// Some of the elements of an array.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct View {
    /// The variable that holds the array.
    pub(crate) slot: u32,
    pub(crate) scalar: Scalar,
    pub(crate) offset: i64,
    /// Size and distance of each dimension.
    pub(crate) axes: SmallVec<[(u32, i64); 2]>,
}

impl Array {
    /// All of the array in a variable.
    pub(crate) fn view(&self, slot: u32) -> View {
        let mut axes: SmallVec<[(u32, i64); 2]> = SmallVec::new();
        let mut distance = 1;
        for size in self.sizes.iter().rev() {
            axes.insert(0, (*size, distance));
            distance *= i64::from(*size);
        }
        View { slot, scalar: self.scalar, offset: 0, axes }
    }

    /// The elements of a view, as an array or as the one element that it is.
    pub(crate) fn part(&self, view: &View) -> Value {
        if view.axes.is_empty() {
            return self.values[view.offset as usize].clone();
        }
        let values = view.places().into_iter().map(|at| self.values[at].clone()).collect();
        Value::Array(Array { scalar: self.scalar, sizes: view.sizes(), values: Arc::new(values) })
    }
}

impl View {
    pub(crate) fn sizes(&self) -> SmallVec<[u32; 2]> {
        self.axes.iter().map(|axis| axis.0).collect()
    }

    /// Where its elements are, in order. The bounds were checked when the view was made.
    pub(crate) fn places(&self) -> Vec<usize> {
        let mut places = vec![self.offset];
        for (size, distance) in &self.axes {
            places = places
                .into_iter()
                .flat_map(|start| (0..i64::from(*size)).map(move |k| start + k * distance))
                .collect();
        }
        places.into_iter().map(|at| at as usize).collect()
    }
}
