//! A support vector machine for each pair of classes, and how their verdicts become one.
//!
//! Called by the kernel classifier. Must not know kernels beyond their tables.

use super::coupling::couple;
use super::sigmoid::Sigmoid;
use super::{Penalties, SupportVectorMachine};
use crate::ModelError;
use nalgebra::DMatrix;
use ndarray::{Array2, Axis};

/// Parts of the samples for calibration: each is judged by a machine that was trained on the others.
const FOLDS: usize = 5;

/// A machine for two classes, what it was trained on, and the probability of its second class.
pub(super) struct Duel {
    pub(super) classes: (usize, usize),
    /// Training samples: columns of the kernel's table.
    pub(super) rows: Vec<usize>,
    pub(super) machine: SupportVectorMachine,
    pub(super) sigmoid: Sigmoid,
}

/// All of them.
pub(super) struct Duels {
    /// Number of classes.
    pub(super) classes: usize,
    /// Classes that had samples.
    pub(super) present: Vec<usize>,
    pub(super) all: Vec<Duel>,
}

impl Duels {
    /// One for each pair of classes that have samples; `gram` is the training samples' table, and a sample of class c on the wrong side
    /// costs `penalties[c]`.
    pub(super) fn fit(gram: &Array2<f64>, labels: &[usize], penalties: &[f64]) -> Result<Duels, ModelError> {
        let classes = labels.iter().max().map_or(0, |class| class + 1).max(2);
        let present: Vec<usize> = (0..classes).filter(|class| labels.contains(class)).collect();
        let mut all = Vec::new();
        for (k, first) in present.iter().enumerate() {
            for second in &present[k + 1..] {
                let known = Known { gram, labels, penalties };
                all.push(Duel::fit(*first, *second, known)?);
            }
        }
        Ok(Duels { classes, present, all })
    }

    /// Training samples that a decision depends on, ascending.
    pub(super) fn support(&self) -> Vec<usize> {
        let used = |duel: &Duel| -> Vec<usize> {
            let all = duel.rows.iter().zip(&duel.machine.coefficients);
            all.filter(|(_, coefficient)| **coefficient != 0.0).map(|(row, _)| *row).collect()
        };
        let mut all: Vec<usize> = self.all.iter().flat_map(used).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The same duels on a table of these columns alone.
    pub(super) fn keep(mut self, columns: &[usize]) -> Duels {
        for duel in &mut self.all {
            let place = |row: &usize| columns.binary_search(row).ok();
            let kept: Vec<(usize, f64)> = duel
                .rows
                .iter()
                .zip(&duel.machine.coefficients)
                .filter_map(|(row, c)| (*c != 0.0).then(|| place(row).map(|place| (place, *c))).flatten())
                .collect();
            duel.rows = kept.iter().map(|(row, _)| *row).collect();
            duel.machine.coefficients = kept.iter().map(|(_, c)| *c).collect();
        }
        self
    }

    /// The class of each row of the table: the one that wins most duels; of equal ones that with the larger decisions.
    pub(super) fn winners(&self, kernel: &Array2<f64>) -> Vec<usize> {
        let mut votes = Array2::<f64>::zeros((kernel.nrows(), self.classes));
        let mut margins = votes.clone();
        for duel in &self.all {
            let (first, second) = duel.classes;
            for (sample, decision) in duel.decisions(kernel).into_iter().enumerate() {
                votes[[sample, if decision > 0.0 { second } else { first }]] += 1.0;
                margins[[sample, second]] += decision;
                margins[[sample, first]] -= decision;
            }
        }
        let better = |sample: usize, a: usize, b: usize| {
            let of = |class| (votes[[sample, class]], margins[[sample, class]]);
            if of(b) > of(a) { b } else { a }
        };
        let first = self.present.first().copied().unwrap_or(0);
        let winner = |sample| self.present.iter().fold(first, |best, class| better(sample, best, *class));
        (0..kernel.nrows()).map(winner).collect()
    }

    /// Probabilities of all classes, a row for each row of the table; 0 for classes that had no samples.
    pub(super) fn probabilities(&self, kernel: &Array2<f64>) -> Array2<f64> {
        let mut probabilities = Array2::zeros((kernel.nrows(), self.classes));
        let mut pairs =
            vec![DMatrix::from_element(self.present.len(), self.present.len(), 0.5); kernel.nrows()];
        let place = |class: usize| self.present.iter().position(|c| *c == class).unwrap_or(0);
        for duel in &self.all {
            let at = (place(duel.classes.0), place(duel.classes.1));
            for (pairs, decision) in pairs.iter_mut().zip(duel.decisions(kernel)) {
                pairs[at] = 1.0 - duel.sigmoid.probability(decision);
            }
        }
        for (mut row, pairs) in probabilities.rows_mut().into_iter().zip(&pairs) {
            self.present.iter().zip(couple(pairs)).for_each(|(class, p)| row[*class] = p);
        }
        probabilities
    }
}

/// What machines are trained on.
#[derive(Clone, Copy)]
struct Known<'a> {
    gram: &'a Array2<f64>,
    labels: &'a [usize],
    /// Of each class.
    penalties: &'a [f64],
}

impl Duel {
    fn fit(first: usize, other: usize, known: Known<'_>) -> Result<Duel, ModelError> {
        let Known { gram, labels, penalties } = known;
        let penalties = Penalties { first: penalties[first], second: penalties[other] };
        let rows: Vec<usize> =
            (0..labels.len()).filter(|row| [first, other].contains(&labels[*row])).collect();
        let second: Vec<bool> = rows.iter().map(|row| labels[*row] == other).collect();
        let part = select(gram, &rows, &rows);
        let machine = SupportVectorMachine::fit(&part, &second, penalties)?;
        let decisions = match unseen(&part, &second, penalties)? {
            Some(decisions) => decisions,
            None => machine.decisions(&part).to_vec(),
        };
        let sigmoid = Sigmoid::fit(&decisions, &second);
        Ok(Duel { classes: (first, other), rows, machine, sigmoid })
    }

    fn decisions(&self, kernel: &Array2<f64>) -> Vec<f64> {
        self.machine.decisions(&kernel.select(Axis(1), &self.rows)).to_vec()
    }
}

/// Decisions on every sample by a machine that has not seen it; none where a class has a single sample. The k-th
/// sample of a class is in part `k mod FOLDS`.
fn unseen(gram: &Array2<f64>, second: &[bool], penalties: Penalties) -> Result<Option<Vec<f64>>, ModelError> {
    let mut counts = [0, 0];
    let part = |is_second: &bool| {
        let count = &mut counts[usize::from(*is_second)];
        *count += 1;
        *count - 1
    };
    let numbers: Vec<usize> = second.iter().map(part).collect();
    let folds = FOLDS.min(counts[0]).min(counts[1]);
    if folds < 2 {
        return Ok(None);
    }
    let mut decisions = vec![0.0; second.len()];
    for fold in 0..folds {
        let (out, rest): (Vec<usize>, Vec<usize>) =
            (0..second.len()).partition(|row| numbers[*row] % folds == fold);
        let of_rest: Vec<bool> = rest.iter().map(|row| second[*row]).collect();
        let machine = SupportVectorMachine::fit(&select(gram, &rest, &rest), &of_rest, penalties)?;
        let found = machine.decisions(&select(gram, &out, &rest));
        out.iter().zip(found).for_each(|(row, decision)| decisions[*row] = decision);
    }
    Ok(Some(decisions))
}

fn select(matrix: &Array2<f64>, rows: &[usize], columns: &[usize]) -> Array2<f64> {
    matrix.select(Axis(0), rows).select(Axis(1), columns)
}
