//! The two levels of a backend: below, the kernels that a machine must supply; above, what callers may ask.
//! Everything between the two is written once, in `engine/`.

use crate::{
    BoundPass, Estimate, Inputs, ObservedPlan, PauliTerms, Plan, PlanOptions, Program, Result, SimulatorError,
};
use ansatz_circuits::{C64, PauliSum};
use std::collections::BTreeMap;

/// What a machine must supply. A state holds `lanes` state vectors of `num_qubits` qubits; how and where is its
/// own affair. Every reduction is in a fixed order: the same bits for any number of threads. Whatever touches the machine
/// may fail: then a state or a sum that was being written is not to be used.
pub trait Kernels: Send + Sync {
    /// State vectors side by side.
    type State: Send;

    /// `cpu f64`, `cuda:0 f32`, …
    fn name(&self) -> String;

    /// How plans are best made for it; every other plan runs too.
    fn plan_options(&self) -> PlanOptions {
        PlanOptions::default()
    }

    /// Waits until the machine has done what it was asked for; fails where something has gone wrong since, on machines that
    /// work on their own and whose errors show later than their cause.
    fn wait(&self) -> Result<()> {
        Ok(())
    }

    /// How many lanes are put into one state of so many qubits; at least 1.
    fn lanes_per_state(&self, num_qubits: usize) -> usize;

    /// Refuses a run that would hold `states` states of `lanes` lanes at once, before anything is allocated.
    fn check_memory(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<()>;

    /// How many runs, each holding `states` states of `lanes` lanes, memory has room for side by side: at least 1.
    /// Refuses if there is no room for one.
    fn runs_at_once(&self, num_qubits: usize, lanes: usize, states: usize) -> Result<usize>;

    /// |0…0⟩ in every lane; `lanes` is a power of two here and in [`load`](Self::load).
    fn zero_state(&self, num_qubits: usize, lanes: usize) -> Result<Self::State>;

    /// The given amplitudes, `2^n` for each lane, lane after lane; or `2^n` for all lanes.
    fn load(&self, num_qubits: usize, lanes: usize, amplitudes: &[C64]) -> Result<Self::State>;

    /// A copy.
    fn duplicate(&self, state: &Self::State) -> Result<Self::State>;

    /// Applies passes, in order.
    fn run_passes(&self, passes: &[BoundPass<'_>], state: &mut Self::State) -> Result<()>;

    /// Un-applies passes to both states, the last one first, and adds `2 Re ⟨bra|D|ket⟩` of every slot derivative, taken
    /// just after its operation, to `gradient[slot * lanes + lane]`.
    fn reverse_passes(
        &self,
        passes: &[BoundPass<'_>],
        bra: &mut Self::State,
        ket: &mut Self::State,
        gradient: &mut [f64],
    ) -> Result<()>;

    /// Expectations and gradients from |0…0⟩ there and back, in one go, where the machine has a way that is better than
    /// pass by pass: adds to `gradient[slot * lanes + lane]` and gives the expectation of each lane. `None`, and nothing
    /// done, where it has not.
    fn whole_gradient(&self, _whole: &WholeGradient<'_>, _gradient: &mut [f64]) -> Result<Option<Vec<f64>>> {
        Ok(None)
    }

    /// `⟨ψ|Σ_k w_k P_k|ψ⟩`, one number for each lane.
    fn expectation(&self, state: &Self::State, terms: &PauliTerms) -> Result<Vec<f64>>;

    /// `Σ_k w_k P_k|ψ⟩` as a new state.
    fn apply_terms(&self, state: &Self::State, terms: &PauliTerms) -> Result<Self::State>;

    /// `Σ_k w_k P_k|ψ⟩` as a new state, and `⟨ψ|Σ_k w_k P_k|ψ⟩`, one number for each lane; the weights are the same in
    /// every lane. Machines that do both in one go say so here.
    fn apply_with_expectation(
        &self,
        state: &Self::State,
        terms: &PauliTerms,
    ) -> Result<(Self::State, Vec<f64>)> {
        Ok((self.apply_terms(state, terms)?, self.expectation(state, terms)?))
    }

    /// `⟨bra|ket⟩`, one number for each lane.
    fn inner_product(&self, bra: &Self::State, ket: &Self::State) -> Result<Vec<C64>>;

    /// All amplitudes of one lane.
    fn amplitudes(&self, state: &Self::State, lane: usize) -> Result<Vec<C64>>;

    /// All `|amplitude|²` of one lane.
    fn probabilities(&self, state: &Self::State, lane: usize) -> Result<Vec<f64>>;

    /// For each of the ascending numbers in [0, 1) the basis state at which the running sum of lane 0's
    /// probabilities, divided by their total, first exceeds it.
    fn locate(&self, state: &Self::State, ascending: &[f64]) -> Result<Vec<u64>>;

    /// The probability that a qubit reads 1, lane 0.
    fn probability_of_one(&self, state: &Self::State, qubit: usize) -> Result<f64>;

    /// Keeps the amplitudes where `qubit` reads `value`, divided by √`probability`; the others become 0.
    fn project(&self, state: &mut Self::State, qubit: usize, value: u8, probability: f64) -> Result<()>;

    /// Runs `work(0) … work(count − 1)`, side by side where the machine can; results in order.
    fn map<T: Send>(&self, count: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T>;
}

/// A gradient that may be taken in one go.
#[derive(Debug, Clone, Copy)]
pub struct WholeGradient<'a> {
    /// Qubits of the state.
    pub num_qubits: usize,
    /// Circuits side by side.
    pub lanes: usize,
    /// All passes, with derivatives.
    pub passes: &'a [BoundPass<'a>],
    /// So many of them, from the last one on, must be gone back through.
    pub reversed: usize,
    /// The observable; the same weights in every lane.
    pub terms: &'a PauliTerms,
}

/// What callers may ask: whole programs in, numbers out. One call does 2^n work, so dynamic dispatch costs nothing.
pub trait Backend: Send + Sync {
    /// Its name.
    fn name(&self) -> String;

    /// How plans are best made for it; every other plan runs too.
    fn plan_options(&self) -> PlanOptions;

    /// Runs a plan and keeps the final states for questions.
    fn run<'a>(&'a self, plan: &'a Plan, inputs: &Inputs<'_>) -> Result<Box<dyn FinalState + 'a>>;

    /// Runs a plan, asks the final states, and gives their memory back: [`run`](Self::run) without the box. A loop over a
    /// small circuit's angles, up to 10 qubits, asks the system for no memory at all.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::machine::{Angles, Inputs};
    /// use ansatz_simulator::{Backend, Cpu, Plan, PlanOptions};
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
    /// let (cpu, z) = (Cpu::<f64>::default(), "Z0".parse()?);
    /// let mut least = f64::INFINITY;
    /// for theta in [0.0, 1.0, 3.0] {
    ///     cpu.ask(&plan, &Inputs::one(Angles(&[theta])), &mut |state| {
    ///         least = state.expectation(&z)?[0].min(least);
    ///         Ok(())
    ///     })?;
    /// }
    /// assert!((least - 3f64.cos()).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Errors: those of [`run`](Self::run), and whatever the questions return.
    fn ask(&self, plan: &Plan, inputs: &Inputs<'_>, questions: &mut Questions<'_>) -> Result<()>;

    /// `⟨O_m⟩` for every lane: `values[lane * observables.len() + m]`. Lanes are run block by block, and only as many
    /// blocks side by side as memory has room for.
    fn expectations(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Vec<f64>>;

    /// Expectations and the gradient of `Σ_m v_m ⟨O_m⟩` in every slot, by the adjoint sweep (Jones and Gacon,
    /// arXiv:2009.02823): one forward and one backward run whatever the number of slots and observables.
    fn gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<Gradients>;

    /// Expectations and the gradient of each of them in every slot: one forward run, and one backward run for each
    /// observable, by the adjoint sweep (Jones and Gacon, arXiv:2009.02823). Row `m` is what
    /// [`gradients`](Self::gradients) gives for observable `m` alone, up to rounding; whoever needs only a weighted sum
    /// of the rows asks there, for less.
    fn jacobian(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Jacobian>;

    /// Expectations at the given angles and at angles of which one slot is moved: what parameter-shift rules
    /// `∂f/∂θ = Σ_k c_k f(θ + s_k)` are made of (Mitarai et al., arXiv:1803.00745; Schuld et al., arXiv:1811.11184;
    /// Wierichs et al., arXiv:2107.12390). Shifted circuits share the run up to the first operation that depends on
    /// the moved slot; the numbers are those of [`expectations`](Self::expectations) up to rounding. Where memory has
    /// no room for a second state, nothing is shared.
    ///
    /// Errors: [`SimulatorError::UnknownSlot`], a shift that is not finite, and those of
    /// [`expectations`](Self::expectations).
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::machine::{Angles, Inputs, ObservedPlan, SlotShift};
    /// use ansatz_simulator::{Backend, Cpu, Plan, PlanOptions};
    /// use std::f64::consts::FRAC_PI_2;
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
    /// let shifts = [FRAC_PI_2, -FRAC_PI_2].map(|shift| SlotShift { slot: 0, shift });
    /// let observed = ObservedPlan::new(plan, vec!["Z0".parse()?])?;
    /// let cpu = Cpu::<f64>::default();
    /// let answer = cpu.shifted_expectations(&observed, &Inputs::one(Angles(&[0.4])), &shifts)?;
    /// let slope = (answer.shifted[0] - answer.shifted[1]) / 2.0;
    /// assert!((slope + 0.4f64.sin()).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn shifted_expectations(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        shifts: &[SlotShift],
    ) -> Result<ShiftedExpectations>;

    /// The quantum Fisher information of each lane's final state in the slots,
    /// `F_ij = 4 Re[⟨∂_iψ|∂_jψ⟩ − ⟨∂_iψ|ψ⟩⟨ψ|∂_jψ⟩]`, four times the Fubini–Study metric:
    /// `fisher[(lane * num_slots + i) * num_slots + j]`. Exact, symmetric, and without negative eigenvalues beyond rounding.
    /// Each derivative state is a combination of final states of moved angles
    /// ([`ShiftRule::state_terms`](ansatz_circuits::ShiftRule::state_terms)), so a gate `exp(-iθP/2)` costs one run; then one product
    /// of a `num_slots × 2^(n+1)` matrix with its transpose. Starting amplitudes must be normalised.
    ///
    /// Source: Stokes, Izaac, Killoran and Carleo, arXiv:1909.02108; Meyer, arXiv:2103.15191.
    ///
    /// Errors: those of [`run`](Self::run), and too little memory.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::machine::{Angles, Inputs};
    /// use ansatz_simulator::{Backend, Cpu, Plan, PlanOptions};
    /// let mut circuit = Circuit::new(1);
    /// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    /// circuit.ry(a, 0)?.rz(b, 0)?;
    /// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
    /// let fisher = Cpu::<f64>::default().fisher_information(&plan, &Inputs::one(Angles(&[0.4, 1.3])))?;
    /// let expected = [1.0, 0.0, 0.0, 0.4f64.sin().powi(2)];
    /// assert!(fisher.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-14));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn fisher_information(&self, plan: &Plan, inputs: &Inputs<'_>) -> Result<Vec<f64>>;

    /// What [`gradients`](Self::gradients) gives, and the gradient in the starting amplitudes `a`:
    /// `∂/∂Re a_k + i ∂/∂Im a_k = 2 (U† O U a)_k` with `O = Σ_m v_m O_m`. The expectation is taken as the quadratic form
    /// `⟨a|U† O U|a⟩`; whoever normalises the amplitudes multiplies with the derivative of that. Without starting amplitudes, they
    /// are those of |0…0⟩.
    fn amplitude_gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<AmplitudeGradients>;

    /// The exact distribution over classical bits of a program that measures.
    fn distribution(&self, program: &Program, angles: &[f64]) -> Result<BTreeMap<crate::Bits, f64>>;

    /// Counts over classical bits after `shots` runs of a program. The same seed gives the same counts.
    fn sample(
        &self,
        program: &Program,
        angles: &[f64],
        shots: u64,
        seed: u64,
    ) -> Result<BTreeMap<crate::Bits, u64>>;

    /// The outcome of each of the shots that [`sample`](Self::sample) counts, in their order.
    fn outcomes(&self, program: &Program, angles: &[f64], shots: u64, seed: u64) -> Result<Vec<crate::Bits>>;

    /// `Σ_b p_b ⟨ψ_b|O|ψ_b⟩` for each observable, over the branches b of a program: p_b is how likely the outcomes of one are,
    /// ψ_b its state before the final measurements. Without measurements on the way that is `⟨ψ|O|ψ⟩`.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::{Device, PlanOptions, Program, machine::Asked};
    /// let coin = Circuit::build(2, |c| c.ry(1.0, 0).measure(0, 0).if_bit(0, |then| then.x(1)))?;
    /// let program = Program::compile(&coin, &PlanOptions::default())?;
    /// let observables = ["Z1".parse()?];
    /// let asked = Asked { program: &program, angles: &[], observables: &observables };
    /// let backend = Device::cpu().backend(2)?;
    /// assert!((backend.means(&asked)?[0] - 1f64.cos()).abs() < 1e-14);
    /// let estimate = backend.sampled_means(&asked, 1000, 7)?[0];
    /// assert!((estimate.mean - 1f64.cos()).abs() < 5.0 * estimate.standard_error);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn means(&self, asked: &Asked<'_>) -> Result<Vec<f64>>;

    /// The same from shots: the mean of `⟨ψ|O|ψ⟩` over the states that they end with, and its standard error.
    fn sampled_means(&self, asked: &Asked<'_>, shots: u64, seed: u64) -> Result<Vec<Estimate>>;
}

/// Observables of a program that may measure on the way.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The program.
    pub program: &'a Program,
    /// Its angles.
    pub angles: &'a [f64],
    /// What is asked for.
    pub observables: &'a [PauliSum],
}

/// Final states of a run, wherever they live. An answer is an error where the machine failed while it was answering.
pub trait FinalState: Send {
    /// `⟨O⟩`, one number for each lane.
    fn expectation(&self, observable: &PauliSum) -> Result<Vec<f64>>;
    /// The amplitudes of one lane; none of a lane that was not run.
    fn amplitudes(&self, lane: usize) -> Result<Vec<C64>>;
    /// `|amplitude|²` of one lane; none of a lane that was not run.
    fn probabilities(&self, lane: usize) -> Result<Vec<f64>>;
    /// Basis states read by `shots` measurements of all qubits of lane 0, in the order of the shots; none without lanes.
    fn sample(&self, shots: u64, seed: u64) -> Result<Vec<u64>>;
    /// `|⟨ψ|φ⟩|²` with the given amplitudes, one number for each lane.
    fn fidelity(&self, amplitudes: &[C64]) -> Result<Vec<f64>>;
}

/// What is asked of the final states of a run.
pub type Questions<'a> = dyn FnMut(&dyn FinalState) -> Result<()> + Send + 'a;

/// `f(lane, expectations, v)` writes the weights `v` of one lane.
pub type WeightsFromValues<'a> = dyn Fn(usize, &[f64], &mut [f64]) + Sync + 'a;

/// The weights `v_m` of observables in a vector–Jacobian product.
#[derive(Clone, Copy)]
pub enum Cotangents<'a> {
    /// `v[lane * observables.len() + m]`.
    Given(&'a [f64]),
    /// Computed from the expectations once they are known: `f(lane, expectations, v)`. A loss is differentiated this
    /// way with one forward run.
    FromValues(&'a WeightsFromValues<'a>),
}

impl Cotangents<'_> {
    /// Refuses weights that were given in another number than `expected`.
    pub(crate) fn check(&self, expected: usize) -> Result<()> {
        match self {
            Cotangents::Given(all) if all.len() != expected => {
                Err(SimulatorError::Count { what: "cotangents", expected, given: all.len() })
            }
            _ => Ok(()),
        }
    }
}

/// What [`Backend::gradients`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// `values[lane * observables.len() + m]`.
    pub values: Vec<f64>,
    /// `slots[lane * num_slots + slot]`.
    pub slots: Vec<f64>,
}

/// What [`Backend::amplitude_gradients`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct AmplitudeGradients {
    /// `values[lane * observables.len() + m]`.
    pub values: Vec<f64>,
    /// `slots[lane * num_slots + slot]`.
    pub slots: Vec<f64>,
    /// `∂/∂Re a_k + i ∂/∂Im a_k`: `amplitudes[lane * 2^n + k]`.
    pub amplitudes: Vec<C64>,
}

/// What [`Backend::jacobian`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct Jacobian {
    /// `values[lane * observables.len() + m]`.
    pub values: Vec<f64>,
    /// `∂⟨O_m⟩/∂slot`: `slots[(lane * observables.len() + m) * num_slots + slot]`.
    pub slots: Vec<f64>,
}

/// One slot's angle, moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlotShift {
    /// The slot.
    pub slot: usize,
    /// What is added to its angle, in radians.
    pub shift: f64,
}

/// Refuses slots that are not there and shifts that are not finite.
pub(crate) fn check_shifts(shifts: &[SlotShift], num_slots: usize) -> Result<()> {
    for SlotShift { slot, shift } in shifts {
        if *slot >= num_slots {
            return Err(SimulatorError::UnknownSlot { slot: *slot, num_slots });
        }
        if !shift.is_finite() {
            return Err(SimulatorError::NotFinite {
                what: format!("the shift of slot {slot}"),
                value: *shift,
            });
        }
    }
    Ok(())
}

/// What [`Backend::shifted_expectations`] returns.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftedExpectations {
    /// At the given angles: `values[lane * observables.len() + m]`.
    pub values: Vec<f64>,
    /// At the moved ones: `shifted[(lane * shifts.len() + k) * observables.len() + m]` for the `k`-th shift.
    pub shifted: Vec<f64>,
    /// How much of it was shared.
    pub work: Work,
}

/// Operations applied to state vectors, counted once for each circuit of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Those that were run.
    pub run: u64,
    /// Those that running every circuit from its start would have taken.
    pub unshared: u64,
}
