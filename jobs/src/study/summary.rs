//! Trials of a model on a data set as one summary, and models beside the best classical one.
//!
//! Called by the study.

use super::results::{Summary, Trial};
use super::{NamedModel, Pair, Rows, StudyConfig};
use crate::error::Outcome;
use ansatz::qml::{
    ModelError,
    metrics::Bootstrap,
    models::Samples,
    study::{Spread, TrainingShares, learning_curve, mcnemar, permutation_importance},
};
use ansatz::simulator::Backend;
use std::sync::Arc;

pub(super) fn summarise(trials: &[&Trial], model: &NamedModel) -> Summary {
    let spread =
        |value: &dyn Fn(&Trial) -> f64| Spread::of(&trials.iter().map(|t| value(t)).collect::<Vec<_>>());
    let right: Vec<f64> = trials
        .iter()
        .flat_map(|trial| trial.predictions.iter().zip(&trial.labels))
        .map(|(predicted, label)| f64::from(u8::from(predicted == label)))
        .collect();
    let share = |rows: &[usize]| [rows.iter().map(|row| right[*row]).sum::<f64>() / rows.len() as f64];
    let [interval] = Bootstrap::default().intervals(right.len(), share);
    Summary {
        data: trials[0].data.clone(),
        model: model.name.clone(),
        classical: model.classical,
        train_accuracy: spread(&|trial| trial.train_accuracy),
        test_accuracy: spread(&|trial| trial.test.accuracy),
        interval,
        balanced_accuracy: spread(&|trial| trial.test.balanced_accuracy),
        f1: spread(&|trial| trial.test.f1),
        log_loss: spread(&|trial| trial.test.log_loss),
        fit_s: spread(&|trial| trial.fit_s),
        p_value: None,
        learning_curve: Vec::new(),
        importance: Vec::new(),
    }
}

/// Learning curves and importances, where they are asked for.
pub(super) fn extras(
    config: &StudyConfig,
    pair: Pair<'_>,
    backend: &Arc<dyn Backend>,
    summary: &mut Summary,
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
pub(super) fn compare(trials: &[Trial], summaries: &mut [Summary]) -> Outcome {
    let of = |data: &str, model: &str| -> (Vec<usize>, Vec<usize>) {
        let own = trials.iter().filter(|trial| trial.data == data && trial.model == model);
        own.flat_map(|trial| trial.predictions.iter().zip(&trial.labels).map(|(p, l)| (*p, *l))).unzip()
    };
    let names: Vec<(String, String)> = summaries
        .iter()
        .filter(|summary| summary.classical)
        .map(|summary| (summary.data.clone(), summary.model.clone()))
        .collect();
    let accuracy = |data: &str, model: &str| {
        let (predicted, labels) = of(data, model);
        predicted.iter().zip(&labels).filter(|(p, l)| p == l).count()
    };
    for summary in summaries.iter_mut().filter(|summary| !summary.classical) {
        let rivals = names.iter().filter(|(data, _)| *data == summary.data);
        let Some((data, best)) = rivals.max_by_key(|(data, model)| accuracy(data, model)) else { continue };
        let ((first, labels), (second, _)) = (of(data, &summary.model), of(data, best));
        let test = mcnemar(&labels, &first, &second).map_err(ModelError::from)?;
        summary.p_value = Some(test.p_value);
    }
    Ok(())
}
