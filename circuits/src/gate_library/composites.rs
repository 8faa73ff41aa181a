//! The library's gates that are made of others: a table that continues the gate table. One row reaches the builder by name,
//! OpenQASM in and out, `ansatz gates` and the table-driven tests.

use super::definition::definitions;
use crate::form::{BOTH, EXTRA, OPENQASM2, OPENQASM3, QELIB1};
use crate::gates::GPHASE;
use crate::{Angle, Control, Instruction, Operation};
use std::f64::consts::FRAC_PI_2;
use std::sync::Arc;

definitions! {
    /// Any gate on one qubit without a global phase, `[[cos(θ/2), -e^{iλ}sin(θ/2)], [e^{iφ}sin(θ/2), e^{i(φ+λ)}cos(θ/2)]]`.
    U: "u"(theta phi lambda) [q] QELIB1, [] = |body| body.p(lambda, q).ry(theta, q).p(phi, q);
    /// Any gate on one qubit with determinant 1, `rz(φ)·ry(θ)·rz(λ)`.
    U3: "u3"(theta phi lambda) [q] BOTH, [] = |body| body.rz(lambda, q).ry(theta, q).rz(phi, q);
    /// `u3` with θ = π/2.
    U2: "u2"(phi lambda) [q] BOTH, [] = |body| body.rz(lambda, q).ry(FRAC_PI_2, q).rz(phi, q);
    /// The built-in gate of OpenQASM 3, `e^{iθ/2}·u(θ, φ, λ)`.
    U_OF_THREE: "U"(theta phi lambda) [q] OPENQASM3, []
        = |body| body.gphase(theta / 2.0).p(lambda, q).ry(theta, q).p(phi, q);
    /// The built-in gate of OpenQASM 2, `rz(φ)·ry(θ)·rz(λ)`.
    U_OF_TWO: "U"(theta phi lambda) [q] OPENQASM2, [] = |body| body.rz(lambda, q).ry(theta, q).rz(phi, q);
    /// Identity that lasts γ units of time.
    U0: "u0"(gamma) [q] QELIB1, [] = |body| body;
    /// Rotation about an axis in the X-Y plane, `exp(-iθ(cos φ·X + sin φ·Y)/2)`.
    R: "r"(theta phi) [q] EXTRA, [] = |body| body.rz(-phi, q).rx(theta, q).rz(phi, q);
    /// Controlled `u`, with the phase γ on the control.
    CU: "cu"(theta phi lambda gamma) [c t] BOTH, []
        = |body| body.p(gamma, c).controlled(&[one(c)], u([theta, phi, lambda].map(Angle::from), t));
    /// Controlled `u`.
    CU3: "cu3"(theta phi lambda) [c t] QELIB1, []
        = |body| body.controlled(&[one(c)], u([theta, phi, lambda].map(Angle::from), t));
    /// Two controlled X gates with the roles exchanged, `cx b, a · cx a, b`.
    DCX: "dcx"() [a b] EXTRA, [] = |body| body.cx(a, b).cx(b, a);
    /// Toffoli gate up to relative phases (Margolus).
    RCCX: "rccx"() [a b c] QELIB1, [] = |body| body.h(c).t(c).cx(b, c).tdg(c).cx(a, c).t(c).cx(b, c).tdg(c).h(c);
    /// X under three controls up to relative phases.
    RC3X: "rc3x"() [a b c d] QELIB1, ["rcccx"] = |body| {
        body.h(d).t(d).cx(c, d).tdg(d).h(d).cx(a, d).t(d).cx(b, d).tdg(d).cx(a, d).t(d).cx(b, d).tdg(d);
        body.h(d).t(d).cx(c, d).tdg(d).h(d)
    };
    /// Rotation between |01⟩ and |10⟩ with a phase, `exp(-iθ(XX + YY)/4)` between `rz(±β)` on the first qubit.
    XX_PLUS_YY: "xx_plus_yy"(theta beta) [a b] EXTRA, []
        = |body| body.rz(beta, a).rxx_plus_ryy(theta, a, b).rz(-beta, a);
    /// Rotation between |00⟩ and |11⟩ with a phase, `exp(-iθ(XX - YY)/4)` between `rz(∓β)` on the second qubit.
    XX_MINUS_YY: "xx_minus_yy"(theta beta) [a b] EXTRA, []
        = |body| body.rz(-beta, b).rxx_minus_ryy(theta, a, b).rz(beta, b);
    /// Fermionic simulation gate, `[[1, 0, 0, 0], [0, cos θ, -i sin θ, 0], [0, -i sin θ, cos θ, 0], [0, 0, 0, e^{-iφ}]]`.
    FSIM: "fsim"(theta phi) [a b] EXTRA, [] = |body| body.rxx_plus_ryy(2.0 * theta, a, b).cp(-phi, a, b);
    /// Diagonal `diag(e^{iθ}, 1, 1, 1)`, of Braket.
    CPHASESHIFT00: "cphaseshift00"(theta) [a b] EXTRA, []
        = |body| body.controlled(&[zero(a), zero(b)], phase(theta));
    /// Diagonal with the phase θ where the first qubit reads 0 and the second 1, of Braket.
    CPHASESHIFT01: "cphaseshift01"(theta) [a b] EXTRA, []
        = |body| body.controlled(&[zero(a), one(b)], phase(theta));
    /// Diagonal with the phase θ where the first qubit reads 1 and the second 0, of Braket.
    CPHASESHIFT10: "cphaseshift10"(theta) [a b] EXTRA, []
        = |body| body.controlled(&[one(a), zero(b)], phase(theta));
    /// `exp(iθ(XX + YY)/4)`, of Braket.
    XY: "xy"(theta) [a b] EXTRA, [] = |body| body.rxx_plus_ryy(-theta, a, b);
    /// Swap with a phase on the exchanged states, of Braket.
    PSWAP: "pswap"(theta) [a b] EXTRA, [] = |body| {
        body.swap(a, b);
        body.controlled(&[zero(a), one(b)], phase(theta)).controlled(&[one(a), zero(b)], phase(theta))
    };
    /// Rotation by π about an axis in the X-Y plane, `[[0, e^{-iφ}], [e^{iφ}, 0]]`, of ion traps.
    GPI: "gpi"(phi) [q] EXTRA, [] = |body| body.rz(-phi, q).x(q).rz(phi, q);
    /// Rotation by π/2 about an axis in the X-Y plane, of ion traps.
    GPI2: "gpi2"(phi) [q] EXTRA, [] = |body| body.rz(-phi, q).rx(FRAC_PI_2, q).rz(phi, q);
    /// Rotation about an axis in the X-Y plane, `exp(-iθ(cos φ·X + sin φ·Y)/2)`.
    PRX: "prx"(theta phi) [q] EXTRA, [] = |body| body.rz(-phi, q).rx(theta, q).rz(phi, q);
    /// Mølmer–Sørensen gate `exp(-iθ(cos φ₀·X + sin φ₀·Y)⊗(cos φ₁·X + sin φ₁·Y)/2)`, of ion traps.
    MS: "ms"(phi0 phi1 theta) [a b] EXTRA, []
        = |body| body.rz(-phi0, a).rz(-phi1, b).rxx(theta, a, b).rz(phi0, a).rz(phi1, b);
}

fn one(qubit: usize) -> Control {
    Control { qubit, value: true }
}

fn zero(qubit: usize) -> Control {
    Control { qubit, value: false }
}

fn phase(theta: impl Into<Angle>) -> Instruction {
    Instruction::new(Operation::Gate(&GPHASE), &[theta.into()], &[])
}

fn u(angles: [Angle; 3], qubit: usize) -> Instruction {
    Instruction::new(Operation::Composite(Arc::clone(U.composite())), &angles, &[qubit])
}
