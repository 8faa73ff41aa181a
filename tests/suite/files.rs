//! Gradients of circuit files: whatever a file computes from its inputs, the adjoint sweep, the shift rules and difference
//! quotients of the value agree.

use ansatz_circuits::Circuit;
use ansatz_circuits::qasm::{NoIncludes, ParseOptions, parse};
use ansatz_simulator::{
    Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::tolerance::{self, FINITE_DIFFERENCE, SHIFT_RULE, assert_near};

/// Where gradients are compared, and what decisions are taken by.
const PARAMS: [f64; 2] = [0.7, 1.3];

/// What a file shows, and its body; all of them have the inputs `a`, `b` and the qubits `q`.
const FILES: &[(&str, &str)] = &[
    (
        "parameters shared inside a gate",
        "gate twice(t, s) p, r { ry(t) p; cx p, r; rz(2*t - s) r; ry(s/2) r; }
         twice(a, b) q[0], q[1]; twice(b, a + 0.3) q[1], q[2];",
    ),
    (
        "modifiers",
        "gate step(t) p { ry(t) p; rz(t/3) p; }
         h q; ctrl @ ry(a) q[0], q[1]; negctrl @ rx(2*b) q[1], q[2]; ctrl(2) @ rz(a - b) q[0], q[1], q[2];
         inv @ step(a) q[0]; pow(2) @ ry(b) q[1]; pow(2) @ step(b) q[2]; ctrl @ pow(2) @ step(a) q[2], q[0]; ctrl @ gphase(b) q[1];",
    ),
    (
        "functions of inputs",
        "rx(sin(a)*b) q[0]; ry(a**2 - b) q[1]; ry(exp(-b)/(1 + a*a)) q[2]; cx q[0], q[1];
         ry(sqrt(a*a + 1)*arctan(b)) q[1]; rz(log(b)*cos(2*a)) q[1]; ry(pow(b, a)) q[2]; cx q[1], q[2]; ry(tan(a/2)) q[2];",
    ),
    (
        "functions inside gates",
        "gate curved(t, s) p { rx(sin(t)) p; ry(t*s) p; }
         gate deeper(t) p, r { curved(t, t*t) p; ctrl @ curved(2*t, 0.5) p, r; }
         curved(a, b) q[0]; deeper(a*b) q[0], q[1]; ctrl @ deeper(b) q[1], q[2], q[0]; curved(0.3, a) q[2];",
    ),
    (
        "variables, loops and subroutines",
        "def layer(qubit[3] r, float t) { for int k in [0:2] { ry(t*(k + 1)) r[k]; } cx r[0], r[1]; cx r[1], r[2]; }
         float c = a*b; for int k in [1:2] { layer(q, k*a); c += sin(a); } rx(c) q[0]; layer(q, c/2);",
    ),
    (
        "powers whose exponent is an input",
        "gate half(k) p { pow(k/2) @ x p; } gate turned(t) p { ry(t) p; } gate both(t) p, r { ry(t) p; cx p, r; }
         h q; pow(a) @ x q[0]; pow(b) @ rx(0.7) q[1]; pow(a*b) @ ry(b) q[2]; ctrl @ pow(a) @ h q[0], q[1];
         inv @ pow(b) @ swap q[1], q[2]; pow(a) @ U(0.3, 0.4, 0.5) q[0]; negctrl @ half(b) q[1], q[2];
         pow(a - b) @ ctrl @ s q[0], q[2]; pow(sin(a)) @ ccx q[0], q[1], q[2]; pow(a) @ turned(b) q[1];
         pow(b) @ both(0.4) q[1], q[0]; pow(a) @ gphase(b); ctrl @ pow(b) @ inv @ pow(2) @ tdg q[0], q[1]; ry(a) q[0];",
    ),
    (
        "complex numbers",
        "complex z = a + 2im*b; complex w = z*z/(1.5 - z) + 3im; z *= w; ry(real(w)) q[0]; rx(imag(w)/3) q[1];
         cx q[0], q[1]; ry(abs(z)/5) q[1]; ry(real(w**3/20)) q[2]; cx q[1], q[2]; rx(imag(-z/(2im))/4) q[2]; ry(a) q[1];",
    ),
    (
        "decisions",
        "if (a > 0.5) { ry(a*b) q[0]; } else { ry(3*a) q[0]; } for int k in [0:int(2*b)] { rx(a*k + b) q[k]; }
         switch (int(10*a)) { case 6, 7 { ry(b*b) q[1]; } default { ry(b) q[1]; } } cx q[0], q[1]; cx q[1], q[2];
         while (a < b) { ry(a) q[2]; a_ += 1; if (a_ == 2) { break; } } array[float, 2] v = {a, 2*b}; rx(v[int(b)]) q[2];",
    ),
];

fn circuit(body: &str) -> Circuit {
    let text = format!(
        "OPENQASM 3.0; include \"stdgates.inc\"; input float a; input float b; qubit[3] q; int a_ = 0;\n{body}"
    );
    let mut options = ParseOptions::default();
    options.inputs = vec![("a".into(), PARAMS[0]), ("b".into(), PARAMS[1])];
    let program = parse("file", text.as_bytes(), &NoIncludes, &options);
    program.unwrap_or_else(|report| panic!("{report}")).circuit
}

#[test]
fn whatever_a_file_computes_has_its_gradient() {
    let backend = Cpu::<f64>::default();
    let observable = "Z0 Z1 + 0.5 * X2 - 0.3 * Y1".parse().expect("an observable");
    let sums = [observable];
    let params = PARAMS;
    for (what, body) in FILES {
        let plan = Plan::compile(&circuit(body), &PlanOptions::default()).expect("static");
        let map = plan.parameter_map();
        let value_of = |angles: &[f64]| {
            backend.expectations_of(&plan, &Inputs::one(Angles(angles)), &sums).expect("runs")[0]
        };
        let angles = map.angles(&params).expect("two inputs");
        let cotangents = Cotangents::Given(&[1.0]);
        let adjoint = backend
            .gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, cotangents)
            .expect("static")
            .slots;
        for (slot, slope) in adjoint.iter().enumerate() {
            let shifted = |shift: f64| {
                let mut moved = angles.clone();
                moved[slot] += shift;
                value_of(&moved)
            };
            let terms = plan.shift_rules()[slot].terms().iter();
            let by_rule: f64 = terms.map(|term| term.coefficient * shifted(term.shift)).sum();
            assert_near(&format!("{what}: slot {slot}"), *slope, by_rule, SHIFT_RULE);
        }
        let gradient = map.pullback(&params, &adjoint);
        for (p, slope) in gradient.iter().enumerate() {
            let quotient = tolerance::five_point(|h| {
                let mut moved = params;
                moved[p] += h;
                value_of(&map.angles(&moved).expect("two inputs"))
            });
            assert!(slope.abs() > 1e-3, "{what}: input {p} counts");
            assert_near(&format!("{what}: input {p}"), *slope, quotient, FINITE_DIFFERENCE);
        }
    }
}
