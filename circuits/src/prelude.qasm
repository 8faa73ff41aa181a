// Composite gates, one line each, over the rows of the gate table and the gates above.
// `@declared` names the languages and standard files that declare a gate, `@alias` another name of it.

@doc Any gate on one qubit without a global phase, `[[cos(θ/2), -e^{iλ}sin(θ/2)], [e^{iφ}sin(θ/2), e^{i(φ+λ)}cos(θ/2)]]`.
@declared qelib1
gate u(theta, phi, lambda) q { p(lambda) q; ry(theta) q; p(phi) q; }

@doc Any gate on one qubit with determinant 1, `rz(φ)·ry(θ)·rz(λ)`.
@declared qelib1 stdgates
gate u3(theta, phi, lambda) q { rz(lambda) q; ry(theta) q; rz(phi) q; }

@doc `u3` with θ = π/2.
@declared qelib1 stdgates
gate u2(phi, lambda) q { rz(lambda) q; ry(pi/2) q; rz(phi) q; }

@doc The built-in gate of OpenQASM 3, `e^{iθ/2}·u(θ, φ, λ)`.
@declared openqasm3
gate U(theta, phi, lambda) q { gphase(theta/2); p(lambda) q; ry(theta) q; p(phi) q; }

@doc The built-in gate of OpenQASM 2, `rz(φ)·ry(θ)·rz(λ)`.
@declared openqasm2
gate U(theta, phi, lambda) q { rz(lambda) q; ry(theta) q; rz(phi) q; }

@doc Identity that lasts γ units of time.
@declared qelib1
gate u0(gamma) q { }

@doc Rotation about an axis in the X-Y plane, `exp(-iθ(cos φ·X + sin φ·Y)/2)`.
@declared
gate r(theta, phi) q { rz(-phi) q; rx(theta) q; rz(phi) q; }

@doc Controlled `u`, with the phase γ on the control.
@declared qelib1 stdgates
gate cu(theta, phi, lambda, gamma) c, t { p(gamma) c; ctrl @ u(theta, phi, lambda) c, t; }

@doc Controlled `u`.
@declared qelib1
gate cu3(theta, phi, lambda) c, t { ctrl @ u(theta, phi, lambda) c, t; }

@doc Two controlled X gates with the roles exchanged, `cx b, a · cx a, b`.
@declared
gate dcx a, b { cx a, b; cx b, a; }

@doc Toffoli gate up to relative phases (Margolus).
@declared qelib1
gate rccx a, b, c { h c; t c; cx b, c; tdg c; cx a, c; t c; cx b, c; tdg c; h c; }

@doc X under three controls up to relative phases.
@declared qelib1
@alias rcccx
gate rc3x a, b, c, d { h d; t d; cx c, d; tdg d; h d; cx a, d; t d; cx b, d; tdg d; cx a, d; t d; cx b, d; tdg d; h d; t d; cx c, d; tdg d; h d; }

@doc Rotation between |01⟩ and |10⟩ with a phase, `exp(-iθ(XX + YY)/4)` between `rz(±β)` on the first qubit.
@declared
gate xx_plus_yy(theta, beta) a, b { rz(beta) a; rxx_plus_ryy(theta) a, b; rz(-beta) a; }

@doc Rotation between |00⟩ and |11⟩ with a phase, `exp(-iθ(XX - YY)/4)` between `rz(∓β)` on the second qubit.
@declared
gate xx_minus_yy(theta, beta) a, b { rz(-beta) b; rxx_minus_ryy(theta) a, b; rz(beta) b; }

@doc Fermionic simulation gate, `[[1, 0, 0, 0], [0, cos θ, -i sin θ, 0], [0, -i sin θ, cos θ, 0], [0, 0, 0, e^{-iφ}]]`.
@declared
gate fsim(theta, phi) a, b { rxx_plus_ryy(2*theta) a, b; cp(-phi) a, b; }

@doc Diagonal `diag(e^{iθ}, 1, 1, 1)`, of Braket.
@declared
gate cphaseshift00(theta) a, b { negctrl(2) @ gphase(theta) a, b; }

@doc Diagonal with the phase θ where the first qubit reads 0 and the second 1, of Braket.
@declared
gate cphaseshift01(theta) a, b { negctrl @ ctrl @ gphase(theta) a, b; }

@doc Diagonal with the phase θ where the first qubit reads 1 and the second 0, of Braket.
@declared
gate cphaseshift10(theta) a, b { ctrl @ negctrl @ gphase(theta) a, b; }

@doc `exp(iθ(XX + YY)/4)`, of Braket.
@declared
gate xy(theta) a, b { rxx_plus_ryy(-theta) a, b; }

@doc Swap with a phase on the exchanged states, of Braket.
@declared
gate pswap(theta) a, b { swap a, b; negctrl @ ctrl @ gphase(theta) a, b; ctrl @ negctrl @ gphase(theta) a, b; }

@doc Rotation by π about an axis in the X-Y plane, `[[0, e^{-iφ}], [e^{iφ}, 0]]`, of ion traps.
@declared
gate gpi(phi) q { rz(-phi) q; x q; rz(phi) q; }

@doc Rotation by π/2 about an axis in the X-Y plane, of ion traps.
@declared
gate gpi2(phi) q { rz(-phi) q; rx(pi/2) q; rz(phi) q; }

@doc Rotation about an axis in the X-Y plane, `exp(-iθ(cos φ·X + sin φ·Y)/2)`.
@declared
gate prx(theta, phi) q { rz(-phi) q; rx(theta) q; rz(phi) q; }

@doc Mølmer–Sørensen gate `exp(-iθ(cos φ₀·X + sin φ₀·Y)⊗(cos φ₁·X + sin φ₁·Y)/2)`, of ion traps.
@declared
gate ms(phi0, phi1, theta) a, b { rz(-phi0) a; rz(-phi1) b; rxx(theta) a, b; rz(phi0) a; rz(phi1) b; }
