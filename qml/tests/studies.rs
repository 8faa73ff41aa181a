//! Baselines, cross-validation, searches, importance: their laws, and the same bits for any number of threads.
#![allow(clippy::unwrap_used)]

use ansatz_qml::{
    ModelError,
    data::{blobs, moons, stratified_split},
    kernels::{KernelClassifier, KernelClassifierSettings},
    metrics::{Bootstrap, Metrics, RegressionMetrics, roc_auc},
    models::{BASELINES, Classifier, DenseClassifier, DenseSettings, Samples, baseline_by_name},
    study::{
        SearchSpace, SettingRange, SettingValue, Spread, TrainingShares, cross_validate, learning_curve,
        mcnemar, permutation_importance, repeat_with_seeds, search, shapley_values, side_by_side,
        stratified_folds,
    },
};
use ansatz_simulator::{Backend, Cpu, Purpose, RandomStream};
use ndarray::{Array2, Axis, array};
use std::collections::BTreeSet;
use std::sync::Arc;

fn cpu() -> Arc<dyn Backend> {
    Arc::new(Cpu::<f64>::default())
}

fn network(penalty: f64) -> Box<dyn Classifier> {
    Box::new(DenseClassifier::new(DenseSettings {
        hidden: vec![6],
        penalty,
        steps: 60,
        ..Default::default()
    }))
}

#[test]
fn every_baseline_learns_and_repeats_its_bits() {
    let (train, test) = (blobs(90, 3, 1.0, 1).unwrap(), blobs(90, 3, 1.0, 1).unwrap());
    for name in BASELINES {
        let fitted = || {
            let mut model = baseline_by_name(name, 3, cpu()).unwrap();
            assert!(matches!(model.predict(&test.features), Err(ModelError::NotTrained)), "{name}");
            model.fit(&train.features, &train.labels).unwrap();
            model
        };
        let (model, again) = (fitted(), fitted());
        assert!(model.score(&test.features, &test.labels).unwrap() > 0.9, "{name}");
        let probabilities = model.predict_proba(&test.features).unwrap();
        assert_eq!(probabilities, again.predict_proba(&test.features).unwrap(), "{name}");
        assert!(probabilities.sum_axis(Axis(1)).iter().all(|sum| (sum - 1.0).abs() < 1e-12), "{name}");
        let narrow = Array2::zeros((2, 1));
        assert!(matches!(model.predict(&narrow), Err(ModelError::FeatureCount { .. })), "{name}");
        let mut model = baseline_by_name(name, 3, cpu()).unwrap();
        assert!(matches!(model.fit(&Array2::zeros((0, 2)), &[]), Err(ModelError::NoSamples)), "{name}");
    }
    let error = baseline_by_name("mpl", 0, cpu()).err().unwrap();
    assert!(error.to_string().contains("did you mean `mlp`"), "{error}");
}

#[test]
fn logistic_regression_is_where_its_gradient_vanishes() {
    // One feature, two classes: the maximum likelihood of grouped data is known, log(3) at ±1 for shares of 3/4 and 1/4.
    let x = Array2::from_shape_fn((8, 1), |(i, _)| if i < 4 { -1.0 } else { 1.0 });
    let labels = [0, 0, 0, 1, 1, 1, 1, 0];
    let settings = DenseSettings { penalty: 0.0, ..DenseSettings::logistic_regression() };
    let mut model = DenseClassifier::new(settings);
    model.fit(&x, &labels).unwrap();
    let probabilities = model.predict_proba(&x).unwrap();
    for (row, expected) in [(0, 0.25), (4, 0.75)] {
        assert!((probabilities[[row, 1]] - expected).abs() < 1e-6, "{probabilities}");
    }
}

#[test]
fn folds_are_a_partition_with_equal_shares_of_every_class() {
    let labels: Vec<usize> = (0..53).map(|k| [0, 1, 0, 2, 0][k % 5]).collect();
    let folds = stratified_folds(&labels, 4, 9).unwrap();
    let mut tested = BTreeSet::new();
    for fold in &folds {
        assert!((13..=14).contains(&fold.test.len()));
        assert_eq!(fold.train.len() + fold.test.len(), 53);
        assert!(fold.train.iter().all(|row| !fold.test.contains(row)));
        tested.extend(fold.test.iter().copied());
        for class in 0..3 {
            let all = labels.iter().filter(|label| **label == class).count();
            let here = fold.test.iter().filter(|row| labels[**row] == class).count();
            assert!((all / 4..=all.div_ceil(4)).contains(&here), "{class}: {here} of {all}");
        }
    }
    assert_eq!(tested.len(), 53);
    assert_eq!(stratified_folds(&labels, 4, 9).unwrap(), folds);
    assert_ne!(stratified_folds(&labels, 4, 10).unwrap(), folds);
    assert!(matches!(stratified_folds(&labels, 1, 0), Err(ModelError::Size { setting: "folds", .. })));
    assert!(stratified_folds(&[0, 0, 1], 2, 0).is_err(), "a class of one sample");
}

#[test]
fn a_search_is_the_same_for_any_number_of_threads() {
    let data = moons(60, 0.2, 2).unwrap();
    let folds = stratified_folds(&data.labels, 3, 0).unwrap();
    let points = [1e-4, 1e-2, 1.0, 100.0];
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let make = |penalty: &f64| network(*penalty);
            search(make, &points, &data, &folds).unwrap()
        })
    };
    let (one, three) = (run(1), run(3));
    assert_eq!(one, three);
    assert_eq!(one.candidates.iter().map(|c| c.point).collect::<Vec<_>>(), points);
    assert!(one.best < 3 && one.candidates[3].spread.mean < one.candidates[one.best].spread.mean);
    let metrics = cross_validate(|| network(1e-4), &data, &folds).unwrap();
    let scores: Vec<f64> = metrics.iter().map(|m| m.accuracy).collect();
    assert_eq!(scores, one.candidates[0].scores);
    let none: [f64; 0] = [];
    assert!(search(|p: &f64| network(*p), &none, &data, &folds).is_err());
}

#[test]
fn quantum_kernels_are_searched_too_and_the_first_error_is_given() {
    let data = moons(40, 0.1, 0).unwrap();
    let folds = stratified_folds(&data.labels, 2, 0).unwrap();
    let make = |penalty: &f64| {
        let settings = KernelClassifierSettings { penalty: *penalty, ..Default::default() };
        Box::new(KernelClassifier::new(settings, cpu())) as Box<dyn Classifier>
    };
    let found = search(make, &[0.1, 10.0], &data, &folds).unwrap();
    assert!(found.candidates[found.best].spread.mean > 0.7);
    let error = search(make, &[1.0, -1.0, -2.0], &data, &folds).unwrap_err();
    assert!(matches!(error, ModelError::Number { found: -1.0, .. }), "{error}");
    let error = side_by_side(&[3, 1, 2], |k| {
        Err::<(), _>(ModelError::Size { setting: "k", expected: "another", found: *k })
    });
    assert!(matches!(error, Err(ModelError::Size { found: 3, .. })));
}

#[test]
fn grids_are_products_and_draws_stay_in_their_ranges() {
    let text = r#"{"penalty": {"log_uniform": [0.01, 100.0]}, "layers": [1, 2, 3], "kind": ["fidelity", "projected"]}"#;
    let space: SearchSpace = serde_json::from_str(text).unwrap();
    assert!(matches!(space.grid(), Err(ModelError::NoEffect { .. })));
    let points = space.random(200, 5).unwrap();
    assert_eq!(points[..50], space.random(50, 5).unwrap(), "more points leave the first ones as they are");
    let mut below = 0;
    for point in &points {
        let SettingValue::Number(penalty) = point["penalty"] else { panic!("{point:?}") };
        assert!((0.01..100.0).contains(&penalty));
        below += usize::from(penalty < 1.0);
        assert!(matches!(point["layers"], SettingValue::Integer(1..=3)));
    }
    assert!((70..=130).contains(&below), "half of them below the geometric mean: {below}");
    let mut lists = space;
    lists.0.insert(
        "penalty".into(),
        SettingRange::Values(vec![SettingValue::Number(0.5), SettingValue::Number(1.5)]),
    );
    let grid = lists.grid().unwrap();
    assert_eq!(grid.len(), 12);
    assert_eq!(grid.iter().map(|p| serde_json::to_string(p).unwrap()).collect::<BTreeSet<_>>().len(), 12);
    assert_eq!(grid[0]["kind"], SettingValue::Text("fidelity".into()));
    assert_eq!(
        (&grid[0]["penalty"], &grid[1]["penalty"]),
        (&SettingValue::Number(0.5), &SettingValue::Number(1.5))
    );
    let wrong: SearchSpace = serde_json::from_str(r#"{"penalty": {"log_uniform": [0.0, 1.0]}}"#).unwrap();
    assert!(wrong.random(1, 0).is_err());
}

#[test]
fn seeds_spread_and_curves_rise() {
    let data = moons(120, 0.15, 3).unwrap();
    let (y, samples) = (&data.labels[..], Samples::from(&data));
    let shares = |shares| TrainingShares { shares, seed: 0 };
    let seeds = [0, 1, 2, 3];
    let split = |seed| Ok(stratified_split(y, 0.25, seed).unwrap());
    let make = |seed| baseline_by_name("mlp", seed, cpu()).unwrap();
    let metrics = repeat_with_seeds(&seeds, make, split, samples).unwrap();
    let spread = Spread::of(&metrics.iter().map(|m| m.accuracy).collect::<Vec<_>>());
    assert!(spread.mean > 0.9 && spread.deviation < 0.1, "{spread:?}");
    assert_eq!(Spread::of(&[1.0, 3.0]), Spread { mean: 2.0, deviation: 1.0 });

    let folds = stratified_folds(y, 3, 0).unwrap();
    let curve = learning_curve(|| network(1e-3), samples, &folds, &shares(&[0.1, 0.4, 1.0][..])).unwrap();
    assert_eq!(curve[0].samples, [8, 8, 8]);
    assert_eq!(curve[2].samples, [80, 80, 80]);
    assert!(curve[2].test.mean > curve[0].test.mean, "{curve:?}");
    assert!(learning_curve(|| network(1e-3), samples, &folds, &shares(&[0.0][..])).is_err());
}

#[test]
fn only_features_that_matter_are_important() {
    let mut stream = RandomStream::new(2, Purpose::TEST, 0);
    let x = Array2::from_shape_simple_fn((200, 3), || stream.normal());
    let labels: Vec<usize> = x.rows().into_iter().map(|row| usize::from(row[1] > 0.0)).collect();
    let mut model = baseline_by_name("logistic_regression", 0, cpu()).unwrap();
    model.fit(&x, &labels).unwrap();
    let importance = permutation_importance(&*model, Samples::new(&x, &labels).unwrap(), 5, 0).unwrap();
    assert!(importance[1].spread.mean > 0.4, "{importance:?}");
    assert!(importance[0].spread.mean.abs() < 0.05 && importance[2].spread.mean.abs() < 0.05);
    assert!(importance.iter().all(|one| one.drops.len() == 5));

    // Shapley values share out the difference to the mean prediction, and give nothing to what does nothing.
    let predict = |rows: &Array2<f64>| Ok(model.predict_proba(rows)?.column(1).to_vec());
    let shapley = shapley_values(predict, x.row(0), &x).unwrap();
    let whole = model.predict_proba(&x.select(Axis(0), &[0])).unwrap()[[0, 1]];
    assert!((shapley.base + shapley.values.iter().sum::<f64>() - whole).abs() < 1e-12);
    assert!(shapley.values[1].abs() > 10.0 * shapley.values[0].abs(), "{shapley:?}");
    let long = Array2::zeros((1, 13));
    assert!(matches!(
        shapley_values(predict, long.row(0), &long),
        Err(ModelError::Size { setting: "features", .. })
    ));
}

#[test]
fn an_interaction_is_shared_equally() {
    // The product of two of three features, from a background of zeros: half each.
    let product = |rows: &Array2<f64>| Ok(rows.rows().into_iter().map(|x| x[0] * x[2]).collect());
    let shapley = shapley_values(product, array![2.0, 5.0, 3.0].view(), &Array2::zeros((1, 3))).unwrap();
    assert_eq!(shapley.base, 0.0);
    assert!(shapley.values.iter().zip([3.0, 0.0, 3.0]).all(|(v, e): (&f64, f64)| (v - e).abs() < 1e-14));
}

#[test]
fn areas_under_the_curve_are_counted_pairs() {
    let mut stream = RandomStream::new(1, Purpose::TEST, 0);
    // Scores in tenths, so that many are equal.
    let scores: Vec<f64> = (0..40).map(|_| (10.0 * stream.uniform()).floor() / 10.0).collect();
    let labels: Vec<usize> = scores.iter().map(|s| usize::from(s + 0.4 * stream.normal() > 0.5)).collect();
    let probabilities =
        Array2::from_shape_fn((40, 2), |(i, c)| if c == 1 { scores[i] } else { 1.0 - scores[i] });
    let pairs: Vec<f64> = (0..1600)
        .map(|k| (k / 40, k % 40))
        .filter(|(i, j)| labels[*i] == 1 && labels[*j] == 0)
        .map(|(i, j)| {
            if scores[i] > scores[j] {
                1.0
            } else if scores[i] == scores[j] {
                0.5
            } else {
                0.0
            }
        })
        .collect();
    let expected = pairs.iter().sum::<f64>() / pairs.len() as f64;
    let found = roc_auc(&labels, &probabilities).unwrap().unwrap();
    assert!((found - expected).abs() < 1e-14, "{found} {expected}");
    assert_eq!(roc_auc(&[1, 1], &array![[0.5, 0.5], [0.1, 0.9]]).unwrap(), None);
    // Three classes: the mean of one against the rest; class 2 has no samples.
    let three = array![[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.6, 0.4, 0.0]];
    assert_eq!(roc_auc(&[0, 1, 0], &three).unwrap(), Some((1.0 + 0.5) / 2.0));
    assert!(roc_auc(&[0, 3, 0], &three).is_err());
    assert_eq!(Metrics::new(&labels, &probabilities).unwrap().roc_auc, Some(found));
}

#[test]
fn intervals_cover_the_truth_about_as_often_as_they_say() {
    // The mean of 40 uniform numbers: its 90 % interval holds 1/2 in about 90 % of 200 draws.
    let mut covered = 0;
    for seed in 0..200 {
        let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
        let data: Vec<f64> = (0..40).map(|_| stream.uniform()).collect();
        let bootstrap = Bootstrap { resamples: 300, confidence: 0.9, seed };
        let mean = |rows: &[usize]| [rows.iter().map(|row| data[*row]).sum::<f64>() / 40.0];
        let (low, high) = bootstrap.intervals(40, mean)[0].unwrap();
        covered += usize::from(low < 0.5 && 0.5 < high);
    }
    assert!((165..=192).contains(&covered), "{covered} of 200");
}

#[test]
fn intervals_of_all_metrics_hold_the_metrics() {
    let labels: Vec<usize> = (0..60).map(|k| k % 2).collect();
    let probability = |k: usize| if k.is_multiple_of(7) { 0.3 } else { 0.8 };
    let probabilities =
        Array2::from_shape_fn(
            (60, 2),
            |(i, c)| {
                if c == labels[i] { probability(i) } else { 1.0 - probability(i) }
            },
        );
    let metrics = Metrics::new(&labels, &probabilities).unwrap();
    let predictions: Vec<usize> =
        (0..60).map(|i| if probability(i) > 0.5 { labels[i] } else { 1 - labels[i] }).collect();
    let found = Bootstrap::default().of_predictions(&labels, &predictions, &probabilities).unwrap();
    let table = [
        (found.accuracy, metrics.accuracy),
        (found.balanced_accuracy, metrics.balanced_accuracy),
        (found.precision, metrics.precision),
        (found.recall, metrics.recall),
        (found.f1, metrics.f1),
        (found.log_loss, metrics.log_loss),
        (found.roc_auc.unwrap(), metrics.roc_auc.unwrap()),
    ];
    for ((low, high), value) in table {
        assert!(low <= value && value <= high && high - low < 0.4 && low < high, "{low} {value} {high}");
    }
    // The Wilson interval of the accuracy is another estimate of the same.
    assert!((found.accuracy.0 - metrics.accuracy_interval.0).abs() < 0.06);

    let targets: Vec<f64> = (0..30).map(f64::from).collect();
    let predicted: Vec<f64> =
        targets.iter().map(|y| y + if (*y as usize).is_multiple_of(2) { 1.0 } else { -2.0 }).collect();
    let metrics = RegressionMetrics::new(&targets, &predicted).unwrap();
    assert!((metrics.mean_absolute_error - 1.5).abs() < 1e-14);
    assert!((metrics.root_mean_square_error - 2.5f64.sqrt()).abs() < 1e-14);
    assert!((metrics.r2 - (1.0 - 75.0 / (30.0 * 899.0 / 12.0))).abs() < 1e-12);
    let found = Bootstrap::default().of_numbers(&targets, &predicted).unwrap();
    assert!(found.mean_absolute_error.0 < 1.5 && found.mean_absolute_error.1 > 1.5);
    assert!(found.r2.0 < metrics.r2 && metrics.r2 < found.r2.1);
}

#[test]
fn the_test_of_two_models_is_exact() {
    let labels = vec![1; 10];
    let (first, second) = ([1, 1, 1, 1, 1, 1, 0, 1, 1, 0], [1, 0, 0, 0, 0, 0, 1, 1, 1, 0]);
    let test = mcnemar(&labels, &first, &second).unwrap();
    assert_eq!((test.only_first, test.only_second), (5, 1));
    // 2 (1 + 6)/2⁶
    assert!((test.p_value - 14.0 / 64.0).abs() < 1e-12, "{test:?}");
    assert_eq!(mcnemar(&labels, &first, &first).unwrap().p_value, 1.0);
    assert!(mcnemar(&labels, &first[1..], &second).is_err());
    let many = mcnemar(&vec![1; 4000], &vec![1; 4000], &vec![0; 4000]).unwrap();
    assert_eq!(many.p_value, 0.0);
}
