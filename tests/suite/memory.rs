//! Memory: what does not fit is refused with its bytes before anything is allocated, and a limit is a limit.

use ansatz_circuits::{C64, Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, Program, Result, SimulatorError,
    machine::{Angles, BoundPass, Cotangents, Inputs, Kernels, PauliTerms, SlotShift},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, pool};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Layers of rotations of one parameter and entanglers, with measurements of every qubit if asked for.
fn circuit(num_qubits: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    let theta = circuit.parameter("theta");
    for qubit in 0..num_qubits {
        circuit.ry(theta, qubit).expect("in range");
    }
    for qubit in 1..num_qubits {
        circuit.cx(qubit - 1, qubit).expect("in range");
    }
    circuit
}

fn plan(num_qubits: usize) -> Plan {
    Plan::compile(&circuit(num_qubits), &PlanOptions::default()).expect("plans need no memory")
}

fn program(num_qubits: usize) -> Program {
    let mut circuit = circuit(num_qubits);
    for bit in 0..3 {
        circuit.measure(0, bit).and_then(|c| c.h(0)).expect("one qubit at least");
    }
    Program::compile(&circuit, &PlanOptions::default()).expect("plans need no memory")
}

fn z0() -> PauliSum {
    PauliSum::z(0)
}

#[track_caller]
fn assert_refused<T>(result: Result<T>, bytes: u128) {
    match result.map(|_| "an answer") {
        Err(error @ SimulatorError::Memory { needed, .. }) => {
            assert_eq!(needed, bytes);
            let text = error.to_string();
            assert!(text.contains(&format!("{bytes} bytes")) && text.contains("fewer qubits"), "{text}");
        }
        other => panic!("expected a refusal for memory, got {other:?}"),
    }
}

#[test]
fn sixty_qubits_are_refused_with_their_bytes() {
    for (precision, bytes) in [(Precision::Double, 16u128), (Precision::Single, 8)] {
        let backend = precision.cpu(CpuOptions::default());
        for num_qubits in [45, 60, 62] {
            let state = bytes << num_qubits;
            let (plan, program) = (plan(num_qubits), program(num_qubits));
            let slots = plan.num_slots();
            let (one, three) = (vec![0.1; slots], vec![0.1; 3 * slots]);
            let (one, three) = (Inputs::one(Angles(&one)), Inputs::batch(3, Angles(&three)));
            assert_refused(backend.run(&plan, &one), state);
            assert_refused(backend.run(&plan, &three), 3 * state);
            assert_refused(backend.expectations_of(&plan, &one, &[z0()]), state);
            assert_refused(backend.expectations_of(&plan, &three, &[z0()]), state);
            assert_refused(backend.jacobian_of(&plan, &one, &[z0(), PauliSum::z(1)]), 2 * state);
            let shifts = [SlotShift { slot: 0, shift: 0.1 }];
            assert_refused(backend.shifted_expectations_of(&plan, &three, &[z0()], &shifts), state);
            assert_refused(backend.gradients_of(&plan, &one, &[z0()], Cotangents::Given(&[1.0])), 2 * state);
            assert_refused(
                backend.gradients_of(&plan, &three, &[z0()], Cotangents::Given(&[1.0; 3])),
                2 * state,
            );
            let angles = vec![0.1; program.parameter_map().num_slots()];
            assert_refused(backend.distribution(&program, &angles), state);
            assert_refused(backend.sample(&program, &angles, 10, 1), state);
        }
    }
}

#[test]
fn more_qubits_than_an_index_has_bits_are_refused() {
    let mut large = Circuit::new(63);
    large.h(62).expect("in range");
    let refused = Plan::compile(&large, &PlanOptions::default()).map(|_| ());
    assert!(matches!(refused, Err(SimulatorError::Circuit(_))), "{refused:?}");
}

/// Whether `ask` is answered under a limit of exactly `bytes`, and refused under one byte less.
#[track_caller]
fn assert_needs<T>(precision: Precision, bytes: u64, ask: impl Fn(&dyn Backend) -> Result<T>) {
    let under = |limit: u64| precision.cpu(CpuOptions { memory_limit: Some(limit), ..CpuOptions::default() });
    assert!(ask(&*under(bytes)).is_ok(), "{bytes} bytes are enough");
    let less = under(bytes - 1);
    match ask(&*less).map(|_| "an answer") {
        Err(SimulatorError::Memory { needed, available, .. }) => {
            assert_eq!((needed, available), (u128::from(bytes), bytes - 1));
        }
        other => panic!("expected a refusal for memory, got {other:?}"),
    };
}

#[test]
fn a_limit_is_met_to_the_byte() {
    let num_qubits = 10;
    let (plan, program) = (plan(num_qubits), program(num_qubits));
    let one = vec![0.3; plan.num_slots()];
    let five = one.repeat(5);
    let angles = vec![0.3; program.parameter_map().num_slots()];
    for (precision, bytes) in [(Precision::Double, 16u64), (Precision::Single, 8)] {
        let state = bytes << num_qubits;
        let one = Inputs::one(Angles(&one));
        // Lanes come in powers of two: five circuits are a state of four lanes and one of one, which may take turns.
        let five = Inputs::batch(5, Angles(&five));
        let weights = [1.0; 5];
        assert_needs(precision, state, |b| b.run(&plan, &one).map(|_| ()));
        assert_needs(precision, 5 * state, |b| b.run(&plan, &five).map(|_| ()));
        assert_needs(precision, state, |b| b.expectations_of(&plan, &one, &[z0()]));
        assert_needs(precision, 4 * state, |b| b.expectations_of(&plan, &five, &[z0()]));
        assert_needs(precision, 2 * state, |b| b.jacobian_of(&plan, &one, &[z0(), PauliSum::z(1)]));
        // Enough for one state: what two could share is run twice.
        let shifts = [SlotShift { slot: 3, shift: 0.1 }];
        assert_needs(precision, state, |b| b.shifted_expectations_of(&plan, &one, &[z0()], &shifts));
        assert_needs(precision, 2 * state, |b| {
            b.gradients_of(&plan, &one, &[z0()], Cotangents::Given(&[1.0]))
        });
        assert_needs(precision, 8 * state, |b| {
            b.gradients_of(&plan, &five, &[z0()], Cotangents::Given(&weights))
        });
        // Three measurements that can go both ways: three states wait while the fourth goes on. Where a part of the shots has
        // ended before, fewer do.
        assert_needs(precision, 4 * state, |b| b.distribution(&program, &angles));
        assert_needs(precision, 3 * state, |b| b.sample(&program, &angles, 100, 4));
    }
}

/// A backend that counts the states it holds. That it can be written here shows that a backend needs nothing but
/// the public trait.
struct Counting {
    cpu: Cpu<f64>,
    live: Arc<AtomicUsize>,
    peak: AtomicUsize,
}

struct Held {
    state: <Cpu<f64> as Kernels>::State,
    live: Arc<AtomicUsize>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.live.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Counting {
    fn new(options: CpuOptions) -> Counting {
        Counting { cpu: Cpu::new(options), live: Arc::default(), peak: AtomicUsize::new(0) }
    }

    fn hold(&self, state: <Cpu<f64> as Kernels>::State) -> Held {
        let now = self.live.fetch_add(1, Ordering::SeqCst) + 1;
        self.peak.fetch_max(now, Ordering::SeqCst);
        Held { state, live: self.live.clone() }
    }
}

impl Kernels for Counting {
    type State = Held;

    fn name(&self) -> String {
        "counting".into()
    }
    fn lanes_per_state(&self, num_qubits: usize) -> usize {
        self.cpu.lanes_per_state(num_qubits)
    }
    fn check_memory(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<()> {
        self.cpu.check_memory(num_qubits, lanes, states)
    }
    fn runs_at_once(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<usize> {
        self.cpu.runs_at_once(num_qubits, lanes, states)
    }
    fn zero_state(&self, num_qubits: usize, lanes: usize) -> Result<Held> {
        Ok(self.hold(self.cpu.zero_state(num_qubits, lanes)?))
    }
    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Result<Held> {
        Ok(self.hold(self.cpu.load(num_qubits, lanes, amplitudes)?))
    }
    fn duplicate(&self, state: &Held) -> Result<Held> {
        Ok(self.hold(self.cpu.duplicate(&state.state)?))
    }
    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut Held) -> Result<()> {
        self.cpu.run_passes(passes, &mut state.state)
    }
    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut Held,
        ket: &mut Held,
        gradient: &mut [f64],
    ) -> Result<()> {
        self.cpu.reverse_passes(passes, &mut bra.state, &mut ket.state, gradient)
    }
    fn expectation(&self, state: &Held, terms: &PauliTerms) -> Result<Vec<f64>> {
        self.cpu.expectation(&state.state, terms)
    }
    fn apply_terms(&self, state: &Held, terms: &PauliTerms) -> Result<Held> {
        Ok(self.hold(self.cpu.apply_terms(&state.state, terms)?))
    }
    fn inner_product(&self, bra: &Held, ket: &Held) -> Result<Vec<C64>> {
        self.cpu.inner_product(&bra.state, &ket.state)
    }
    fn amplitudes(&self, state: &Held, lane: usize) -> Result<Vec<C64>> {
        self.cpu.amplitudes(&state.state, lane)
    }
    fn probabilities(&self, state: &Held, lane: usize) -> Result<Vec<f64>> {
        self.cpu.probabilities(&state.state, lane)
    }
    fn locate(&self, state: &Held, ascending: &[f64]) -> Result<Vec<u64>> {
        self.cpu.locate(&state.state, ascending)
    }
    fn probability_of_one(&self, state: &Held, qubit: usize) -> Result<f64> {
        self.cpu.probability_of_one(&state.state, qubit)
    }
    fn project(&self, state: &mut Held, qubit: usize, value: u8, probability: f64) -> Result<()> {
        self.cpu.project(&mut state.state, qubit, value, probability)
    }
    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
        self.cpu.map(count, work)
    }
}

/// Threads work on several circuits of a batch at once; together they hold no more than the limit.
#[test]
fn threads_together_keep_the_limit() {
    let (num_qubits, lanes) = (9, 24);
    let plan = plan(num_qubits);
    let angles: Vec<f64> = (0..lanes * plan.num_slots()).map(|k| k as f64 * 0.01).collect();
    let inputs = Inputs::batch(lanes, Angles(&angles));
    let weights = vec![1.0; lanes];
    for states in [2u64, 4, 5] {
        let limit = states * (16 << num_qubits);
        let options = CpuOptions { memory_limit: Some(limit), max_lanes: 1, ..CpuOptions::default() };
        let free = Cpu::<f64>::new(CpuOptions { max_lanes: 1, ..CpuOptions::default() });
        let ask = |backend: &dyn Backend| {
            let values = backend.expectations_of(&plan, &inputs, &[z0()]).expect("one at a time fits");
            (
                values,
                backend.gradients_of(&plan, &inputs, &[z0()], Cotangents::Given(&weights)).expect("fits"),
            )
        };
        // With one state more than the prefix, and with none: shifted circuits share, or run one by one.
        let shifts: Vec<_> = (0..plan.num_slots()).map(|slot| SlotShift { slot, shift: 0.1 }).collect();
        let shifted = |backend: &dyn Backend| {
            let answer = backend.shifted_expectations_of(&plan, &inputs, &[z0()], &shifts).expect("fits");
            (answer.values, answer.shifted)
        };
        // With two states only, observables go back one by one, each after a forward run of its own.
        let both = [z0(), PauliSum::z(1), PauliSum::z(4)];
        let jacobian = |backend: &dyn Backend| backend.jacobian_of(&plan, &inputs, &both).expect("fits");
        for threads in 1..=3 {
            let counting = Counting::new(options);
            pool(threads).install(|| assert!(ask(&counting) == ask(&free)));
            pool(threads).install(|| assert!(jacobian(&counting).values.len() == 3 * lanes));
            pool(threads).install(|| assert!(shifted(&counting) == shifted(&free)));
            let peak = counting.peak.load(Ordering::SeqCst) as u64;
            assert!(peak <= states, "{peak} states on {threads} threads under a limit of {states}");
        }
    }
}

#[test]
fn branches_keep_the_limit() {
    let program = program(6);
    let angles = vec![0.9; program.parameter_map().num_slots()];
    let counting = Counting::new(CpuOptions { memory_limit: Some(4 * (16 << 6)), ..CpuOptions::default() });
    let counts = counting.sample(&program, &angles, 1000, 3).expect("four states are enough");
    assert_eq!(counts.len(), 8);
    assert_eq!(counting.peak.load(Ordering::SeqCst), 4);
}
