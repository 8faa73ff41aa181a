//! The gate table. One row defines a gate and reaches the builder, OpenQASM in and out, every backend, shift
//! rules, the adjoint sweep, drawing, the docs and the table-driven tests. Composite gates are in `library/composites.rs`.

use crate::form::{Alias, BOTH, EXTRA, Form, Gate, Libraries, OPENQASM3, QELIB1, STDGATES};
use crate::matrix::{C64, c};
use crate::{Angle, Circuit, CircuitBuilder, CircuitError};
use std::f64::consts::FRAC_1_SQRT_2 as R;
use std::sync::OnceLock;

/// `CX` is built into OpenQASM 2.
const CAPITAL: Libraries = Libraries { openqasm2: true, ..STDGATES };

/// `NAME: method(angles) [controls | targets] = form, declared in, [alias in, …];`
macro_rules! gates {
    ($($(#[doc = $doc:literal])+ $name:ident: $method:ident ($($angle:ident)?) [$($control:ident)* | $($target:ident)*]
        = $form:expr, $libraries:ident, [$($alias:literal in $declared:ident),*];)*) => {
        $($(#[doc = $doc])+
        pub static $name: Gate = Gate {
            name: stringify!($method),
            aliases: &[$(Alias { name: $alias, libraries: $declared }),*],
            doc: concat!($($doc),+),
            angles: &[$(stringify!($angle))?],
            num_controls: <[&str]>::len(&[$(stringify!($control)),*]),
            num_targets: <[&str]>::len(&[$(stringify!($target)),*]),
            form: $form,
            libraries: $libraries,
            generator: OnceLock::new(),
            constant: OnceLock::new(),
        };)*

        /// Every row, in the order of the table.
        pub static TABLE: &[&Gate] = &[$(&$name),*];

        /// One method for each row of the gate table.
        impl Circuit {
            $($(#[doc = $doc])+
            pub fn $method(&mut self, $($angle: impl Into<Angle>,)? $($control: usize,)* $($target: usize,)*)
                -> Result<&mut Self, CircuitError> {
                self.gate(&$name, &[$($angle.into())?], &[$($control,)* $($target,)*])
            })*
        }

        /// One method for each row of the gate table.
        impl CircuitBuilder {
            $($(#[doc = $doc])+
            pub fn $method(&mut self, $($angle: impl Into<Angle>,)? $($control: usize,)* $($target: usize,)*)
                -> &mut Self {
                self.step(|circuit| circuit.$method($($angle,)? $($control,)* $($target,)*))
            })*
        }
    };
}

const ZERO: C64 = c(0.0, 0.0);
const ONE: C64 = c(1.0, 0.0);
const I: C64 = c(0.0, 1.0);
const NEG_I: C64 = c(0.0, -1.0);
const NEG: C64 = c(-1.0, 0.0);
const HALF_PLUS: C64 = c(0.5, 0.5);
const HALF_MINUS: C64 = c(0.5, -0.5);

static ID1: [C64; 4] = [ONE, ZERO, ZERO, ONE];
static PAULI_X: [C64; 4] = [ZERO, ONE, ONE, ZERO];
static PAULI_Y: [C64; 4] = [ZERO, NEG_I, I, ZERO];
static PAULI_Z: [C64; 4] = [ONE, ZERO, ZERO, NEG];
static HADAMARD: [C64; 4] = [c(R, 0.0), c(R, 0.0), c(R, 0.0), c(-R, 0.0)];
static ROOT_Z: [C64; 4] = [ONE, ZERO, ZERO, I];
static ROOT_Z_INVERSE: [C64; 4] = [ONE, ZERO, ZERO, NEG_I];
static ROOT_S: [C64; 4] = [ONE, ZERO, ZERO, c(R, R)];
static ROOT_S_INVERSE: [C64; 4] = [ONE, ZERO, ZERO, c(R, -R)];
static ROOT_X: [C64; 4] = [HALF_PLUS, HALF_MINUS, HALF_MINUS, HALF_PLUS];
static ROOT_X_INVERSE: [C64; 4] = [HALF_MINUS, HALF_PLUS, HALF_PLUS, HALF_MINUS];
static ONE_STATE: [C64; 4] = [ZERO, ZERO, ZERO, ONE];
static SCALAR: [C64; 1] = [ONE];
static EXCHANGE: [C64; 16] = sparse(&[(0, 0, ONE), (1, 2, ONE), (2, 1, ONE), (3, 3, ONE)]);
static I_EXCHANGE: [C64; 16] = sparse(&[(0, 0, ONE), (1, 2, I), (2, 1, I), (3, 3, ONE)]);
static I_EXCHANGE_INVERSE: [C64; 16] = sparse(&[(0, 0, ONE), (1, 2, NEG_I), (2, 1, NEG_I), (3, 3, ONE)]);
static ECHO: [C64; 16] = sparse(&[
    (0, 1, c(R, 0.0)),
    (0, 3, c(0.0, R)),
    (1, 0, c(R, 0.0)),
    (1, 2, c(0.0, -R)),
    (2, 1, c(0.0, R)),
    (2, 3, c(R, 0.0)),
    (3, 0, c(0.0, -R)),
    (3, 2, c(R, 0.0)),
]);
static XX: [C64; 16] = sparse(&[(0, 3, ONE), (1, 2, ONE), (2, 1, ONE), (3, 0, ONE)]);
static YY: [C64; 16] = sparse(&[(0, 3, NEG), (1, 2, ONE), (2, 1, ONE), (3, 0, NEG)]);
static ZZ: [C64; 16] = sparse(&[(0, 0, ONE), (1, 1, NEG), (2, 2, NEG), (3, 3, ONE)]);
// Z on the first qubit (the low bit of the index), X on the second.
static ZX: [C64; 16] = sparse(&[(0, 2, ONE), (2, 0, ONE), (1, 3, NEG), (3, 1, NEG)]);
static XX_PLUS_YY: [C64; 16] = sparse(&[(1, 2, ONE), (2, 1, ONE)]);
static XX_MINUS_YY: [C64; 16] = sparse(&[(0, 3, ONE), (3, 0, ONE)]);
static SINGLE: [C64; 16] = sparse(&[(1, 2, I), (2, 1, NEG_I)]);
static DOUBLE: [C64; 256] = sparse(&[(3, 12, I), (12, 3, NEG_I)]);

/// A matrix of `SIZE` entries with the given `(row, column, value)`, zero elsewhere.
const fn sparse<const SIZE: usize>(entries: &[(usize, usize, C64)]) -> [C64; SIZE] {
    let dim = SIZE.isqrt();
    let mut matrix = [ZERO; SIZE];
    let mut k = 0;
    while k < entries.len() {
        matrix[entries[k].0 * dim + entries[k].1] = entries[k].2;
        k += 1;
    }
    matrix
}

use Form::{Fixed, Phase, Rotation};

gates! {
    /// Global phase, the number `exp(iγ)`; it matters under a control.
    GPHASE: gphase(gamma) [|] = Phase(&SCALAR), OPENQASM3, [];
    /// Identity.
    ID: id() [| q] = Fixed(&ID1), BOTH, ["i" in EXTRA];
    /// Pauli X, the bit flip.
    X: x() [| q] = Fixed(&PAULI_X), BOTH, [];
    /// Pauli Y.
    Y: y() [| q] = Fixed(&PAULI_Y), BOTH, [];
    /// Pauli Z, `diag(1, -1)`.
    Z: z() [| q] = Fixed(&PAULI_Z), BOTH, [];
    /// Hadamard, `(X + Z)/√2`.
    H: h() [| q] = Fixed(&HADAMARD), BOTH, [];
    /// `√Z = diag(1, i)`.
    S: s() [| q] = Fixed(&ROOT_Z), BOTH, [];
    /// Inverse of `s`, `diag(1, -i)`.
    SDG: sdg() [| q] = Fixed(&ROOT_Z_INVERSE), BOTH, ["si" in EXTRA];
    /// `√S = diag(1, exp(iπ/4))`.
    T: t() [| q] = Fixed(&ROOT_S), BOTH, [];
    /// Inverse of `t`.
    TDG: tdg() [| q] = Fixed(&ROOT_S_INVERSE), BOTH, ["ti" in EXTRA];
    /// `√X`, with `sx·sx = x` exactly.
    SX: sx() [| q] = Fixed(&ROOT_X), BOTH, ["v" in EXTRA];
    /// Inverse of `sx`.
    SXDG: sxdg() [| q] = Fixed(&ROOT_X_INVERSE), QELIB1, ["vi" in EXTRA];
    /// Rotation about X, `exp(-iθX/2)`.
    RX: rx(theta) [| q] = Rotation(&PAULI_X), BOTH, [];
    /// Rotation about Y, `exp(-iθY/2)`.
    RY: ry(theta) [| q] = Rotation(&PAULI_Y), BOTH, [];
    /// Rotation about Z, `exp(-iθZ/2)`.
    RZ: rz(theta) [| q] = Rotation(&PAULI_Z), BOTH, [];
    /// Phase shift `diag(1, exp(iλ))`; differs from `rz` by a global phase.
    P: p(lambda) [| q] = Phase(&ONE_STATE), BOTH, ["u1" in BOTH, "phase" in STDGATES, "phaseshift" in EXTRA];
    /// Controlled X.
    CX: cx() [control | target] = Fixed(&PAULI_X), BOTH, ["CX" in CAPITAL, "cnot" in EXTRA];
    /// Controlled Y.
    CY: cy() [control | target] = Fixed(&PAULI_Y), BOTH, [];
    /// Controlled Z.
    CZ: cz() [control | target] = Fixed(&PAULI_Z), BOTH, [];
    /// Controlled Hadamard.
    CH: ch() [control | target] = Fixed(&HADAMARD), BOTH, [];
    /// Controlled S.
    CS: cs() [control | target] = Fixed(&ROOT_Z), EXTRA, [];
    /// Inverse of `cs`.
    CSDG: csdg() [control | target] = Fixed(&ROOT_Z_INVERSE), EXTRA, [];
    /// Controlled √X.
    CSX: csx() [control | target] = Fixed(&ROOT_X), QELIB1, ["cv" in EXTRA];
    /// Controlled `rx`.
    CRX: crx(theta) [control | target] = Rotation(&PAULI_X), BOTH, [];
    /// Controlled `ry`.
    CRY: cry(theta) [control | target] = Rotation(&PAULI_Y), BOTH, [];
    /// Controlled `rz`.
    CRZ: crz(theta) [control | target] = Rotation(&PAULI_Z), BOTH, [];
    /// Controlled phase shift, `diag(1, 1, 1, exp(iλ))`.
    CP: cp(lambda) [control | target] = Phase(&ONE_STATE), BOTH, ["cu1" in QELIB1, "cphase" in STDGATES, "cphaseshift" in EXTRA];
    /// Toffoli, X under two controls.
    CCX: ccx() [control_a control_b | target] = Fixed(&PAULI_X), BOTH, ["toffoli" in EXTRA, "ccnot" in EXTRA];
    /// Z under two controls.
    CCZ: ccz() [control_a control_b | target] = Fixed(&PAULI_Z), EXTRA, [];
    /// X under three controls.
    C3X: c3x() [control_a control_b control_c | target] = Fixed(&PAULI_X), QELIB1, ["cccx" in EXTRA];
    /// √X under three controls.
    C3SQRTX: c3sqrtx() [control_a control_b control_c | target] = Fixed(&ROOT_X), QELIB1, ["c3sx" in EXTRA];
    /// X under four controls.
    C4X: c4x() [control_a control_b control_c control_d | target] = Fixed(&PAULI_X), QELIB1, [];
    /// Exchange of two qubits.
    SWAP: swap() [| a b] = Fixed(&EXCHANGE), BOTH, [];
    /// Controlled exchange (Fredkin).
    CSWAP: cswap() [control | a b] = Fixed(&EXCHANGE), BOTH, ["fredkin" in EXTRA];
    /// Exchange with a factor i, `exp(iπ(XX + YY)/4)`.
    ISWAP: iswap() [| a b] = Fixed(&I_EXCHANGE), EXTRA, [];
    /// Inverse of `iswap`.
    ISWAPDG: iswapdg() [| a b] = Fixed(&I_EXCHANGE_INVERSE), EXTRA, [];
    /// Echoed cross-resonance, `(IX - XY)/√2` with the first qubit rightmost; its own inverse.
    ECR: ecr() [| a b] = Fixed(&ECHO), EXTRA, [];
    /// `exp(-iθ X⊗X/2)`.
    RXX: rxx(theta) [| a b] = Rotation(&XX), QELIB1, ["xx" in EXTRA];
    /// `exp(-iθ Y⊗Y/2)`.
    RYY: ryy(theta) [| a b] = Rotation(&YY), EXTRA, ["yy" in EXTRA];
    /// `exp(-iθ Z⊗Z/2)`.
    RZZ: rzz(theta) [| a b] = Rotation(&ZZ), QELIB1, ["zz" in EXTRA];
    /// `exp(-iθ Z_a X_b/2)`.
    RZX: rzx(theta) [| a b] = Rotation(&ZX), EXTRA, [];
    /// `exp(-iθ(XX + YY)/4)`, a rotation between |01⟩ and |10⟩.
    RXXPYY: rxx_plus_ryy(theta) [| a b] = Rotation(&XX_PLUS_YY), EXTRA, [];
    /// `exp(-iθ(XX - YY)/4)`, a rotation between |00⟩ and |11⟩.
    RXXMYY: rxx_minus_ryy(theta) [| a b] = Rotation(&XX_MINUS_YY), EXTRA, [];
    /// Givens rotation: `|10⟩ → cos(θ/2)|10⟩ + sin(θ/2)|01⟩`, `|01⟩ → cos(θ/2)|01⟩ - sin(θ/2)|10⟩` for |b a⟩.
    SINGLE_EXCITATION: single_excitation(theta) [| a b] = Rotation(&SINGLE), EXTRA, ["givens" in EXTRA];
    /// Double excitation: the same between |1100⟩ and |0011⟩ for |d c b a⟩.
    DOUBLE_EXCITATION: double_excitation(theta) [| a b c d] = Rotation(&DOUBLE), EXTRA, [];
}
