//! What every command's `--help` ends with: notes that several commands share, examples, exit codes.
//! Called where commands are declared. A test runs every example, in a folder that has the project's `examples` and `data`.

/// How an observable is written.
pub const OBSERVABLES: &str = "\
    Observables:\n  A sum of Pauli strings: `1.0 * Z0 Z1 + 0.5 * X3 - 0.25 * Y2`. A bare word such as `Z0` has coefficient 1, \
    `I` is the identity, and the number after a letter is the qubit. `@FILE` reads the same text from a file, \
    over many lines.";

/// How values are given to inputs.
pub const INPUTS: &str = "\
    Inputs:\n  `--param NAME=X` gives one value, in radians where it is an angle. `--bindings FILE` reads a CSV table: a \
    header line of input names, then a line of numbers for each binding; inputs without a column take their \
    value from --param.";

/// What bit strings mean.
pub const BITS: &str = "\
    Bit strings:\n  The highest index is leftmost: in `10` bit 1 is set and bit 0 is not. Registers are separated by a space, \
    the last declared leftmost.";

/// How large a file may be.
pub const LIMITS: &str = "\
    Limits:\n  Files of 256 MiB; 128 nested blocks or parentheses; includes 32 deep; subroutine calls 256 deep; 1048576 \
    classical bits; the first 20 errors are shown. Qubits are limited by memory only (--memory-limit), 62 at \
    most.";

/// What `predict` and `evaluate` read.
pub const MODEL_AND_DATA: &str = "\
    Files:\n  MODEL is `model.json` of the folder that `ansatz train` wrote. DATA.csv has a header line and a line of \
    numbers for each sample; columns are found by their names, in any order.";

const EXIT_CODES: &str = "\
    Exit codes:
  0  success
  1  the work failed: not enough memory, a limit, no such device, training diverged
  2  the input is wrong: a file, with line, column and the place in it, or an option";

/// The end of a command's help.
pub fn page(notes: &[&str], examples: &str) -> String {
    let examples: Vec<String> = examples.lines().map(|example| format!("  {}", example.trim())).collect();
    let mut parts: Vec<&str> = notes.to_vec();
    let examples = format!("Examples:\n{}", examples.join("\n"));
    parts.extend([examples.as_str(), EXIT_CODES]);
    parts.join("\n\n")
}
