//! Metrics against numbers computed by hand.
#![allow(clippy::unwrap_used)]

use ansatz_qml::metrics::{Confusion, Metrics, MetricsError, log_loss, wilson_interval};
use ndarray::{Array2, array};

/// True classes by row, predicted classes by column: [[3, 1, 0], [1, 2, 1], [0, 0, 2]].
fn example() -> Confusion {
    let labels = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2];
    let predictions = [0, 0, 0, 1, 0, 1, 1, 2, 2, 2];
    Confusion::new(&labels, &predictions, 3).unwrap()
}

fn assert_close(left: f64, right: f64) {
    assert!((left - right).abs() < 1e-12, "{left} against {right}");
}

#[test]
fn a_confusion_matrix_gives_the_metrics_computed_by_hand() {
    let confusion = example();
    assert_eq!(confusion.counts, [[3, 1, 0], [1, 2, 1], [0, 0, 2]]);
    assert_eq!((confusion.correct(), confusion.total()), (7, 10));
    assert_close(confusion.accuracy(), 0.7);
    assert_close(confusion.balanced_accuracy(), (0.75 + 0.5 + 1.0) / 3.0);
    assert_close(confusion.macro_mean(Confusion::precision), (3.0 / 4.0 + 2.0 / 3.0 + 2.0 / 3.0) / 3.0);
    assert_close(confusion.macro_mean(Confusion::recall), (0.75 + 0.5 + 1.0) / 3.0);
    assert_close(confusion.macro_mean(Confusion::f1), (6.0 / 8.0 + 4.0 / 7.0 + 4.0 / 5.0) / 3.0);
}

#[test]
fn classes_without_samples_or_predictions_do_not_count() {
    // Class 2 has neither; class 1 has predictions but no samples.
    let confusion = Confusion::new(&[0, 0], &[0, 1], 3).unwrap();
    assert_close(confusion.balanced_accuracy(), 0.5);
    assert_close(confusion.macro_mean(Confusion::precision), 0.5);
    assert_close(confusion.macro_mean(Confusion::recall), 0.25);
    assert_close(confusion.macro_mean(Confusion::f1), (2.0 / 3.0) / 2.0);
}

#[test]
fn wilson_intervals_match_published_values() {
    // 81 of 263 and 15 of 148: R. G. Newcombe, Statistics in Medicine 17, 857-872 (1998), table I, method 3.
    let table =
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)];
    for (correct, total, low, high) in table {
        let interval = wilson_interval(correct, total);
        assert!((interval.0 - low).abs() < 5e-5 && (interval.1 - high).abs() < 5e-5, "{interval:?}");
    }
    assert_eq!(wilson_interval(20, 20).1, 1.0);
    assert_eq!(wilson_interval(0, 0), (0.0, 1.0));
}

#[test]
fn probabilities_give_all_metrics_at_once() {
    let probabilities = array![[0.5, 0.25, 0.25], [0.25, 0.25, 0.5], [0.4, 0.4, 0.2]];
    let metrics = Metrics::new(&[0, 1, 0], &probabilities).unwrap();
    assert_close(metrics.accuracy, 2.0 / 3.0);
    assert_close(metrics.log_loss, -(0.5_f64.ln() + 0.25_f64.ln() + 0.4_f64.ln()) / 3.0);
    assert_eq!(metrics.confusion.counts, [[2, 0, 0], [0, 0, 1], [0, 0, 0]]);
    assert_eq!(metrics.accuracy_interval, wilson_interval(2, 3));
    let text = serde_json::to_string(&metrics).unwrap();
    assert_eq!(serde_json::from_str::<Metrics>(&text).unwrap(), metrics);
}

#[test]
fn a_sure_mistake_is_bounded() {
    assert_close(log_loss(&[1], &array![[1.0, 0.0]]).unwrap(), -(1e-15_f64.ln()));
}

#[test]
fn wrong_input_is_an_error() {
    assert_eq!(Confusion::new(&[], &[], 2), Err(MetricsError::NoSamples));
    let lengths = MetricsError::Lengths { what: "predictions", expected: 2, found: 1 };
    assert_eq!(Confusion::new(&[0, 1], &[0], 2), Err(lengths));
    let class = MetricsError::Class { sample: 1, classes: 2, found: 2 };
    assert_eq!(Confusion::new(&[0, 1], &[0, 2], 2), Err(class.clone()));
    assert_eq!(log_loss(&[0, 2], &Array2::from_elem((2, 2), 0.5)), Err(class));
    assert!(Metrics::new(&[0], &Array2::zeros((2, 2))).is_err());
}
