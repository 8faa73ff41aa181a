//! Values of `output` variables that are not bits, for who shows them.

/// The value of an output when the program has ended.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// `int`, `uint`.
    Integer(i128),
    /// `float`, `angle` in radians, `duration` in seconds.
    Real(f64),
    /// `bool`.
    Boolean(bool),
    /// `complex`: real and imaginary part.
    Complex(f64, f64),
    /// An array, each element of its first dimension.
    List(Vec<OutputValue>),
}
