//! Metrics of samples that were drawn again, without sorting or copying anything again.
//!
//! Called by bootstrap intervals, a thousand times on the same predictions. The numbers are those of [`Metrics`](super::Metrics) of the drawn
//! samples, to the last bit: sums are taken in the same order, or are of whole and half numbers.

use super::Confusion;
use super::probability::loss_of;
use ndarray::Array2;

/// Predictions, prepared.
pub(super) struct Resampled<'a> {
    labels: &'a [usize],
    predictions: &'a [usize],
    classes: usize,
    /// Of each sample.
    losses: Vec<f64>,
    /// Of each class that has an area of its own.
    ascending: Vec<Ascending>,
    /// How often each sample was drawn.
    drawn: Vec<u32>,
}

/// Samples by their score for a class.
struct Ascending {
    /// Each with whether it is of the class.
    samples: Vec<(usize, bool)>,
    /// Where groups of equal scores end.
    ends: Vec<usize>,
}

/// The metrics that have intervals.
pub(super) struct Drawn {
    pub(super) confusion: Confusion,
    pub(super) log_loss: f64,
    pub(super) roc_auc: Option<f64>,
}

impl<'a> Resampled<'a> {
    /// Labels and predictions are classes of these probabilities, which have a row for each.
    pub(super) fn new(
        labels: &'a [usize],
        predictions: &'a [usize],
        probabilities: &Array2<f64>,
    ) -> Resampled<'a> {
        let classes = probabilities.ncols();
        let losses = labels.iter().zip(probabilities.rows()).map(|(label, row)| loss_of(row[*label]));
        let first = if classes == 2 { 1 } else { 0 };
        let ascending = (first..classes).map(|class| Ascending::new(class, labels, probabilities)).collect();
        let (losses, drawn) = (losses.collect(), vec![0; labels.len()]);
        Resampled { labels, predictions, classes, losses, ascending, drawn }
    }

    /// Of these samples, some of which may come more than once.
    pub(super) fn of(&mut self, rows: &[usize]) -> Drawn {
        let mut counts = vec![vec![0; self.classes]; self.classes];
        let mut loss = 0.0;
        self.drawn.fill(0);
        for row in rows {
            counts[self.labels[*row]][self.predictions[*row]] += 1;
            loss += self.losses[*row];
            self.drawn[*row] += 1;
        }
        let areas = self.ascending.iter().filter_map(|ascending| ascending.area(&self.drawn));
        let areas: Vec<f64> = areas.collect();
        Drawn {
            confusion: Confusion { counts },
            log_loss: loss / rows.len() as f64,
            roc_auc: (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64),
        }
    }
}

impl Ascending {
    fn new(class: usize, labels: &[usize], probabilities: &Array2<f64>) -> Ascending {
        let scores = probabilities.column(class);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let mut end = 0;
        let groups = order.chunk_by(|a, b| scores[*a] == scores[*b]);
        let ends = groups.map(|group| {
            end += group.len();
            end
        });
        let ends = ends.collect();
        Ascending {
            samples: order.into_iter().map(|sample| (sample, labels[sample] == class)).collect(),
            ends,
        }
    }

    /// As [`roc_auc`](super::roc_auc) has it, of samples that count as often as they were drawn.
    fn area(&self, drawn: &[u32]) -> Option<f64> {
        let (mut rank, mut sum, mut positives, mut start) = (0.0, 0.0, 0.0, 0);
        for end in &self.ends {
            let (mut count, mut inside) = (0u64, 0u64);
            for (sample, is_inside) in &self.samples[start..*end] {
                let times = u64::from(drawn[*sample]);
                count += times;
                inside += if *is_inside { times } else { 0 };
            }
            let (count, inside) = (count as f64, inside as f64);
            sum += (rank + (count + 1.0) / 2.0) * inside;
            rank += count;
            positives += inside;
            start = *end;
        }
        let negatives = rank - positives;
        let is_one_sided = positives == 0.0 || negatives == 0.0;
        (!is_one_sided).then(|| (sum - positives * (positives + 1.0) / 2.0) / (positives * negatives))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use ansatz_simulator::{Purpose, RandomStream};
    use ndarray::Axis;

    #[test]
    fn drawn_samples_have_the_metrics_of_a_table_of_them_to_the_last_bit() {
        let mut stream = RandomStream::new(3, Purpose::TEST, 0);
        for (samples, classes) in [(1, 2), (7, 2), (60, 3), (200, 2), (90, 5)] {
            // Few distinct scores, so that many are equal; some classes may have no sample.
            let probabilities =
                Array2::from_shape_simple_fn((samples, classes), || stream.below(9) as f64 / 8.0);
            let mut class = || stream.below(classes as u64) as usize;
            let labels: Vec<usize> = (0..samples).map(|_| class()).collect();
            let predictions: Vec<usize> = (0..samples).map(|_| class()).collect();
            let mut resampled = Resampled::new(&labels, &predictions, &probabilities);
            for _ in 0..50 {
                let rows: Vec<usize> = (0..samples).map(|_| stream.below(samples as u64) as usize).collect();
                let pick = |all: &[usize]| rows.iter().map(|row| all[*row]).collect::<Vec<usize>>();
                let table = probabilities.select(Axis(0), &rows);
                let known =
                    Metrics::of_predictions(&pick(&labels), &pick(&predictions), &table).expect("classes");
                let found = resampled.of(&rows);
                assert_eq!(found.confusion, known.confusion);
                assert_eq!(found.log_loss.to_bits(), known.log_loss.to_bits(), "{samples} {classes}");
                assert_eq!(found.roc_auc.map(f64::to_bits), known.roc_auc.map(f64::to_bits));
            }
        }
    }
}
