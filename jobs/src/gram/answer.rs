//! What a Gram matrix answers.
//!
//! Made by the job; worded by its caller.

use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use ndarray::Array2;
use serde::Serialize;
use std::path::PathBuf;

/// The answer; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct GramAnswer {
    /// Rows and columns.
    pub shape: [usize; 2],
    /// Every file that was written.
    pub artifacts: Vec<String>,
    /// The alignment with the classes.
    pub alignment: f64,
    /// How a trainable kernel was trained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// What the support vector machine does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// What people call the data.
    pub data: String,
    /// The kind of kernel.
    pub kernel: String,
    /// The embedding, of a quantum kernel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedding: Option<String>,
    /// Qubits of the embedding.
    pub qubits: usize,
    /// Precision of the state vector.
    pub precision: &'static str,
    /// Where it ran.
    pub device: String,
    /// Seconds of everything that was computed.
    pub seconds: f64,
    /// The least accuracy of the test rows that the file expects.
    #[serde(skip)]
    pub accuracy: Option<f64>,
    /// What a report shows beside the answer.
    #[serde(skip)]
    pub inputs: GramInputs,
}

/// The file, the matrix and what its rows are.
#[derive(Debug, Clone)]
pub struct GramInputs {
    /// The kernel file.
    pub file: TomlFile,
    /// The files that rows were read from.
    pub files: Vec<PathBuf>,
    /// The seed of the split.
    pub split_seed: u64,
    /// The matrix of the training rows.
    pub gram: Array2<f64>,
    /// The class of each row.
    pub labels: Vec<usize>,
    /// Names of the classes.
    pub classes: Vec<String>,
}

/// How a trainable kernel was trained.
#[derive(Debug, Clone, Serialize)]
pub struct Training {
    /// The alignment before each step and at the end.
    pub history: Vec<f64>,
    /// The weights of the embedding.
    pub weights: Vec<f64>,
}

/// What the support vector machine does.
#[derive(Debug, Clone, Serialize)]
pub struct Test {
    /// Test rows, training rows.
    pub shape: [usize; 2],
    /// The accuracy of the training rows.
    pub train_accuracy: f64,
    /// The accuracy of the test rows.
    pub accuracy: f64,
    /// Support vectors of the machine.
    pub support_vectors: usize,
}

impl GramAnswer {
    /// Whether the machine is as accurate as the file expects.
    ///
    /// # Errors
    /// It is not.
    pub fn expected(&self) -> Outcome {
        match (self.accuracy, &self.test) {
            (Some(least), Some(test)) if test.accuracy < least => Err(JobError::work(format!(
                "the accuracy on test rows is {:.4}, less than the {least} of `accuracy`",
                test.accuracy
            ))),
            _ => Ok(()),
        }
    }
}
