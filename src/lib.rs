//! Ansatz: hybrid quantum-classical machine learning.
//!
//! A state-vector simulator executes parameterized circuits, a machine-learning layer computes their gradients, and
//! variational models train with classical optimizers. This package re-exports the members of the workspace:
//!
//! * [`circuits`]: gates, circuits, parameters, observables, OpenQASM 2 and 3, drawing
//! * [`simulator`]: plans, backends, expectation values, sampling, the adjoint sweep
//! * [`qml`]: embeddings, ansätze, gradients, losses, optimizers, classifiers, data
//!
//! # Quick start
//!
//! Train a variational classifier on two interleaved half circles, and use it:
//!
//! ```
//! use ansatz::qml::{
//!     Classifier, ClassifierSettings, OptimizerSettings, TrainingSettings, VariationalClassifier, moons, stratified_split,
//! };
//! use ansatz::simulator::Cpu;
//! use std::sync::Arc;
//!
//! let data = moons(120, 0.1, 0)?;
//! let split = stratified_split(&data.labels, 0.25, 0)?;
//! let (train, test) = (data.select(&split.train), data.select(&split.test));
//!
//! let settings = ClassifierSettings { qubits: 2, embedding: "reuploading".into(), layers: 4, ..Default::default() };
//! let training = TrainingSettings { epochs: 60, optimizer: OptimizerSettings::default().with_learning_rate(0.1), ..Default::default() };
//! let mut model = VariationalClassifier::new(settings, training, Arc::new(Cpu::<f64>::default()));
//! model.fit(&train.features, &train.labels)?;
//!
//! assert!(model.score(&test.features, &test.labels)? > 0.85);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Run a circuit and differentiate it:
//!
//! ```
//! use ansatz::prelude::*;
//!
//! let mut circuit = Circuit::new(2);
//! let theta = circuit.parameter("theta");
//! circuit.h(0)?.cx(0, 1)?.ry(2.0 * theta, 1)?;
//!
//! let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0 Z1 + 0.5 * X0 X1"])?;
//! assert!((estimator.value(&[0.3])? - 1.5 * 0.6_f64.cos()).abs() < 1e-12);
//! assert!((estimator.gradient(&[0.3])?[0] + 3.0 * 0.6_f64.sin()).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub use ansatz_circuits as circuits;
pub use ansatz_qml as qml;
pub use ansatz_simulator as simulator;
pub use ndarray;

pub mod prelude;
