//! Trials of a model on a data set as one summary, and models beside the best classical one.
//!
//! Called by the study.

use super::results::{Summary, Trial};
use super::scored::{Rows, Scored};
use super::{NamedModel, Pair, StudyConfig};
use crate::error::Outcome;
use ansatz::qml::{
    ModelError,
    models::{Samples, Supervised},
    study::{Spread, TrainingShares, learning_curve, mcnemar, permutation_importance},
};
use ansatz::simulator::Backend;
use std::sync::Arc;

pub(super) fn summarise<T: Scored>(trials: &[&Trial<T>], model: &NamedModel) -> Summary<T> {
    Summary {
        data: trials[0].data.clone(),
        model: model.name.clone(),
        classical: model.classical,
        scores: T::scores(trials),
        fit_s: Spread::of(&trials.iter().map(|trial| trial.fit_s).collect::<Vec<_>>()),
        p_value: None,
        learning_curve: Vec::new(),
        importance: Vec::new(),
    }
}

/// Learning curves and importances, where they are asked for.
pub(super) fn extras<T: Scored>(
    config: &StudyConfig,
    pair: Pair<'_, T>,
    backend: &Arc<dyn Backend>,
    summary: &mut Summary<T>,
) -> Outcome {
    let loaded = pair.data;
    let make = || pair.build(0, 0, backend);
    let seed = loaded.named.section.split_seed;
    let shares = TrainingShares { shares: &config.study.learning_curve, seed };
    if !shares.shares.is_empty() {
        summary.learning_curve = learning_curve(make, &loaded.data, &loaded.splits, &shares)?;
    }
    if config.study.importance > 0 {
        let split = &loaded.splits[0];
        let mut fitted = make();
        let Rows { features, labels } = loaded.rows(&split.train);
        fitted.fit(&features, &labels)?;
        let Rows { features, labels } = loaded.rows(&split.test);
        let permutations = config.study.importance;
        let test = Samples::new(&features, &labels)?;
        summary.importance = permutation_importance(&*fitted, test, permutations, 0)?;
    }
    Ok(())
}

/// Each model beside the best classical one of its data set.
pub(super) fn compare<T: Scored>(trials: &[Trial<T>], summaries: &mut [Summary<T>]) -> Outcome {
    let of = |data: &str, model: &str| -> Vec<&Trial<T>> {
        trials.iter().filter(|trial| trial.data == data && trial.model == model).collect()
    };
    let rival = |summary: &Summary<T>| Rival {
        data: summary.data.clone(),
        model: summary.model.clone(),
        rank: T::rank(&of(&summary.data, &summary.model)),
    };
    let rivals: Vec<Rival> = summaries.iter().filter(|summary| summary.classical).map(rival).collect();
    for summary in summaries.iter_mut().filter(|summary| !summary.classical) {
        let of_data = rivals.iter().filter(|rival| rival.data == summary.data);
        let Some(best) = of_data.max_by(|a, b| a.rank.total_cmp(&b.rank)) else { continue };
        let errors = |data: &str, model: &str| errors(&of(data, model));
        let (own, other) = (errors(&summary.data, &summary.model), errors(&best.data, &best.model));
        summary.p_value = Some(nearer(&own, &other)?);
    }
    Ok(())
}

/// How far each prediction is off.
fn errors<T: Scored>(trials: &[&Trial<T>]) -> Vec<f64> {
    let of = |trial: &&Trial<T>| -> Vec<f64> {
        trial.predictions.iter().zip(&trial.labels).map(|(said, known)| said.error(*known)).collect()
    };
    trials.iter().flat_map(of).collect()
}

/// A classical model on a data set, and how good it is.
struct Rival {
    data: String,
    model: String,
    rank: f64,
}

/// How likely it is that rows on which one model errs less are shared so unequally by equally good models: of classes this is McNemar's
/// test, of numbers the sign test.
fn nearer(own: &[f64], other: &[f64]) -> Result<f64, ModelError> {
    let is_less = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| usize::from(a < b)).collect::<Vec<_>>();
    let test = mcnemar(&vec![1; own.len()], &is_less(own, other), &is_less(other, own))?;
    Ok(test.p_value)
}
