//! A workload that is ready to be timed: a plan with its angles, and what is asked of it. Called by the suite and the
//! comparison of switches.

use crate::{
    Repeats, by_name, hardware_efficient, ising_chain, median_seconds, point, quantum_volume, random_sum,
};
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::simulator::{
    Backend, Plan, PlanOptions, Purpose, RandomStream, SimulatorError,
    machine::{Angles, Cotangents, Inputs, ObservedPlan, PlanWork, SlotShift},
};
use std::hint::black_box;
use std::time::Instant;

/// Gradients of a chain's energy by the adjoint sweep and by shifted circuits, and of a batch of 32 and of 1024 rows of
/// data; a sum of 500 terms; a million shots; reading all amplitudes; sixteen gates of one kind on the lowest or the
/// highest qubit, one after the other.
pub const OTHER_TASKS: [&str; 12] = [
    "gradient",
    "parameter shift",
    "batch gradient",
    "large batch gradient",
    "expectation",
    "shots",
    "read out",
    "gate ry low",
    "gate ry high",
    "gate cx high",
    "gate rz high",
    "gate su4 high",
];

const LANES: usize = 32;
const MANY_LANES: usize = 1024;
/// Gates of one kind.
const GATES: usize = 16;
const TERMS: usize = 500;
const SHOTS: u64 = 1_000_000;

/// What is asked.
enum Question {
    /// The final state.
    State,
    /// All derivatives, for every lane.
    Gradient { observable: PauliSum, lanes: usize, layers: usize },
    /// The value in the final state, which is not timed.
    Expectation(PauliSum),
    /// Samples of the final state, which is not timed.
    Shots(u64),
    /// All amplitudes of the final state, which is not timed: what a transfer takes.
    ReadOut,
    /// All derivatives by parameter-shift.
    Shifts(PauliSum),
}

/// A workload of one size.
pub struct Task {
    plan: Plan,
    angles: Vec<f64>,
    question: Question,
    gates: usize,
    plan_s: f64,
}

impl Task {
    /// A circuit of [`WORKLOADS`](crate::WORKLOADS) or one of [`OTHER_TASKS`]; the seed is that of the shots.
    ///
    /// # Errors
    /// An unknown name is an unknown gate.
    pub fn new(
        name: &str,
        num_qubits: usize,
        seed: u64,
        options: &PlanOptions,
    ) -> Result<Task, SimulatorError> {
        if let Some(gate) = name.strip_prefix("gate ") {
            let circuit = repeated(gate, num_qubits)?;
            return Task::with_question(&circuit, &options.plain(), Question::State);
        }
        match name {
            "gradient" => {
                let observable = ising_chain(num_qubits);
                let circuit = hardware_efficient(num_qubits, 5)?;
                Task::with_question(&circuit, options, Question::Gradient { observable, lanes: 1, layers: 5 })
            }
            "parameter shift" => {
                let circuit = hardware_efficient(num_qubits, 2)?;
                Task::with_question(&circuit, options, Question::Shifts(ising_chain(num_qubits)))
            }
            "batch gradient" => Task::of_batch(num_qubits, 2, LANES, options),
            "large batch gradient" => Task::of_batch(num_qubits, 5, MANY_LANES, options),
            "expectation" => {
                let question = Question::Expectation(random_sum(num_qubits, TERMS));
                Task::with_question(&hardware_efficient(num_qubits, 5)?, options, question)
            }
            "shots" => {
                Task::with_question(&hardware_efficient(num_qubits, 5)?, options, Question::Shots(seed))
            }
            "read out" => {
                Task::with_question(&hardware_efficient(num_qubits, 1)?, options, Question::ReadOut)
            }
            _ => Task::state(name, num_qubits, options),
        }
    }

    /// Gradients of so many layers for a batch of so many rows.
    fn of_batch(
        num_qubits: usize,
        layers: usize,
        lanes: usize,
        options: &PlanOptions,
    ) -> Result<Task, SimulatorError> {
        let circuit = classifier(num_qubits, layers)?;
        let question = Question::Gradient { observable: PauliSum::z(0), lanes, layers };
        let mut task = Task::with_question(&circuit, options, question)?;
        task.angles = rows(&circuit, num_qubits, &task.plan, lanes)?;
        Ok(task)
    }

    /// The final state of a circuit of [`WORKLOADS`](crate::WORKLOADS), planned with these options.
    ///
    /// # Errors
    /// As [`new`](Task::new).
    pub fn state(name: &str, num_qubits: usize, options: &PlanOptions) -> Result<Task, SimulatorError> {
        Task::with_question(&by_name(name, num_qubits)?, options, Question::State)
    }

    fn with_question(
        circuit: &Circuit,
        options: &PlanOptions,
        question: Question,
    ) -> Result<Task, SimulatorError> {
        let start = Instant::now();
        let plan = Plan::compile(circuit, options)?;
        let plan_s = start.elapsed().as_secs_f64();
        let angles = plan.parameter_map().angles(&point(circuit))?;
        let gates = circuit.instructions().iter().filter(|i| i.is_gate()).count();
        Ok(Task { plan, angles, question, gates, plan_s })
    }

    /// Gates of the circuit.
    pub fn gates(&self) -> usize {
        self.gates
    }

    /// Circuits side by side.
    pub fn batch(&self) -> usize {
        if let Question::Gradient { lanes, .. } = &self.question { *lanes } else { 1 }
    }

    /// Layers of a gradient's ansatz.
    pub fn layers(&self) -> Option<usize> {
        if let Question::Gradient { layers, .. } = &self.question { Some(*layers) } else { None }
    }

    /// Seconds that planning took, once.
    pub fn plan_s(&self) -> f64 {
        self.plan_s
    }

    /// What one run does, if nothing but the state is asked for.
    pub fn work(&self) -> Option<PlanWork> {
        matches!(self.question, Question::State).then(|| self.plan.work())
    }

    /// The final state's work, and about how many times as much one run does.
    pub fn about(&self) -> (PlanWork, f64) {
        let times = match &self.question {
            // There, back with two states.
            Question::Gradient { lanes, .. } => 4.0 * *lanes as f64,
            Question::Shifts(_) => 2.0 * self.plan.num_slots() as f64,
            _ => 1.0,
        };
        (self.plan.work(), times)
    }

    /// What one run yields and in which unit.
    pub fn amount(&self) -> (f64, &'static str) {
        let amplitudes = (self.plan.num_qubits() as f64).exp2();
        match &self.question {
            Question::State => (self.gates as f64 * amplitudes, "amplitude-gates/s"),
            Question::Gradient { lanes, .. } => ((lanes * self.plan.num_slots()) as f64, "derivatives/s"),
            Question::Expectation(sum) => (sum.terms().len() as f64 * amplitudes, "amplitude-terms/s"),
            Question::Shots(_) => (SHOTS as f64, "shots/s"),
            Question::ReadOut => (amplitudes, "amplitudes/s"),
            Question::Shifts(_) => (self.plan.num_slots() as f64, "derivatives/s"),
        }
    }

    /// The median seconds on a backend.
    ///
    /// # Errors
    /// Those of the backend: not enough memory.
    pub fn seconds(&self, backend: &dyn Backend, repeats: Repeats) -> Result<f64, SimulatorError> {
        let Task { plan, angles, .. } = self;
        match &self.question {
            Question::State => median_seconds(repeats, || {
                black_box(backend.run(plan, &Inputs::one(Angles(angles)))?);
                Ok(())
            }),
            Question::Gradient { observable, lanes, .. } => {
                let (inputs, ones) = (Inputs::batch(*lanes, Angles(angles)), vec![1.0; *lanes]);
                let observed = ObservedPlan::new(plan.clone(), vec![observable.clone()])?;
                median_seconds(repeats, || {
                    let weights = Cotangents::Given(&ones);
                    black_box(backend.gradients(&observed, &inputs, weights)?);
                    Ok(())
                })
            }
            Question::Expectation(sum) => {
                let state = backend.run(plan, &Inputs::one(Angles(angles)))?;
                median_seconds(repeats, || {
                    black_box(state.expectation(sum)?);
                    Ok(())
                })
            }
            Question::Shots(seed) => {
                let state = backend.run(plan, &Inputs::one(Angles(angles)))?;
                median_seconds(repeats, || {
                    black_box(state.sample(SHOTS, *seed)?);
                    Ok(())
                })
            }
            Question::ReadOut => {
                let state = backend.run(plan, &Inputs::one(Angles(angles)))?;
                median_seconds(repeats, || {
                    black_box(state.amplitudes(0)?);
                    Ok(())
                })
            }
            Question::Shifts(sum) => {
                let observed = ObservedPlan::new(plan.clone(), vec![sum.clone()])?;
                let shifts = all_shifts(plan);
                median_seconds(repeats, || {
                    let inputs = Inputs::one(Angles(angles));
                    black_box(backend.shifted_expectations(&observed, &inputs, &shifts)?);
                    Ok(())
                })
            }
        }
    }
}

/// Every slot moved by each shift of its rule.
fn all_shifts(plan: &Plan) -> Vec<SlotShift> {
    let rules = plan.shift_rules().iter().enumerate();
    rules
        .flat_map(|(slot, rule)| rule.terms().iter().map(move |term| SlotShift { slot, shift: term.shift }))
        .collect()
}

/// A layer of H, then gates of one kind on the lowest or the highest qubit.
fn repeated(gate: &str, num_qubits: usize) -> Result<Circuit, SimulatorError> {
    let mut circuit = Circuit::new(num_qubits);
    for qubit in 0..num_qubits {
        circuit.h(qubit)?;
    }
    let high = num_qubits - 1;
    for k in 0..GATES {
        let angle = 0.3 + 0.1 * k as f64;
        match gate {
            "ry low" => circuit.ry(angle, 0)?,
            "ry high" => circuit.ry(angle, high)?,
            "cx high" => circuit.cx(high - 1, high)?,
            "rz high" => circuit.rz(angle, high)?,
            _ => circuit.append(&quantum_volume(2, 1)?, &[high - 1, high])?,
        };
    }
    Ok(circuit)
}

/// Data as angles of RY on every qubit, then trainable layers.
fn classifier(num_qubits: usize, layers: usize) -> Result<Circuit, SimulatorError> {
    let mut circuit = Circuit::new(num_qubits);
    let data = circuit.parameter_vector("x", num_qubits);
    for (qubit, x) in data.iter().enumerate() {
        circuit.ry(*x, qubit)?;
    }
    let qubits: Vec<usize> = (0..num_qubits).collect();
    circuit.append(&hardware_efficient(num_qubits, layers)?, &qubits)?;
    Ok(circuit)
}

/// Angles of a batch: each lane has data of its own, all have the same weights.
fn rows(circuit: &Circuit, num_qubits: usize, plan: &Plan, lanes: usize) -> Result<Vec<f64>, SimulatorError> {
    let mut stream = RandomStream::new(13, Purpose::TEST, 0);
    let mut values = point(circuit);
    let mut all = Vec::new();
    for _ in 0..lanes {
        values[..num_qubits].iter_mut().for_each(|x| *x = stream.normal());
        all.extend(plan.parameter_map().angles(&values)?);
    }
    Ok(all)
}
