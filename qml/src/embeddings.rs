//! Embeddings, also called feature maps: from the features of a sample to the circuit that carries them.
//!
//! An embedding is a function that returns a [`DataCircuit`]; a circuit of one's own becomes one through [`DataCircuit`] too.
//! Choosing one: [`angle`] for as many qubits as features, [`amplitude`] for few qubits, [`iqp`] and [`zz`] for kernels,
//! [`reuploading`] where the embedding itself is trained.
//!
//! ```
//! use ansatz_qml::embeddings::{EmbeddingShape, Source, zz};
//! let embedding = zz(EmbeddingShape { num_qubits: 2, num_features: 2, repeats: 1 })?;
//! assert_eq!((embedding.num_features(), embedding.num_weights()), (2, 0));
//! assert!(embedding.sources().iter().all(|source| matches!(source, Source::Input(_))));
//! # Ok::<(), ansatz_qml::ModelError>(())
//! ```

pub use crate::data_circuit::{DataCircuit, DataCircuitError, Encoding, Preparation, Source};
pub use crate::embedding::{
    EMBEDDINGS, EmbeddingShape, amplitude, angle, embedding_by_name, iqp, reuploading, zz,
};
