//! Expectations from shots: terms that agree qubit by qubit are measured together, each group in its own basis.
//! Called by shot-based gradients and the command line.

use crate::pauli_terms::check_observables;
use crate::plan::check_width;
use crate::{Angles, Backend, Inputs, Plan, PlanOptions, Purpose, RandomStream, Result, SimulatorError};
use ansatz_circuits::{Circuit, ParameterMap, Pauli, PauliString, PauliSum, ShiftRule};

/// A mean and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean over the shots.
    pub mean: f64,
    /// `√(variance of the mean)`.
    pub standard_error: f64,
}

/// Which random numbers an estimate reads: two evaluations of one seed share none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShotSeed {
    /// The seed.
    pub seed: u64,
    /// The number of the evaluation.
    pub evaluation: u64,
}

impl ShotSeed {
    fn stream(self, purpose: Purpose) -> RandomStream {
        RandomStream::new(self.seed, purpose, self.evaluation)
    }
}

/// Terms measured together.
#[derive(Debug, Clone)]
struct Group {
    /// The circuit with this group's basis changes at its end.
    plan: Plan,
    /// `(coefficient, mask of the qubits whose parity is the term)`.
    terms: Vec<(f64, u64)>,
    /// `Σ |coefficient|`, the group's share of the shots.
    weight: f64,
}

/// A circuit and an observable, compiled for measurement by shots.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, PlanOptions, ShotEstimator};
/// let circuit = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
/// // Three groups of terms that are measured together: Z0 Z1 with Z0, X0 X1, Y0 Y1.
/// let observable = "Z0 Z1 + Z0 + X0 X1 - Y0 Y1".parse()?;
/// let estimator = ShotEstimator::compile(&circuit, &observable, &PlanOptions::default())?;
/// assert_eq!(estimator.num_groups(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShotEstimator {
    constant: f64,
    groups: Vec<Group>,
    plain: Plan,
}

impl ShotEstimator {
    /// Groups the observable's terms and compiles one plan for each group.
    ///
    /// # Errors
    /// Circuits that measure on the way, or whatever else is wrong with the circuit or the observable.
    pub fn compile(circuit: &Circuit, observable: &PauliSum, options: &PlanOptions) -> Result<ShotEstimator> {
        check_width(circuit.num_qubits())?;
        check_observables(std::slice::from_ref(observable), circuit.num_qubits())?;
        let mut constant = 0.0;
        let mut groups: Vec<(PauliString, Vec<(f64, PauliString)>)> = Vec::new();
        for (coefficient, string) in observable.terms() {
            if *string == PauliString::IDENTITY {
                constant += coefficient;
                continue;
            }
            match groups.iter_mut().find(|(basis, _)| agree(basis, string)) {
                Some((basis, members)) => {
                    let (x, z) = (basis.x_mask() | string.x_mask(), basis.z_mask() | string.z_mask());
                    *basis = PauliString::from_masks(x, z);
                    members.push((*coefficient, string.clone()));
                }
                None => groups.push((string.clone(), vec![(*coefficient, string.clone())])),
            }
        }
        let compiled = groups.iter().map(|(basis, members)| {
            let plan = Plan::compile(&in_basis(circuit, basis)?, options)?;
            let terms =
                members.iter().map(|(coefficient, string)| (*coefficient, string.support())).collect();
            Ok(Group { plan, terms, weight: members.iter().map(|(c, _)| c.abs()).sum() })
        });
        Ok(ShotEstimator {
            constant,
            groups: compiled.collect::<Result<_>>()?,
            plain: Plan::compile(circuit, options)?,
        })
    }

    /// From parameters to slots: those of the circuit.
    pub fn parameter_map(&self) -> &ParameterMap {
        self.plain.parameter_map()
    }

    /// The shift rule of each slot.
    pub fn shift_rules(&self) -> &[ShiftRule] {
        self.plain.shift_rules()
    }

    /// The expectation from about `shots` shots in all, shared among the groups by weight, at least two each.
    pub fn estimate(
        &self,
        backend: &dyn Backend,
        angles: &[f64],
        shots: u64,
        seed: ShotSeed,
    ) -> Result<Estimate> {
        let total: f64 = self.groups.iter().map(|group| group.weight).sum();
        let share = |group: &Group| if total > 0.0 { group.weight / total } else { 0.0 };
        let shots: Vec<u64> =
            self.groups.iter().map(|group| (shots as f64 * share(group)).round() as u64).collect();
        let groups = self.estimate_groups(backend, angles, &shots, seed)?;
        let mean = groups.iter().fold(self.constant, |sum, group| sum + group.mean);
        let variance: f64 = groups.iter().map(|group| group.standard_error.powi(2)).sum();
        Ok(Estimate { mean, standard_error: variance.sqrt() })
    }

    /// The expectation from so many shots in all, at least two, each for a group of terms that is drawn with the probability `w_g/W` of
    /// its weight `w_g = Σ |coefficient|` among all, `W = Σ w_g`: the mean of `W/w_g` times what the shot shows. Without bias for any number of
    /// shots, so it may be smaller than the number of groups (A. Arrasmith et al., arXiv:2004.06252).
    ///
    /// # Errors
    /// Whatever the backend refuses.
    pub fn estimate_at_random(
        &self,
        backend: &dyn Backend,
        angles: &[f64],
        shots: u64,
        seed: ShotSeed,
    ) -> Result<Estimate> {
        let total: f64 = self.groups.iter().map(|group| group.weight).sum();
        if total == 0.0 {
            return Ok(Estimate { mean: self.constant, standard_error: 0.0 });
        }
        let count = shots.max(2);
        let shots = self.draw_groups(count, total, seed);
        let mut seeds = seed.stream(Purpose::ESTIMATE);
        let (mut sum, mut squares) = (0.0, 0.0);
        for (group, shots) in self.groups.iter().zip(shots) {
            let seed = seeds.bits();
            if shots == 0 {
                continue;
            }
            let state = backend.run(&group.plan, &Inputs::one(Angles(angles)))?;
            for outcome in state.sample(shots, seed)? {
                let value: f64 = group.terms.iter().map(|(c, mask)| c * parity_sign(outcome & mask)).sum();
                let value = value * total / group.weight;
                sum += value;
                squares += value * value;
            }
        }
        let count = count as f64;
        let variance = ((squares - sum * sum / count) / (count - 1.0)).max(0.0) / count;
        Ok(Estimate { mean: self.constant + sum / count, standard_error: variance.sqrt() })
    }

    /// How many of the shots each group is drawn for.
    fn draw_groups(&self, shots: u64, total: f64, seed: ShotSeed) -> Vec<u64> {
        let mut chooser = seed.stream(Purpose::TERM_SHOTS);
        let mut drawn = vec![0; self.groups.len()];
        for _ in 0..shots {
            let mut place = chooser.uniform() * total;
            // Rounding may leave a little after the last group.
            let mut chosen = self.groups.len() - 1;
            for (k, group) in self.groups.iter().enumerate() {
                place -= group.weight;
                if place < 0.0 {
                    chosen = k;
                    break;
                }
            }
            drawn[chosen] += 1;
        }
        drawn
    }

    /// How many groups of terms are measured, each on its own.
    pub fn num_groups(&self) -> usize {
        self.groups.len()
    }

    /// The part of the observable that needs no measurement.
    pub fn constant(&self) -> f64 {
        self.constant
    }

    /// The expectation of each group of terms from its own number of shots, at least two; with [`constant`](Self::constant) they
    /// add up to the observable's. A group's standard deviation in one shot is its standard error times `√shots`.
    ///
    /// Errors: another number of groups, and whatever the backend refuses.
    pub fn estimate_groups(
        &self,
        backend: &dyn Backend,
        angles: &[f64],
        shots: &[u64],
        seed: ShotSeed,
    ) -> Result<Vec<Estimate>> {
        if shots.len() != self.groups.len() {
            let (expected, given) = (self.groups.len(), shots.len());
            return Err(SimulatorError::Count { what: "numbers of shots", expected, given });
        }
        let mut seeds = seed.stream(Purpose::ESTIMATE);
        let mut measure = |(group, shots): (&Group, &u64)| {
            let shots = (*shots).max(2);
            let state = backend.run(&group.plan, &Inputs::one(Angles(angles)))?;
            let (mut sum, mut squares) = (0.0, 0.0);
            for outcome in state.sample(shots, seeds.bits())? {
                let value: f64 = group.terms.iter().map(|(c, mask)| c * parity_sign(outcome & mask)).sum();
                sum += value;
                squares += value * value;
            }
            let count = shots as f64;
            let variance = ((squares - sum * sum / count) / (count - 1.0)).max(0.0) / count;
            Ok(Estimate { mean: sum / count, standard_error: variance.sqrt() })
        };
        self.groups.iter().zip(shots).map(&mut measure).collect()
    }
}

/// Whether two strings have the same letter wherever both have one.
fn agree(a: &PauliString, b: &PauliString) -> bool {
    let both = a.support() & b.support();
    (a.x_mask() ^ b.x_mask()) & both == 0 && (a.z_mask() ^ b.z_mask()) & both == 0
}

/// The circuit followed by what turns each letter of `basis` into Z.
fn in_basis(circuit: &Circuit, basis: &PauliString) -> Result<Circuit> {
    let mut changed = circuit.clone();
    for qubit in 0..circuit.num_qubits() {
        match basis.letter(qubit) {
            Pauli::X => _ = changed.h(qubit)?,
            Pauli::Y => _ = changed.sdg(qubit)?.h(qubit)?,
            Pauli::I | Pauli::Z => {}
        }
    }
    Ok(changed)
}

fn parity_sign(masked: u64) -> f64 {
    if masked.count_ones().is_multiple_of(2) { 1.0 } else { -1.0 }
}
