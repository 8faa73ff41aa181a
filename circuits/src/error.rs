//! What can be wrong with a circuit. Every variant carries the data that explains it.

use crate::{PauliError, PauliString};

/// Why a circuit, an instruction or a gate matrix was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CircuitError {
    /// A qubit index is not below the number of qubits.
    #[error("qubit {qubit} is out of range: the circuit has {num_qubits} qubits")]
    QubitOutOfRange {
        /// The index that was asked for.
        qubit: usize,
        /// How many qubits there are.
        num_qubits: usize,
    },
    /// One instruction names the same qubit twice.
    #[error("qubit {qubit} is used twice in one `{gate}`")]
    RepeatedQubit {
        /// The repeated index.
        qubit: usize,
        /// The gate's name.
        gate: String,
    },
    /// A classical bit index is not below the number of classical bits.
    #[error("bit {bit} is out of range: the circuit has {num_bits} classical bits")]
    BitOutOfRange {
        /// The index that was asked for.
        bit: usize,
        /// How many bits there are.
        num_bits: usize,
    },
    /// A gate received the wrong number of qubits.
    #[error("`{gate}` takes {expected} qubits, given {given}")]
    QubitCount {
        /// The gate's name.
        gate: String,
        /// How many it takes.
        expected: usize,
        /// How many it got.
        given: usize,
    },
    /// A gate received the wrong number of angles.
    #[error("`{gate}` takes {expected} angles, given {given}")]
    AngleCount {
        /// The gate's name.
        gate: String,
        /// How many it takes.
        expected: usize,
        /// How many it got.
        given: usize,
    },
    /// An angle is NaN or infinite.
    #[error("an angle of `{gate}` is {value}, which is not finite")]
    AngleNotFinite {
        /// The gate's name.
        gate: String,
        /// The angle.
        value: f64,
    },
    /// An angle is a larger expression than anyone writes.
    #[error("an angle has grown to over 10000 functions, or over 200 levels of them")]
    FunctionTooLarge,
    /// An angle uses a parameter that the circuit does not have.
    #[error(
        "parameter {index} does not belong to this circuit, which has {count}; make it with `Circuit::parameter`"
    )]
    UnknownParameter {
        /// The parameter's index.
        index: usize,
        /// How many the circuit has.
        count: usize,
    },
    /// An angle uses a parameter of another circuit.
    #[error(
        "parameter {index} of another circuit is used here, where parameter {index} is `{name}`; make it with `Circuit::parameter`"
    )]
    ForeignParameter {
        /// The parameter's index.
        index: usize,
        /// The name of this circuit's parameter of that index.
        name: String,
    },
    /// No classical register has that name.
    #[error("no classical register is called `{name}`")]
    UnknownRegister {
        /// The name that was asked for.
        name: String,
    },
    /// Bits that cannot read a value.
    #[error("{bits} bits never read {value}")]
    ConditionValue {
        /// How many bits a condition reads.
        bits: usize,
        /// The value that it compares them with.
        value: u64,
    },
    /// A name that is no parameter of the circuit.
    #[error("the circuit has no parameter `{name}`{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    NoSuchParameter {
        /// The name that was given.
        name: String,
        /// The nearest name that it has.
        nearest: Option<String>,
    },
    /// A condition has not one value for each bit.
    #[error("a condition needs one value for each bit: {bits} bits, {values} values")]
    ConditionCount {
        /// How many bits it reads.
        bits: usize,
        /// How many values it compares them with.
        values: usize,
    },
    /// The number of values does not match the number of parameters.
    #[error("{given} parameter values given, the circuit has {expected} parameters")]
    ParameterCount {
        /// How many parameters there are.
        expected: usize,
        /// How many values were given.
        given: usize,
    },
    /// A gate name that is in no library.
    #[error("unknown gate `{name}`{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownGate {
        /// The name that was asked for.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
    },
    /// A matrix is not square, or its size is not a power of two.
    #[error("a gate's matrix must be 2^k by 2^k, this one is {rows} by {columns}")]
    MatrixShape {
        /// Rows.
        rows: usize,
        /// Columns.
        columns: usize,
    },
    /// A matrix is not unitary.
    #[error("the matrix is not unitary: U†U differs from the identity by {deviation:e}")]
    NotUnitary {
        /// The largest entry of |U†U − 1|.
        deviation: f64,
    },
    /// A generator is not Hermitian.
    #[error("the generator is not Hermitian: G differs from its adjoint by {deviation:e}")]
    NotHermitian {
        /// The largest entry of |G − G†|.
        deviation: f64,
    },
    /// Two strings of a sum do not commute, so that its exponential is not the product of theirs.
    #[error(
        "`{first}` and `{second}` do not commute, so the exponential of their sum is not the product of two rotations"
    )]
    NotCommuting {
        /// One of them.
        first: PauliString,
        /// The other.
        second: PauliString,
    },
    /// A Pauli string or an observable is none.
    #[error(transparent)]
    Pauli(#[from] PauliError),
    /// Amplitudes do not make a state.
    #[error("{0}")]
    Amplitudes(String),
    /// Measurement, reset and conditions have no inverse and cannot be controlled.
    #[error("`{operation}` is not unitary, so it has no {asked}")]
    NotReversible {
        /// The operation's name.
        operation: String,
        /// What was asked for: "inverse", "controlled form", "power" or "matrix".
        asked: &'static str,
    },
    /// A power that cannot be computed exactly.
    #[error("`{gate}` to the power {exponent} cannot be expanded: {reason}")]
    Power {
        /// The gate's name.
        gate: String,
        /// The exponent.
        exponent: f64,
        /// Why.
        reason: String,
    },
    /// A power whose exponent depends on parameters, of a gate that has no closed form for it.
    #[error("`{gate}` to a power that depends on parameters cannot be expanded: {reason}")]
    FreePower {
        /// The gate's name.
        gate: String,
        /// Why.
        reason: &'static str,
    },
    /// Expanding gate definitions would give too many instructions.
    #[error("the circuit expands to {count} operations, the limit is {limit}")]
    TooManyOperations {
        /// How many there would be (saturating).
        count: u64,
        /// The limit.
        limit: u64,
    },
    /// More qubits than an index can address.
    #[error("{qubits} qubits are more than this simulator can address ({limit})")]
    TooManyQubits {
        /// How many were asked for.
        qubits: usize,
        /// The limit.
        limit: usize,
    },
}
