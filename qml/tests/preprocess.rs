//! Preprocessing against hand-computed numbers, laws of each step, and every refusal.
#![allow(clippy::unwrap_used)]

use std::f64::consts::PI;

use ansatz_qml::{
    data::{Dataset, blobs},
    preprocess::{FittedPipeline, Pipeline, PreprocessError},
};
use ndarray::{Array2, array};

fn apply(steps: &[&str], data: &Array2<f64>) -> Array2<f64> {
    Pipeline::parse(steps).unwrap().fit(data).unwrap().transform(data).unwrap()
}

fn assert_close(left: &Array2<f64>, right: &Array2<f64>) {
    assert_eq!(left.dim(), right.dim());
    assert!((left - right).iter().all(|difference| difference.abs() < 1e-12), "{left} against {right}");
}

#[test]
fn steps_match_hand_computed_numbers() {
    let data = array![[1.0, 3.0, 7.0], [3.0, 4.0, 7.0]];
    assert_close(&apply(&[], &data), &data);
    assert_close(&apply(&["standardize"], &data), &array![[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0]]);
    assert_close(
        &apply(&["minmax:-pi/2:pi"], &data),
        &array![[-PI / 2.0, -PI / 2.0, PI / 4.0], [PI, PI, PI / 4.0]],
    );
    assert_close(&apply(&["normalize"], &array![[3.0, -4.0], [0.0, 0.0]]), &array![[0.6, -0.8], [0.0, 0.0]]);
    // Points on the line (t, 2t): the direction is (1, 2)/sqrt 5, and the second score vanishes.
    let line = array![[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]];
    let root = 5.0_f64.sqrt();
    assert_close(&apply(&["pca:1"], &line), &array![[-root], [0.0], [root]]);
    assert_close(
        &apply(&["pca:2"], &line).slice(ndarray::s![.., 1..]).to_owned(),
        &array![[0.0], [0.0], [0.0]],
    );
    // The largest entry of the direction is positive, whichever way the points run.
    assert_close(
        &apply(&["pca:1"], &array![[1.0, -2.0], [0.0, 0.0], [-1.0, 2.0]]),
        &array![[-root], [0.0], [root]],
    );
}

#[test]
fn principal_scores_are_uncorrelated_ordered_and_keep_the_total_variance() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/wine.csv"));
    let data = Dataset::from_csv(text.as_bytes(), "wine.csv", None).unwrap().features;
    let scores = apply(&["standardize", "pca:13"], &data);
    let covariance = scores.t().dot(&scores) / data.nrows() as f64;
    let variances: Vec<f64> = covariance.diag().to_vec();
    assert!(variances.is_sorted_by(|left, right| left >= right), "{variances:?}");
    assert!((variances.iter().sum::<f64>() - 13.0).abs() < 1e-10);
    for ((row, column), value) in covariance.indexed_iter() {
        assert!(row == column || value.abs() < 1e-10);
    }
    // Share of the first two components for standardized wine, as published for this set: 36.2 % and 19.2 %.
    assert!((variances[0] / 13.0 - 0.362).abs() < 5e-4 && (variances[1] / 13.0 - 0.192).abs() < 5e-4);
}

#[test]
fn constants_are_recognised_in_spite_of_rounding_and_stay_silent_later() {
    let constant = Array2::from_elem((7, 1), 0.1);
    let pipeline = Pipeline::parse(&["standardize"]).unwrap().fit(&constant).unwrap();
    assert_eq!(pipeline.transform(&constant).unwrap(), Array2::<f64>::zeros((7, 1)));
    assert_eq!(pipeline.transform(&array![[1e6]]).unwrap(), array![[0.0]]);
    let pipeline = Pipeline::parse(&["minmax:0:1"]).unwrap().fit(&constant).unwrap();
    assert_eq!(pipeline.transform(&array![[1e6]]).unwrap(), array![[0.5]]);
}

#[test]
fn values_outside_of_the_fitted_range_are_not_clipped() {
    let fitted = Pipeline::parse(&["minmax:0:1"]).unwrap().fit(&array![[0.0], [2.0]]).unwrap();
    assert_eq!(fitted.transform(&array![[-2.0], [6.0]]).unwrap(), array![[-1.0], [3.0]]);
}

#[test]
fn normalize_survives_the_ends_of_the_doubles() {
    for scale in [1e300, 1e-300] {
        assert_close(&apply(&["normalize"], &array![[3.0 * scale, 4.0 * scale]]), &array![[0.6, 0.8]]);
    }
}

#[test]
fn a_loaded_pipeline_transforms_to_the_same_bits() {
    let data = blobs(57, 3, 1.3, 11).unwrap().features;
    let pipeline = Pipeline::parse(&["standardize", "pca:2", "minmax:-pi:pi", "normalize"]).unwrap();
    let fitted = pipeline.fit(&data).unwrap();
    let text = serde_json::to_string(&fitted).unwrap();
    let loaded: FittedPipeline = serde_json::from_str(&text).unwrap();
    let bits = |data: Array2<f64>| -> Vec<u64> { data.iter().map(|value| value.to_bits()).collect() };
    assert_eq!(bits(fitted.transform(&data).unwrap()), bits(loaded.transform(&data).unwrap()));
    assert_eq!((loaded.input_count(), loaded.output_count()), (2, 2));
}

#[test]
fn a_tampered_pipeline_does_not_load() {
    let fitted =
        Pipeline::parse(&["standardize", "pca:1"]).unwrap().fit(&array![[0.0, 1.0], [2.0, 0.0]]).unwrap();
    assert_eq!(fitted.output_count(), 1);
    let text = serde_json::to_string(&fitted).unwrap();
    for (from, to) in [("\"inputs\":2", "\"inputs\":3"), ("\"mean\":[", "\"mean\":[0.5,"), ("[[", "[[0.5,")] {
        assert!(text.contains(from));
        let error = serde_json::from_str::<FittedPipeline>(&text.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains("do not fit together"), "{error}");
    }
}

#[test]
fn a_step_displays_as_the_text_it_is_read_from() {
    let steps = ["standardize", "pca:4", "minmax:-0.5:2", "normalize"];
    let pipeline = Pipeline::parse(&steps).unwrap();
    assert_eq!(pipeline.steps.iter().map(ToString::to_string).collect::<Vec<_>>(), steps);
}

#[test]
fn wrong_steps_say_what_is_wrong() {
    let table = [
        ("standardise", "unknown preprocessing step `standardise`; did you mean `standardize`?"),
        ("whiten", "unknown preprocessing step `whiten`; known: standardize, pca, minmax, normalize"),
        ("", "unknown preprocessing step ``; known: standardize, pca, minmax, normalize"),
        ("standardize:1", "step `standardize:1`: expected the form `standardize`"),
        ("pca", "step `pca`: expected the form `pca:COMPONENTS`"),
        ("pca:0", "step `pca:0`: expected a positive whole number of components, found `0`"),
        ("pca:two", "step `pca:two`: expected a positive whole number of components, found `two`"),
        ("minmax:0", "step `minmax:0`: expected the form `minmax:LOW:HIGH`"),
        (
            "minmax:0:2pi",
            "step `minmax:0:2pi`: expected a number, or a term such as `-pi/2` or `2*pi`, found `2pi`",
        ),
        (
            "minmax:1:-1",
            "step `minmax:1:-1`: expected the lower end below the upper end, found 1 and -1; swap them",
        ),
    ];
    for (step, expected) in table {
        assert_eq!(Pipeline::parse(&[step]).unwrap_err().to_string(), expected);
    }
}

#[test]
fn wrong_data_says_what_is_wrong() {
    let fit = |steps: &[&str], data: &Array2<f64>| Pipeline::parse(steps).unwrap().fit(data).unwrap_err();
    assert_eq!(
        fit(&["pca:2", "pca:3"], &Array2::from_elem((10, 4), 1.0)).to_string(),
        "step `pca:3`: expected at most 2 components, as the data has 10 rows and 2 columns here"
    );
    assert_eq!(fit(&[], &Array2::zeros((0, 4))), PreprocessError::NoRows);
    assert!(matches!(
        fit(&[], &array![[0.0, f64::NAN]]),
        PreprocessError::NotFinite { row: 0, column: 1, found } if found.is_nan()
    ));
    for step in ["standardize", "pca:1", "minmax:0:1"] {
        let error = fit(&[step], &array![[-1.7e308], [1.7e308]]);
        assert_eq!(error, PreprocessError::Overflow { step: step.to_owned() });
    }
    let fitted = Pipeline::default().fit(&array![[1.0, 2.0]]).unwrap();
    let error = fitted.transform(&array![[1.0]]).unwrap_err();
    assert_eq!(error, PreprocessError::Columns { expected: 2, found: 1 });
    assert!(fitted.transform(&array![[1.0, f64::INFINITY]]).is_err());
}
