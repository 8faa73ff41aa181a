//! What differs between studies of classes and studies of numbers: what is counted, and which of two models is nearer.
//!
//! Called by the study; its results are shown by its caller.

use super::results::Trial;
use crate::train::{Learnt, NumberMetrics};
use ansatz::qml::{
    ModelError,
    metrics::{Bootstrap, Metrics},
    models::{Classifier, Predictions, Regressor},
    preprocess::{Pipeline, Preprocessed},
    study::Spread,
};
use ndarray::Array2;
use serde::Serialize;

/// A class (`usize`) or a number (`f64`), with what studies count of models of it.
pub trait Scored: Learnt {
    /// The score of the training rows, under its key.
    type Train: Clone + std::fmt::Debug + Serialize + Send + Sync;
    /// What is counted over all repetitions, under its keys.
    type Scores: Clone + std::fmt::Debug + Serialize + Send + Sync;

    /// A model behind a preprocessing that is fitted with it.
    fn behind(pipeline: Pipeline, model: Box<Self::Model>) -> Box<Self::Model>;

    /// What a model says of rows.
    ///
    /// # Errors
    /// The model cannot be run.
    fn ask(model: &Self::Model, rows: &Rows<Self>) -> Result<Asked<Self>, ModelError>;

    /// A score of the training rows.
    fn train(score: f64) -> Self::Train;

    /// The trials of a model on a data set as one.
    fn scores(trials: &[&Trial<Self>]) -> Self::Scores;

    /// The mean test score, by which the best of several models is known.
    fn mean(scores: &Self::Scores) -> f64;

    /// How good a model is beside others on the same data.
    fn rank(trials: &[&Trial<Self>]) -> f64;

    /// How far a prediction is off; for classes, whether it is wrong.
    fn error(self, known: Self) -> f64;

    /// The columns of `trials.csv` after those of the model.
    const CSV_COLUMNS: &'static [&'static str];

    /// The numbers below these columns.
    fn csv_cells(trial: &Trial<Self>) -> Vec<f64>;
}

/// Rows and what is known of them.
pub struct Rows<T> {
    /// Rows × features.
    pub features: Array2<f64>,
    /// The class or the number of each.
    pub labels: Vec<T>,
}

/// What a model says of rows, and how good that is.
pub struct Asked<T: Learnt> {
    /// The metrics.
    pub metrics: T::Metrics,
    /// The class or the number of each row.
    pub predictions: Vec<T>,
}

/// The accuracy of the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClassTrain {
    /// The accuracy of the training rows.
    pub train_accuracy: f64,
}

/// R² of the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumberTrain {
    /// R² of the training rows.
    pub train_r2: f64,
}

/// What is counted of classes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassScores {
    /// The accuracy of the training rows.
    pub train_accuracy: Spread,
    /// The accuracy of the test rows.
    pub test_accuracy: Spread,
    /// 95 % interval of the accuracy of all test rows of all repetitions, by bootstrap.
    pub interval: Option<(f64, f64)>,
    /// The balanced accuracy of the test rows.
    pub balanced_accuracy: Spread,
    /// The F1 of the test rows.
    pub f1: Spread,
    /// The log loss of the test rows.
    pub log_loss: Spread,
}

/// What is counted of numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberScores {
    /// R² of the training rows.
    pub train_r2: Spread,
    /// R² of the test rows.
    pub test_r2: Spread,
    /// 95 % interval of R² of all test rows of all repetitions, by bootstrap.
    pub interval: Option<(f64, f64)>,
    /// The root of the mean squared error of the test rows, in the unit of the label.
    pub rmse: Spread,
    /// The mean absolute error of the test rows, in the unit of the label.
    pub mae: Spread,
}

/// The spread of a number of all trials.
fn spread<T: Scored>(trials: &[&Trial<T>], value: impl Fn(&Trial<T>) -> f64) -> Spread {
    Spread::of(&trials.iter().map(|trial| value(trial)).collect::<Vec<_>>())
}

impl Scored for usize {
    type Train = ClassTrain;
    type Scores = ClassScores;

    fn behind(pipeline: Pipeline, model: Box<dyn Classifier>) -> Box<dyn Classifier> {
        Box::new(Preprocessed::new(pipeline, model))
    }

    fn ask(model: &(dyn Classifier + 'static), rows: &Rows<usize>) -> Result<Asked<usize>, ModelError> {
        let Predictions { classes: predictions, probabilities } = model.predictions(&rows.features)?;
        let metrics = Metrics::of_predictions(&rows.labels, &predictions, &probabilities)?;
        Ok(Asked { metrics, predictions })
    }

    fn train(train_accuracy: f64) -> ClassTrain {
        ClassTrain { train_accuracy }
    }

    fn scores(trials: &[&Trial]) -> ClassScores {
        let right = |(predicted, label): (&usize, &usize)| f64::from(u8::from(predicted == label));
        let right: Vec<f64> =
            trials.iter().flat_map(|trial| trial.predictions.iter().zip(&trial.labels).map(right)).collect();
        let share = |rows: &[usize]| [rows.iter().map(|row| right[*row]).sum::<f64>() / rows.len() as f64];
        let [interval] = Bootstrap::default().intervals(right.len(), share);
        ClassScores {
            train_accuracy: spread(trials, |trial| trial.train.train_accuracy),
            test_accuracy: spread(trials, |trial| trial.test.accuracy),
            interval,
            balanced_accuracy: spread(trials, |trial| trial.test.balanced_accuracy),
            f1: spread(trials, |trial| trial.test.f1),
            log_loss: spread(trials, |trial| trial.test.log_loss),
        }
    }

    fn mean(scores: &ClassScores) -> f64 {
        scores.test_accuracy.mean
    }

    /// The rows that are right, as a whole number: equal ones are equal.
    fn rank(trials: &[&Trial]) -> f64 {
        let right =
            |trial: &&Trial| trial.predictions.iter().zip(&trial.labels).filter(|(p, l)| p == l).count();
        trials.iter().map(right).sum::<usize>() as f64
    }

    fn error(self, known: usize) -> f64 {
        f64::from(u8::from(self != known))
    }

    const CSV_COLUMNS: &'static [&'static str] =
        &["train_accuracy", "test_accuracy", "balanced_accuracy", "precision", "recall", "f1", "log_loss"];

    fn csv_cells(trial: &Trial) -> Vec<f64> {
        let metrics = &trial.test;
        vec![
            trial.train.train_accuracy,
            metrics.accuracy,
            metrics.balanced_accuracy,
            metrics.precision,
            metrics.recall,
            metrics.f1,
            metrics.log_loss,
        ]
    }
}

impl Scored for f64 {
    type Train = NumberTrain;
    type Scores = NumberScores;

    fn behind(pipeline: Pipeline, model: Box<dyn Regressor>) -> Box<dyn Regressor> {
        Box::new(Preprocessed::new(pipeline, model))
    }

    fn ask(model: &(dyn Regressor + 'static), rows: &Rows<f64>) -> Result<Asked<f64>, ModelError> {
        let predictions = model.predict(&rows.features)?;
        Ok(Asked { metrics: NumberMetrics::new(&rows.labels, &predictions)?, predictions })
    }

    fn train(train_r2: f64) -> NumberTrain {
        NumberTrain { train_r2 }
    }

    fn scores(trials: &[&Trial<f64>]) -> NumberScores {
        let all = |of: &dyn Fn(&Trial<f64>) -> Vec<f64>| -> Vec<f64> {
            trials.iter().flat_map(|trial| of(trial)).collect()
        };
        let (known, predicted) =
            (all(&|trial| trial.labels.clone()), all(&|trial| trial.predictions.clone()));
        let interval = Bootstrap::default().of_numbers(&known, &predicted).ok().map(|found| found.r2);
        NumberScores {
            train_r2: spread(trials, |trial| trial.train.train_r2),
            test_r2: spread(trials, |trial| trial.test.r2),
            interval: interval.filter(|(low, high)| low.is_finite() && high.is_finite()),
            rmse: spread(trials, |trial| trial.test.rmse),
            mae: spread(trials, |trial| trial.test.mae),
        }
    }

    fn mean(scores: &NumberScores) -> f64 {
        scores.test_r2.mean
    }

    fn rank(trials: &[&Trial<f64>]) -> f64 {
        spread(trials, |trial| trial.test.r2).mean
    }

    fn error(self, known: f64) -> f64 {
        (self - known).abs()
    }

    const CSV_COLUMNS: &'static [&'static str] = &["train_r2", "test_r2", "rmse", "mae"];

    fn csv_cells(trial: &Trial<f64>) -> Vec<f64> {
        vec![trial.train.train_r2, trial.test.r2, trial.test.rmse, trial.test.mae]
    }
}
