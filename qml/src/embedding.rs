//! Embeddings (also called feature maps): functions from features to the circuit that carries them.
//! Called by models, by name or directly; must not know weights' values, losses or data files.

use crate::registry::registry;
use crate::{DataCircuit, Encoding, ModelError, Preparation, ansatz};
use ansatz_circuits::Circuit;

/// Sizes that every embedding needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddingShape {
    /// Qubits.
    pub num_qubits: usize,
    /// Features of a sample.
    pub num_features: usize,
    /// Repetitions, where the embedding repeats (`iqp`, `zz`, `reuploading`).
    pub repeats: usize,
}

registry! {
    /// The names of embeddings.
    pub const EMBEDDINGS: "embedding";
    fn embedding -> fn(EmbeddingShape) -> Result<DataCircuit, ModelError> {
        "angle" => angle,
        "amplitude" => amplitude,
        "iqp" => iqp,
        "zz" => zz,
        "reuploading" => reuploading,
    }
}

/// The embedding of that name.
///
/// ```
/// use ansatz_qml::embeddings::{EmbeddingShape, embedding_by_name};
/// let shape = EmbeddingShape { num_qubits: 3, num_features: 2, repeats: 1 };
/// assert_eq!(embedding_by_name("iqp", shape)?.num_features(), 2);
/// let error = embedding_by_name("iqpp", shape).err().unwrap();
/// assert_eq!(error.to_string(), "unknown embedding `iqpp`; did you mean `iqp`?");
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// [`ModelError::Unknown`] with the nearest name; [`ModelError::Shape`] if the features do not fit the qubits.
pub fn embedding_by_name(name: &str, shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    embedding(name)?(shape)
}

/// `RX(x_q)` on qubit `q`.
///
/// # Errors
/// [`ModelError::Shape`] if there are more features than qubits.
pub fn angle(shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    let mut embedded = one_feature_each("angle", shape)?;
    let mut circuit = Circuit::new(shape.num_qubits);
    let x = circuit.parameter_vector("x", shape.num_features);
    for (qubit, x) in x.into_iter().enumerate() {
        circuit.rx(x, qubit)?;
    }
    embedded.append_inputs(&circuit, &features(shape.num_features))?;
    Ok(embedded)
}

/// The features, padded with zeros and normalised, as the 2^n starting amplitudes.
///
/// # Errors
/// [`ModelError::Shape`] if there are more features than amplitudes.
pub fn amplitude(shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    if shape.num_features > 1 << shape.num_qubits {
        let needed = shape.num_features.next_power_of_two().trailing_zeros() as usize;
        return Err(ModelError::Shape {
            name: "amplitude",
            needed,
            qubits: shape.num_qubits,
            features: shape.num_features,
        });
    }
    Ok(DataCircuit::empty(shape.num_qubits, shape.num_features).with_preparation(Preparation::Amplitudes))
}

/// Instantaneous quantum polynomial embedding: `[H, RZ(x_i), RZZ(x_i x_j) for all i < j]`, repeated
/// (Havlíček et al., arXiv:1804.11326).
///
/// # Errors
/// [`ModelError::Shape`] if there are more features than qubits.
pub fn iqp(shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    let mut embedded = one_feature_each("iqp", shape)?;
    let n = shape.num_features;
    let pairs = pairs(n);
    let mut circuit = Circuit::new(shape.num_qubits);
    let x = circuit.parameter_vector("x", n + pairs.len());
    for (qubit, x) in x[..n].iter().enumerate() {
        circuit.h(qubit)?.rz(*x, qubit)?;
    }
    for (k, (i, j)) in pairs.iter().enumerate() {
        circuit.rzz(x[n + k], *i, *j)?;
    }
    let products = pairs.iter().map(|(i, j)| Encoding::Product(*i, *j));
    let encodings: Vec<Encoding> = features(n).into_iter().chain(products).collect();
    for _ in 0..shape.repeats {
        embedded.append_inputs(&circuit, &encodings)?;
    }
    Ok(embedded)
}

/// `[H, P(2x_i), CX P(2(π−x_i)(π−x_j)) CX for all i < j]`, repeated (Havlíček et al., arXiv:1804.11326; the same
/// circuit as Qiskit's ZZFeatureMap with full entanglement).
///
/// # Errors
/// [`ModelError::Shape`] if there are more features than qubits.
pub fn zz(shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    let mut embedded = one_feature_each("zz", shape)?;
    let n = shape.num_features;
    let pairs = pairs(n);
    let mut circuit = Circuit::new(shape.num_qubits);
    let x = circuit.parameter_vector("x", n + pairs.len());
    for (qubit, x) in x[..n].iter().enumerate() {
        circuit.h(qubit)?.p(2.0 * *x, qubit)?;
    }
    for (k, (i, j)) in pairs.iter().enumerate() {
        circuit.cx(*i, *j)?.p(2.0 * x[n + k], *j)?.cx(*i, *j)?;
    }
    let products = pairs.iter().map(|(i, j)| Encoding::ReflectedProduct(*i, *j));
    let encodings: Vec<Encoding> = features(n).into_iter().chain(products).collect();
    for _ in 0..shape.repeats {
        embedded.append_inputs(&circuit, &encodings)?;
    }
    Ok(embedded)
}

/// Data re-uploading with trainable scales (Pérez-Salinas et al., arXiv:1907.02085): in each repetition
/// `RY(w x_q + b)` and `RZ(t)` on every qubit, then a ring of CX; a last `RY(v)` on every qubit. It brings its own
/// weights: per repetition 3 for each qubit, and one more for each qubit at the end. Feature `q mod d` goes to qubit `q`.
///
/// # Errors
/// [`ModelError::Shape`] if there are more features than qubits.
pub fn reuploading(shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    let mut embedded = one_feature_each("reuploading", shape)?;
    let n = shape.num_qubits;
    let encodings: Vec<Encoding> = (0..n).map(|q| Encoding::Feature(q % shape.num_features)).collect();
    let mut upload = Circuit::new(n);
    for (qubit, x) in upload.parameter_vector("x", n).into_iter().enumerate() {
        upload.ry(x, qubit)?;
    }
    let mut rotate = Circuit::new(n);
    let weights = rotate.parameter_vector("w", 2 * n);
    for qubit in 0..n {
        rotate.ry(weights[qubit], qubit)?.rz(weights[n + qubit], qubit)?;
    }
    ansatz::ring_of_cx(&mut rotate, 1)?;
    for _ in 0..shape.repeats {
        embedded.append_scaled_inputs(&upload, &encodings)?.append_weights(&rotate)?;
    }
    let mut last = Circuit::new(n);
    for (qubit, v) in last.parameter_vector("v", n).into_iter().enumerate() {
        last.ry(v, qubit)?;
    }
    embedded.append_weights(&last)?;
    Ok(embedded)
}

/// Refuses more features than qubits, and none.
fn one_feature_each(name: &'static str, shape: EmbeddingShape) -> Result<DataCircuit, ModelError> {
    let EmbeddingShape { num_qubits: qubits, num_features: features, .. } = shape;
    if features > qubits || features == 0 {
        return Err(ModelError::Shape { name, needed: features.max(1), qubits, features });
    }
    Ok(DataCircuit::empty(qubits, features))
}

fn features(count: usize) -> Vec<Encoding> {
    (0..count).map(Encoding::Feature).collect()
}

/// `(i, j)` with `i < j`.
fn pairs(count: usize) -> Vec<(usize, usize)> {
    (0..count).flat_map(|i| (i + 1..count).map(move |j| (i, j))).collect()
}
