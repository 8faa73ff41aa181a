//! The limits of [`ParseOptions`](super::ParseOptions) by name, for who lets people set them.

use super::options::ParseOptions;

/// One limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Its name, such as `nesting`.
    pub name: &'static str,
    /// What it limits.
    pub about: &'static str,
    /// It cannot be larger than this.
    pub most: u64,
    field: fn(&mut ParseOptions) -> Field<'_>,
}

enum Field<'a> {
    Size(&'a mut usize),
    Count(&'a mut u64),
}

impl Limit {
    /// Its value in some options.
    pub fn value(&self, options: &ParseOptions) -> u64 {
        match (self.field)(&mut options.clone()) {
            Field::Size(size) => *size as u64,
            Field::Count(count) => *count,
        }
    }

    /// Sets it; false if the value is 0 or larger than [`most`](Self::most).
    pub fn set(&self, options: &mut ParseOptions, value: u64) -> bool {
        let is_allowed = (1..=self.most).contains(&value);
        if is_allowed {
            match (self.field)(options) {
                Field::Size(size) => *size = value as usize,
                Field::Count(count) => *count = value,
            }
        }
        is_allowed
    }
}

macro_rules! limits {
    ($($name:literal $kind:ident $field:ident $most:expr, $about:literal;)*) => {
        /// Every limit.
        ///
        /// ```
        /// use ansatz_circuits::qasm::{LIMITS, NoIncludes, ParseOptions, parse};
        /// let mut options = ParseOptions::default();
        /// let qubits = LIMITS.iter().find(|limit| limit.name == "qubits").expect("it is in the list");
        /// assert!(qubits.set(&mut options, 3) && !qubits.set(&mut options, 1 << 40));
        /// let report = parse("t.qasm", b"OPENQASM 3.0; qubit[4] q;", &NoIncludes, &options).unwrap_err();
        /// assert!(report.is_limit());
        /// ```
        pub const LIMITS: &[Limit] = &[$(Limit {
            name: $name,
            about: $about,
            most: $most,
            field: |options| Field::$kind(&mut options.$field),
        }),*];
    };
}

// Nested blocks and includes are read by functions that call themselves: their stack is not endless.
limits! {
    "nesting" Size max_nesting 1024, "nested blocks or parentheses";
    "include-depth" Size max_include_depth 256, "files that include each other";
    "includes" Size max_includes 1 << 20, "files that are included";
    "file-size" Size max_file_size u32::MAX as u64, "bytes of a file";
    "qubits" Size max_qubits 1 << 20, "qubits; a state has at most 62";
    "bits" Size max_bits 1 << 30, "classical bits";
    "operations" Count max_operations crate::flatten::MAX_OPERATIONS, "operations, gate definitions expanded";
    "steps" Count max_steps u64::MAX, "statements that loops and subroutines run";
    "work" Count max_work u64::MAX, "elementary operations that reading takes";
    "calls" Size max_calls 1 << 20, "subroutines that call each other";
    "errors" Size max_errors 1 << 20, "errors that are reported";
}
