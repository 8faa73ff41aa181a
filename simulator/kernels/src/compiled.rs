//! The kernels as they are called, compiled in this crate once for each precision: callers that are generic over
//! [`Real`](crate::Real) link to them and compile none of their own. Called by `ansatz-simulator` alone.

use super::{locate, pass, pauli, reduce};
use crate::{BoundPass, C64, Cpu, PauliTerms, State};

/// The kernels of one precision.
pub trait Compiled: Sized {
    /// |0…0⟩ in every lane.
    fn zero_state(cpu: &Cpu<Self>, num_qubits: usize, lanes: usize) -> State<Self>;
    /// The given amplitudes, `2^n` for each lane, lane after lane; or `2^n` for all lanes.
    fn load(cpu: &Cpu<Self>, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> State<Self>;
    /// A copy.
    fn duplicate(state: &State<Self>) -> State<Self>;
    /// Applies passes, in order.
    fn run_passes(cpu: &Cpu<Self>, passes: &[BoundPass<'_>], state: &mut State<Self>);
    /// Un-applies passes to bra and ket, the last one first, and adds `2 Re ⟨bra|D|ket⟩` of every slot derivative, taken
    /// just after its operation, to `gradient[slot * lanes + lane]`.
    fn reverse_passes(
        cpu: &Cpu<Self>,
        passes: &[BoundPass<'_>],
        pair: BraKet<'_, Self>,
        gradient: &mut [f64],
    );
    /// `⟨ψ|Σ_k w_k P_k|ψ⟩`, one number for each lane.
    fn expectation(cpu: &Cpu<Self>, state: &State<Self>, terms: &PauliTerms) -> Vec<f64>;
    /// `Σ_k w_k P_k|ψ⟩` as a new state.
    fn apply_terms(cpu: &Cpu<Self>, state: &State<Self>, terms: &PauliTerms) -> State<Self>;
    /// Both of them in one go.
    fn apply_with_expectation(
        cpu: &Cpu<Self>,
        state: &State<Self>,
        terms: &PauliTerms,
    ) -> (State<Self>, Vec<f64>);
    /// `⟨bra|ket⟩`, one number for each lane.
    fn inner_product(cpu: &Cpu<Self>, bra: &State<Self>, ket: &State<Self>) -> Vec<C64>;
    /// All amplitudes of one lane.
    fn amplitudes(state: &State<Self>, lane: usize) -> Vec<C64>;
    /// All `|amplitude|²` of one lane.
    fn probabilities(cpu: &Cpu<Self>, state: &State<Self>, lane: usize) -> Vec<f64>;
    /// For each of the ascending numbers in [0, 1) the basis state at which the running sum of lane 0's probabilities,
    /// divided by their total, first exceeds it.
    fn locate(cpu: &Cpu<Self>, state: &State<Self>, ascending: &[f64]) -> Vec<u64>;
    /// The probability that a qubit reads 1, lane 0.
    fn probability_of_one(cpu: &Cpu<Self>, state: &State<Self>, qubit: usize) -> f64;
    /// Keeps the amplitudes where a qubit has a value, times a factor; the others become 0.
    fn project(cpu: &Cpu<Self>, state: &mut State<Self>, kept: Kept, factor: f64);
}

/// The two states of the adjoint sweep.
#[derive(Debug)]
pub struct BraKet<'a, R> {
    /// The one that the observable was applied to.
    pub bra: &'a mut State<R>,
    /// The circuit's.
    pub ket: &'a mut State<R>,
}

/// The basis states that a measurement keeps: those where `qubit` reads `value`.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// The qubit.
    pub qubit: usize,
    /// 0 or 1.
    pub value: u8,
}

macro_rules! compiled {
    ($($real:ty),*) => {$(
        impl Compiled for $real {
            fn zero_state(cpu: &Cpu<Self>, num_qubits: usize, lanes: usize) -> State<Self> {
                State::zero(cpu.free_maps(), num_qubits, lanes)
            }

            fn load(cpu: &Cpu<Self>, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> State<Self> {
                State::load(cpu.free_maps(), num_qubits, lanes, amplitudes)
            }

            fn duplicate(state: &State<Self>) -> State<Self> {
                state.clone()
            }

            fn run_passes(cpu: &Cpu<Self>, passes: &[BoundPass<'_>], state: &mut State<Self>) {
                passes.iter().for_each(|pass| pass::run(cpu.execution(state), pass, state));
            }

            fn reverse_passes(
                cpu: &Cpu<Self>,
                passes: &[BoundPass<'_>],
                pair: BraKet<'_, Self>,
                gradient: &mut [f64],
            ) {
                let BraKet { bra, ket } = pair;
                for pass in passes.iter().rev() {
                    pass::reverse(cpu.execution(ket), pass, BraKet { bra, ket }, gradient);
                }
            }

            fn expectation(cpu: &Cpu<Self>, state: &State<Self>, terms: &PauliTerms) -> Vec<f64> {
                pauli::expectation(cpu.reduction(state), state, terms)
            }

            fn apply_terms(cpu: &Cpu<Self>, state: &State<Self>, terms: &PauliTerms) -> State<Self> {
                pauli::apply_terms(cpu.reduction(state), state, terms)
            }

            fn apply_with_expectation(
                cpu: &Cpu<Self>,
                state: &State<Self>,
                terms: &PauliTerms,
            ) -> (State<Self>, Vec<f64>) {
                pauli::apply_with_expectation(cpu.reduction(state), state, terms)
            }

            fn inner_product(cpu: &Cpu<Self>, bra: &State<Self>, ket: &State<Self>) -> Vec<C64> {
                reduce::inner_product(cpu.reduction(ket), bra, ket)
            }

            fn amplitudes(state: &State<Self>, lane: usize) -> Vec<C64> {
                state.lane(lane).collect()
            }

            fn probabilities(cpu: &Cpu<Self>, state: &State<Self>, lane: usize) -> Vec<f64> {
                reduce::probabilities(cpu.reduction(state), state, lane)
            }

            fn locate(cpu: &Cpu<Self>, state: &State<Self>, ascending: &[f64]) -> Vec<u64> {
                locate::locate(cpu.reduction(state), state, ascending)
            }

            fn probability_of_one(cpu: &Cpu<Self>, state: &State<Self>, qubit: usize) -> f64 {
                reduce::probability_of_one(cpu.reduction(state), state, qubit)
            }

            fn project(cpu: &Cpu<Self>, state: &mut State<Self>, kept: Kept, factor: f64) {
                reduce::project(cpu.reduction(state), state, kept, factor);
            }
        }
    )*};
}

compiled!(f32, f64);
