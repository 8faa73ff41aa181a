//! Hessians and metric tensors in parameters: two exact ways against each other and against differences of gradients.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::{Angle, Circuit, FunctionKind, LibraryGate, PauliSum, find_gate, gate_names};
use ansatz_qml::gradients::{
    DoubleShift, Evaluation, HessianMethod, MetricShape, ShiftedAdjoint, classical_fisher,
    hessian_vector_product, quantum_fisher, slot_layers,
};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions, Purpose, RandomStream, SimulatorError,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};
use nalgebra::DMatrix;
use ndarray::{Array1, Array2, Axis, s};

/// Exact ways against each other.
const EXACT: f64 = 1e-9;
/// Against central differences with step 1e-5 of exact gradients: `h² f⁗ / 6` and rounding over `h`.
const DIFFERENCE: f64 = 1e-7;

/// The largest entry, whatever its sign.
fn amax(matrix: &Array2<f64>) -> f64 {
    matrix.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()))
}

fn least_eigenvalue(matrix: &Array2<f64>) -> f64 {
    DMatrix::from_iterator(matrix.nrows(), matrix.ncols(), matrix.iter().copied())
        .symmetric_eigenvalues()
        .min()
}

struct Setting {
    circuit: Circuit,
    plan: Plan,
    observed: ObservedPlan,
    weights: Vec<f64>,
    params: Vec<f64>,
    backend: Cpu<f64>,
}

impl Setting {
    fn new(circuit: Circuit, seed: u64) -> Setting {
        let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
        let mut stream = RandomStream::new(seed, Purpose::TEST, 1);
        let mut draw = |count: usize| (0..count).map(|_| 4.0 * stream.uniform() - 2.0).collect::<Vec<f64>>();
        let observables: Vec<PauliSum> = ["Z0 + 0.3 * X1", "0.5 * X0 Y1 - 0.25 * Z0 Z1"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let (params, weights) = (draw(circuit.parameters().len()), draw(2));
        let observed = ObservedPlan::new(plan.clone(), observables).unwrap();
        Setting { circuit, plan, observed, weights, params, backend: Cpu::default() }
    }

    fn evaluation(&self) -> Evaluation<'_> {
        Evaluation { backend: &self.backend, observed: &self.observed }
    }

    fn gradient(&self, params: &[f64]) -> Vec<f64> {
        let map = self.plan.parameter_map();
        let angles = map.angles(params).unwrap();
        let cotangents = Cotangents::Given(&self.weights);
        let result = self.backend.gradients(&self.observed, &Inputs::one(Angles(&angles)), cotangents);
        map.pullback(params, &result.unwrap().slots)
    }

    /// Central differences of the adjoint gradient.
    fn quotients(&self) -> Array2<f64> {
        let (h, count) = (1e-5, self.params.len());
        let mut hessian = Array2::zeros((count, count));
        for p in 0..count {
            let at = |h: f64| {
                let mut moved = self.params.clone();
                moved[p] += h;
                Array1::from(self.gradient(&moved))
            };
            hessian.index_axis_mut(Axis(1), p).assign(&((at(h) - at(-h)) / (2.0 * h)));
        }
        hessian
    }

    fn assert_hessians(&self, what: &str) {
        let run = |method: &dyn HessianMethod| {
            method.in_parameters(self.evaluation(), &self.params, &self.weights).unwrap()
        };
        let (shift, adjoint) = (run(&DoubleShift), run(&ShiftedAdjoint));
        assert!((shift.value - adjoint.value).abs() < EXACT, "{what}");
        let gradient = self.gradient(&self.params);
        for found in [&shift.gradient, &adjoint.gradient] {
            assert!(found.iter().zip(&gradient).all(|(a, b)| (a - b).abs() < EXACT), "{what}");
        }
        let error = amax(&(&shift.hessian - &adjoint.hessian));
        assert!(error < EXACT, "{what}: {error:e} between the methods");
        let error = amax(&(&adjoint.hessian - self.quotients()));
        assert!(error < DIFFERENCE, "{what}: {error:e} from differences");
        for hessian in [&shift.hessian, &adjoint.hessian] {
            assert!(amax(&(hessian - &hessian.t())) < 1e-12, "{what}");
        }
        let direction: Vec<f64> = (0..self.params.len()).map(|k| (k as f64 + 0.5).sin()).collect();
        let product =
            hessian_vector_product(self.evaluation(), &self.params, &self.weights, &direction).unwrap();
        let expected = adjoint.hessian.dot(&Array1::from(direction));
        assert!(product.iter().zip(&expected).all(|(p, e)| (p - e).abs() < EXACT), "{what}");
    }
}

/// Rotations on all qubits, then the gate under controls, then rotations.
fn sandwich(name: &str, controls: usize) -> Circuit {
    let (size, num_angles) = match find_gate(name).unwrap() {
        LibraryGate::Primitive(gate) => (gate.num_qubits(), gate.angles.len()),
        LibraryGate::Composite(gate) => (gate.body().num_qubits(), gate.body().parameters().len()),
    };
    let num_qubits = (size + controls).max(2);
    let mut circuit = Circuit::new(num_qubits);
    let p = circuit.parameter_vector("p", 3);
    for q in 0..num_qubits {
        circuit.ry(0.4 + 0.3 * q as f64, q).unwrap().rz(0.9 - 0.2 * q as f64, q).unwrap();
    }
    circuit.rx(p[1], 0).unwrap();
    let mut inner = Circuit::new(size);
    let q = inner.parameter_vector("p", 3);
    let angles: Vec<Angle> = (0..num_angles).map(|k| 0.7 * q[k % 3] + 0.2).collect();
    inner.apply(name, &angles, &(0..size).collect::<Vec<_>>()).unwrap();
    for instruction in inner.instructions() {
        let shifted = instruction.clone();
        let control = |q: usize| ansatz_circuits::Control { qubit: q, value: q.is_multiple_of(2) };
        let controls: Vec<_> = (size..size + controls).map(control).collect();
        circuit.push(shifted.controlled_by(&controls).unwrap()).unwrap();
    }
    circuit.ry(p[0], 1).unwrap();
    for q in 0..num_qubits {
        circuit.rx(0.5 + 0.1 * q as f64, q).unwrap();
    }
    circuit
}

#[test]
fn the_hessian_of_every_gate_is_the_same_by_shifts_by_adjoint_and_by_differences() {
    let mut seen = 0;
    for name in gate_names() {
        let num_angles = match find_gate(name).unwrap() {
            LibraryGate::Primitive(gate) => gate.angles.len(),
            LibraryGate::Composite(gate) => gate.body().parameters().len(),
        };
        if num_angles == 0 {
            continue;
        }
        for controls in 0..=1 {
            Setting::new(sandwich(name, controls), 3).assert_hessians(&format!("{name} under {controls}"));
        }
        seen += 1;
    }
    assert!(seen > 20, "{seen} gates with angles");
}

/// Shared, scaled, summed, and multiplied parameters, under functions.
fn curved() -> Circuit {
    let mut circuit = Circuit::new(3);
    let w = circuit.parameter_vector("w", 4);
    let of = |kind, operands: &[Angle]| Angle::function(kind, operands).unwrap();
    let product = of(FunctionKind::Multiply, &[w[0].into(), w[1].into()]);
    let sine = of(FunctionKind::Sin, &[2.0 * w[2] + 0.1]);
    let build = || -> Result<(), ansatz_circuits::CircuitError> {
        circuit.h(0)?.ry(w[0], 1)?.crx(product.clone(), 0, 2)?.single_excitation(sine.clone(), 1, 2)?;
        circuit.rz(2.0 * w[0] + 0.3, 0)?.rxx(w[3] - w[1], 0, 1)?.ry(w[0], 0)?;
        let nested = of(FunctionKind::Exp, &[of(FunctionKind::Multiply, &[product, sine])]);
        circuit.ry(nested * 0.2, 1)?.rx(of(FunctionKind::Power, &[w[3].into(), 2.0.into()]), 0)?;
        Ok(())
    };
    build().unwrap();
    circuit
}

#[test]
fn shared_and_curved_parameters_have_the_hessian_of_the_chain_rule() {
    for seed in 0..5 {
        Setting::new(curved(), seed).assert_hessians("curved");
    }
}

#[test]
fn the_full_metric_is_what_fidelities_lose() {
    let setting = Setting::new(curved(), 9);
    let fisher =
        quantum_fisher(&setting.backend, &setting.plan, &setting.params, &MetricShape::Full).unwrap();
    let map = setting.plan.parameter_map();
    let amplitudes = |params: &[f64]| {
        let angles = map.angles(params).unwrap();
        setting.backend.run(&setting.plan, &Inputs::one(Angles(&angles))).unwrap().amplitudes(0).unwrap()
    };
    let here = amplitudes(&setting.params);
    let h = 1e-3;
    // 1 − |⟨ψ(θ)|ψ(θ+δ)⟩|² = δᵀFδ/4 + O(δ⁴) when +δ and −δ are averaged.
    let lost = |i: usize, j: usize, sign: f64| {
        let both = [1.0, -1.0].map(|direction| {
            let mut moved = setting.params.clone();
            moved[i] += direction * h;
            moved[j] += direction * sign * h;
            let there = amplitudes(&moved);
            1.0 - here.iter().zip(&there).map(|(a, b)| a.conj() * b).sum::<ansatz_circuits::C64>().norm_sqr()
        });
        (both[0] + both[1]) / 2.0
    };
    for i in 0..4 {
        for j in 0..4 {
            let expected = (lost(i, j, 1.0) - lost(i, j, -1.0)) / (h * h);
            assert!((fisher[(i, j)] - expected).abs() < 1e-3, "{i} {j}: {} {expected}", fisher[(i, j)]);
        }
    }
    assert!(least_eigenvalue(&fisher) > -1e-12);
}

#[test]
fn within_a_layer_the_metric_is_the_covariance_of_generators() {
    // cos(a/2)|00⟩ + sin(a/2)|11⟩, then rz on both qubits: the generators Z/2 do the same, so all of F = 4 cov is sin² a.
    let mut circuit = Circuit::new(2);
    let w = circuit.parameter_vector("w", 3);
    circuit.ry(0.9, 0).unwrap().cx(0, 1).unwrap().rz(w[0], 0).unwrap().rz(w[1], 1).unwrap().cx(1, 0).unwrap();
    circuit.ry(w[2], 1).unwrap();
    assert_eq!(slot_layers(&circuit).unwrap(), [0, 0, 1]);
    let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
    let backend = Cpu::<f64>::default();
    let params = [0.3, 0.8, -0.4];
    let full = quantum_fisher(&backend, &plan, &params, &MetricShape::Full).unwrap();
    for (i, j) in [(0, 0), (0, 1), (1, 1)] {
        assert!((full[(i, j)] - 0.9f64.sin().powi(2)).abs() < 1e-14);
    }
    let layers = MetricShape::Layers(slot_layers(&circuit).unwrap());
    let blocks = quantum_fisher(&backend, &plan, &params, &layers).unwrap();
    assert!(blocks.slice(s![..2, ..2]) == full.slice(s![..2, ..2]));
    assert_eq!((blocks[(0, 2)], blocks[(1, 2)], blocks[(2, 2)]), (0.0, 0.0, full[(2, 2)]));
    assert!(full[(0, 2)].abs() > 0.1, "the layers are correlated");
    let diagonal = quantum_fisher(&backend, &plan, &params, &MetricShape::Diagonal).unwrap();
    assert_eq!(diagonal, Array2::from_diag(&full.diag()));
    let wrong = quantum_fisher(&backend, &plan, &params, &MetricShape::Layers(vec![0]));
    assert!(matches!(wrong, Err(SimulatorError::Count { given: 1, .. })));
}

#[test]
fn outcomes_never_tell_more_than_the_state() {
    for seed in 0..10 {
        let setting = Setting::new(curved(), seed);
        let quantum =
            quantum_fisher(&setting.backend, &setting.plan, &setting.params, &MetricShape::Full).unwrap();
        let classical = classical_fisher(&setting.backend, &setting.plan, &setting.params).unwrap();
        assert!(least_eigenvalue(&(&quantum - &classical)) > -1e-10, "seed {seed}");
        assert!(least_eigenvalue(&classical) > -1e-12 && amax(&classical) > 1e-3);
    }
    // One real rotation: both are 1.
    let mut circuit = Circuit::new(1);
    let theta = circuit.parameter("theta");
    circuit.ry(theta, 0).unwrap();
    let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
    let classical = classical_fisher(&Cpu::<f64>::default(), &plan, &[0.7]).unwrap();
    assert!((classical[(0, 0)] - 1.0).abs() < 1e-14);
}

#[test]
fn wrong_counts_are_refused() {
    let setting = Setting::new(curved(), 1);
    for method in [&DoubleShift as &dyn HessianMethod, &ShiftedAdjoint] {
        assert!(method.in_parameters(setting.evaluation(), &[0.1], &setting.weights).is_err());
        assert!(method.in_parameters(setting.evaluation(), &setting.params, &[1.0]).is_err());
    }
    assert!(hessian_vector_product(setting.evaluation(), &setting.params, &[1.0], &setting.params).is_err());
    assert!(hessian_vector_product(setting.evaluation(), &setting.params, &setting.weights, &[1.0]).is_err());
    assert_eq!(setting.circuit.parameters().len(), 4);
}
