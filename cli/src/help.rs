//! What every command's `--help` ends with: notes that several commands share, examples, exit codes.
//! Called where commands are declared. A test runs every example, in a folder that has the project's `examples` and `data`.

/// How an observable is written.
pub const OBSERVABLES: &str = "\
    Observables:\n  A sum of Pauli strings: `1.0 * Z0 Z1 + 0.5 * X3 - 0.25 * Y2`. A bare word such as `Z0` has coefficient 1, \
    `I` is the identity, and the number after a letter is the qubit. `@FILE` reads the same text from a file, \
    over many lines, and `@-` from standard input; `run` takes several from one file, with a line `---` between two of them. \
    In a program with hardware qubits only, `Z31` is `$31`. Text of OpenFermion, `(0.5+0j) [Z0 X1]`, PennyLane, \
    `0.5 * (Z(0) @ X(1))`, Cirq, `0.500*Z(q(0))*X(q(1))`, and Qiskit, `XZ 0.5` or `SparsePauliOp(['XZ'], \
    coeffs=[0.5+0.j])`, is read too: the leftmost letter of a label is the highest qubit.";

/// How values are given to inputs.
pub const INPUTS: &str = "\
    Inputs:\n  `--param NAME=X` gives one value, in radians where it is an angle. `--bindings FILE` reads a CSV table: a \
    header line of input names, then a line of numbers for each binding; inputs without a column take their \
    value from --param. An array's elements are inputs `a[0]`, `a[1]`, a complex number's parts `z.re`, `z.im`. \
    Where the value of an input decides what the program does, it is read for that value, and a gradient is that \
    of the way taken.";

/// What bit strings mean.
pub const BITS: &str = "\
    Bit strings:\n  The highest index is leftmost: in `10` bit 1 is set and bit 0 is not. Registers are separated by a space, \
    the last declared leftmost.";

/// How large a file may be.
pub const LIMITS: &str = "\
    Limits:\n  `--limit NAME=N`, may be given several times: `nesting` of blocks or parentheses (128), `include-depth` (32), \
    `file-size` in bytes (268435456), `qubits` (62, the most of a state; memory is the real limit, see --memory-limit; `draw`, `convert` and `plan` 1048576), `bits` \
    (1048576), `includes`, files that are included (1024), `operations` with gate definitions expanded (33554432; `run` 10000000), \
    `steps` of loops and subroutines (1048576), `work` in elementary operations, bits and array elements that are read or \
    made among them (268435456), `calls` of subroutines inside each other (256), `errors` shown (20). Fractional powers of \
    gates that are made of others are taken on up to 8 qubits.";

/// What `predict` and `evaluate` read.
pub const MODEL_AND_DATA: &str = "\
    Files:\n  MODEL is `model.json` of the folder that `ansatz train` wrote. DATA is written as the training data was; \
    columns are found by their names, in any order, those of an array by their places.";

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
