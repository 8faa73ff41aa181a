//! What can be wrong with a circuit of one's own, said where it is handed over.

/// Why a circuit does not read data as it was told to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DataCircuitError {
    /// A parameter that is neither a feature nor a weight.
    #[error("parameter `{parameter}` of the circuit is neither a feature nor a weight")]
    Unassigned {
        /// Its name.
        parameter: String,
    },
    /// A parameter that is named twice.
    #[error("parameter `{parameter}` is named twice among features and weights")]
    Twice {
        /// Its name.
        parameter: String,
    },
    /// A parameter of another circuit.
    #[error("parameter number {index} is not one of the circuit's")]
    Foreign {
        /// Its number.
        index: usize,
    },
    /// An encoding of a feature that samples do not have.
    #[error("an encoding reads feature {feature}, samples have {features}, counted from 0")]
    Feature {
        /// The feature.
        feature: usize,
        /// Features of a sample.
        features: usize,
    },
    /// A list of another length than the circuit's.
    #[error("the circuit has {expected} {what}, {found} were given")]
    Length {
        /// What is listed.
        what: &'static str,
        /// How many the circuit has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
}
