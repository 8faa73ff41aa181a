//! How much the front end accepts, and how much it forgives.

/// What to do with a library gate that no included file declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingInclude {
    /// Use it and warn once.
    #[default]
    Forgive,
    /// Refuse it and say which file declares it.
    Refuse,
}

/// Limits and leniency of [`parse`](super::parse). Every limit is checked before anything is allocated for it.
///
/// ```
/// use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse};
/// let mut options = ParseOptions::default();
/// options.max_qubits = 4;
/// let report = parse("wide.qasm", b"OPENQASM 3.0; qubit[5] q;", &NoIncludes, &options).unwrap_err();
/// assert!(report.is_limit());
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Library gates without their include.
    pub missing_include: MissingInclude,
    /// How deep parentheses and blocks may nest.
    pub max_nesting: usize,
    /// How deep includes may nest.
    pub max_include_depth: usize,
    /// How many files may be included in all.
    pub max_includes: usize,
    /// The largest file in bytes, and the most bytes of all included files together.
    pub max_file_size: usize,
    /// The most qubits in all registers together.
    pub max_qubits: usize,
    /// The most classical bits in all registers together.
    pub max_bits: usize,
    /// The most operations, gate definitions expanded.
    pub max_operations: u64,
    /// The most statements that loops and subroutines may run.
    pub max_steps: u64,
    /// The most elementary operations that reading the program may take: steps of expressions, and bits and elements of
    /// arrays that they read or make.
    pub max_work: u64,
    /// How deep subroutines may call each other.
    pub max_calls: usize,
    /// The most bytes that the circuit's instructions may take.
    pub max_bytes: u64,
    /// The front end stops after this many errors.
    pub max_errors: usize,
    /// Values of inputs, by name; the last of one name counts. Inputs that are neither real nor complex need one. The others
    /// stay parameters, and where their value decides what the program does, it is read for that value: the circuit, and so
    /// its gradient, is that of the way taken.
    pub inputs: Vec<(String, f64)>,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            missing_include: MissingInclude::default(),
            max_nesting: 128,
            max_include_depth: 32,
            max_includes: 1024,
            max_file_size: 256 << 20,
            max_qubits: crate::circuit::MAX_QUBITS,
            max_bits: 1 << 20,
            max_operations: crate::flatten::MAX_OPERATIONS,
            max_steps: 1 << 20,
            max_work: 1 << 28,
            max_calls: 256,
            max_bytes: u64::MAX,
            max_errors: 20,
            inputs: Vec::new(),
        }
    }
}
