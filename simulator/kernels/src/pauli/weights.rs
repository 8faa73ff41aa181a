//! The weights `Σ_k w_k (−1)^{|z_k∧j|}` of a group's terms on the rows of a run, as a table that the kernels multiply
//! with. Most groups have one class of terms: then one table serves all runs of a tile, up to its sign.

use super::super::{Real, index::sign};
use super::Shape;
use super::groups::{Class, Group, Groups};
use super::kernels::{ByElement, ByRow};

/// Above so many patterns a table is cheaper by a Walsh–Hadamard transform of the coefficients.
const MAX_PATTERNS: usize = 12;

/// How a table's numbers lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// One number for each row; the lanes of a row fill whole chunks.
    Rows,
    /// One number for each element.
    Elements,
}

/// The table of one run, and what the next is made from.
pub(super) struct Weights<R> {
    layout: Layout,
    /// Rows of a run and lanes of the state.
    rows: usize,
    lanes: usize,
    weight_lanes: usize,
    table: Vec<R>,
    /// If one table serves all runs: the bits of a run's number whose parity is its sign.
    signs: Option<usize>,
    /// One number for each row and weight lane, before lanes are filled in.
    compact: Vec<R>,
    /// The classes' patterns, one after the other.
    patterns: Vec<R>,
    constants: Vec<R>,
}

impl<R: Real> Weights<R> {
    pub(super) fn new(shape: &Shape, weight_lanes: usize) -> Weights<R> {
        let rows = 1 << shape.run_bits;
        let fills_chunks = shape.lanes.is_power_of_two() && shape.lanes.trailing_zeros() >= shape.chunk_bits;
        let layout = if weight_lanes == 1 && fills_chunks { Layout::Rows } else { Layout::Elements };
        let size = match layout {
            Layout::Rows => rows,
            Layout::Elements => rows * shape.lanes,
        };
        Weights {
            layout,
            rows,
            lanes: shape.lanes,
            weight_lanes,
            table: vec![R::ZERO; size],
            signs: None,
            compact: Vec::new(),
            patterns: Vec::new(),
            constants: vec![R::ZERO; weight_lanes],
        }
    }

    /// Gets ready for the runs of a tile.
    #[inline(always)]
    pub(super) fn start(&mut self, all: &Groups, group: &Group, tile: usize) {
        let size = self.rows * self.weight_lanes;
        let classes = &all.classes[group.classes.clone()];
        self.signs = None;
        if let [class] = classes {
            self.signs = Some(class.runs);
            self.compact.clear();
            self.compact.resize(size, R::ZERO);
            add_terms(all, class, tile, &mut self.compact);
            self.fill();
            return;
        }
        if patterns(classes) > MAX_PATTERNS {
            return;
        }
        self.patterns.clear();
        for class in classes {
            let start = self.patterns.len();
            let size = if class.is_flat { self.weight_lanes } else { size };
            self.patterns.resize(start + size, R::ZERO);
            add_terms(all, class, tile, &mut self.patterns[start..]);
        }
    }

    /// Puts the run's weights in the table, up to the sign that is returned.
    #[inline(always)]
    pub(super) fn at(&mut self, all: &Groups, group: &Group, tile: usize, run: usize) -> f64 {
        if let Some(mask) = self.signs {
            return sign((mask & run) as u64);
        }
        let classes = &all.classes[group.classes.clone()];
        if patterns(classes) > MAX_PATTERNS {
            self.transform(all, classes, tile, run);
        } else {
            self.combine(classes, run);
        }
        self.fill();
        1.0
    }

    /// `Σ_c ±pattern_c`.
    #[inline(always)]
    fn combine(&mut self, classes: &[Class], run: usize) {
        let lanes = self.weight_lanes;
        let size = self.rows * lanes;
        let mut rest = &self.patterns[..];
        self.constants.fill(R::ZERO);
        self.compact.clear();
        self.compact.resize(size, R::ZERO);
        for class in classes {
            let sign = R::from_f64(sign((class.runs & run) as u64));
            let (pattern, next) = rest.split_at(if class.is_flat { lanes } else { size });
            rest = next;
            let sums = if class.is_flat { &mut self.constants } else { &mut self.compact };
            for (sum, weight) in sums.iter_mut().zip(pattern) {
                *sum += sign * *weight;
            }
        }
        if lanes == 1 {
            let constant = self.constants[0];
            self.compact.iter_mut().for_each(|weight| *weight += constant);
        } else {
            for row in self.compact.chunks_exact_mut(lanes) {
                row.iter_mut().zip(&self.constants).for_each(|(weight, constant)| *weight += *constant);
            }
        }
    }

    /// The coefficients at their Z masks, transformed: `Σ_z (−1)^{|z∧j|} c_z`.
    #[inline(always)]
    fn transform(&mut self, all: &Groups, classes: &[Class], tile: usize, run: usize) {
        let lanes = self.weight_lanes;
        self.compact.clear();
        self.compact.resize(self.rows * lanes, R::ZERO);
        for class in classes {
            let of_run = sign((class.runs & run) as u64);
            for term in &all.terms[class.terms.clone()] {
                let sign = of_run * sign((term.tile & tile) as u64);
                let at = &mut self.compact[term.row * lanes..(term.row + 1) * lanes];
                for (sum, c) in at.iter_mut().zip(&all.coefficients[term.first..]) {
                    *sum += R::from_f64(sign * c);
                }
            }
        }
        let mut half = lanes;
        while half < self.compact.len() {
            for pair in self.compact.chunks_exact_mut(2 * half) {
                let (low, high) = pair.split_at_mut(half);
                for (a, b) in low.iter_mut().zip(high) {
                    (*a, *b) = (*a + *b, *a - *b);
                }
            }
            half *= 2;
        }
    }

    /// The table, if it has one number for each row.
    #[inline(always)]
    pub(super) fn by_row(&self) -> Option<ByRow<'_, R>> {
        let row_bits = self.lanes.trailing_zeros() - R::CHUNK_BITS.min(self.lanes.trailing_zeros());
        (self.layout == Layout::Rows).then_some(ByRow { weights: &self.table, row_bits })
    }

    /// The table, if it has one number for each element.
    #[inline(always)]
    pub(super) fn by_element(&self) -> ByElement<'_, R> {
        ByElement { weights: R::chunks(&self.table), chunks: self.lanes }
    }

    /// From one number for each row and weight lane to the layout that the kernels read.
    #[inline(always)]
    fn fill(&mut self) {
        if self.layout == Layout::Rows || self.lanes == self.weight_lanes {
            self.table.copy_from_slice(&self.compact);
            return;
        }
        for (row, weight) in self.table.chunks_exact_mut(self.lanes).zip(&self.compact) {
            row.fill(*weight);
        }
    }
}

/// Patterns that are more than one number.
#[inline(always)]
fn patterns(classes: &[Class]) -> usize {
    classes.iter().filter(|class| !class.is_flat).count()
}

/// Adds the class's terms to a pattern of rows, on a tile.
#[inline(always)]
fn add_terms<R: Real>(all: &Groups, class: &Class, tile: usize, pattern: &mut [R]) {
    let lanes = all.weight_lanes;
    for term in &all.terms[class.terms.clone()] {
        let of_tile = sign((term.tile & tile) as u64);
        let coefficients = &all.coefficients[term.first..term.first + lanes];
        if let ([c], true) = (coefficients, pattern.len().is_multiple_of(8)) {
            add_by_eights(term.row, of_tile * c, pattern);
            continue;
        }
        for (row, weights) in pattern.chunks_exact_mut(lanes).enumerate() {
            let sign = of_tile * sign((term.row & row) as u64);
            for (weight, c) in weights.iter_mut().zip(coefficients) {
                *weight += R::from_f64(sign * c);
            }
        }
    }
}

/// Adds `c · (−1)^{|z∧row|}`, eight rows at a time.
#[inline(always)]
fn add_by_eights<R: Real>(z: usize, c: f64, pattern: &mut [R]) {
    let low: [R; 8] = std::array::from_fn(
        #[inline(always)]
        |row| R::from_f64(sign((z & row) as u64)),
    );
    for (eight, rows) in pattern.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let c = R::from_f64(c * sign((z & eight << 3) as u64));
        for (weight, sign) in rows.iter_mut().zip(&low) {
            *weight += c * *sign;
        }
    }
}
