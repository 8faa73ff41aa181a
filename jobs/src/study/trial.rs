//! One model on one split of one data set.
//!
//! Called by the study, several side by side.

use super::results::Trial;
use super::scored::{Asked, Scored};
use super::{Loaded, Pair};
use crate::error::JobError;
use ansatz::qml::{
    ModelError,
    models::{Samples, Supervised},
    study::{search, stratified_folds},
};
use ansatz::simulator::Backend;
use std::sync::Arc;
use std::time::Instant;

/// What is to be done.
pub(super) struct Job<'a, T: Scored> {
    pub(super) pair: Pair<'a, T>,
    pub(super) repetition: u64,
}

impl<T: Scored> Job<'_, T> {
    pub(super) fn run(&self, folds: usize, backend: &Arc<dyn Backend>) -> Result<Trial<T>, ModelError> {
        let Pair { data: loaded, model } = self.pair;
        let Loaded { splits, named, .. } = loaded;
        let split = &splits[self.repetition as usize];
        let (train, test) = (loaded.rows(&split.train), loaded.rows(&split.test));
        let candidates = &model.candidates;
        let make = |k: &usize| self.pair.build(*k, self.repetition, backend);
        let best = if candidates.len() == 1 {
            0
        } else {
            let seed = named.section.split_seed.wrapping_add(self.repetition);
            let strata: Vec<usize> = train.labels.iter().map(|label| label.stratum()).collect();
            let folds = stratified_folds(&strata, folds, seed)?;
            let points: Vec<usize> = (0..candidates.len()).collect();
            search(make, &points, Samples::new(&train.features, &train.labels)?, &folds)?.best
        };
        let mut fitted = make(&best);
        let start = Instant::now();
        fitted.fit(&train.features, &train.labels)?;
        let fit_s = start.elapsed().as_secs_f64();
        let Asked { metrics: test_metrics, predictions } = T::ask(&*fitted, &test)?;
        Ok(Trial {
            data: named.name.clone(),
            model: model.name.clone(),
            repetition: self.repetition,
            chosen: candidates[best].point.clone(),
            train: T::train(fitted.score(&train.features, &train.labels)?),
            test: test_metrics,
            fit_s,
            predictions,
            labels: test.labels,
        })
    }

    /// What went wrong, with the model and the data that it went wrong for.
    pub(super) fn failure(&self, error: ModelError) -> JobError {
        let name = format!("{} on {}", self.pair.model.name, self.pair.data.named.name);
        JobError::from(error).of_part(name)
    }
}
