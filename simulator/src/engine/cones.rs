//! Expectations and their derivatives as sums of products of those of smaller plans, `f_m = c_m + Σ_p c_p Π_a x_a`: every part is run for all
//! lanes, and what it answers is put together here. Called by the engine; knows no kernel.

use super::whole::InTurn;
use crate::backend::{Backend, Cotangents, Gradients, Jacobian, ShiftedExpectations, SlotShift, Work};
use crate::cones::{Answer, Cones, Sum};
use crate::inputs::check_finite;
use crate::{Angles, Inputs, Result, SimulatorError};
use std::sync::OnceLock;

/// A batch of a circuit that is run in parts.
pub(super) struct Apart<'a> {
    machine: &'a dyn Machine,
    cones: &'a Cones,
    lanes: usize,
    /// Of each part its slots' angles, lane after lane.
    angles: Vec<Vec<f64>>,
}

/// What answers for parts, and runs them side by side: a backend, whatever its kernels are.
pub(super) trait Machine: Backend + InTurn {}

impl<M: Backend + InTurn> Machine for M {}

/// Of each part its expectations: `[part][lane * observables + observable]`.
type Answers = Vec<Vec<f64>>;

impl<'a> Apart<'a> {
    pub(super) fn new(machine: &'a dyn Machine, cones: &'a Cones, inputs: &Inputs<'_>) -> Result<Apart<'a>> {
        let slots = cones.parameter_map.num_slots();
        let (lanes, given) = (inputs.lanes, inputs.angles.len());
        let expected = lanes.saturating_mul(slots);
        if given != expected {
            return Err(SimulatorError::Count { what: "angles", expected, given });
        }
        check_finite(inputs.angles)?;
        let of_part = |slots_of: &Vec<usize>| {
            let of_lane = |lane: usize| slots_of.iter().map(move |slot| inputs.angles[lane * slots + slot]);
            (0..lanes).flat_map(of_lane).collect()
        };
        let angles = cones.parts.iter().map(|part| of_part(&part.slots)).collect();
        Ok(Apart { machine, cones, lanes, angles })
    }

    pub(super) fn expectations(&self) -> Result<Vec<f64>> {
        Ok(self.values(&self.answers()?))
    }

    /// The vector–Jacobian product: by the product rule, `∂f_m/∂x_a` is the weight of an answer in its part.
    pub(super) fn gradients(&self, cotangents: Cotangents<'_>) -> Result<Gradients> {
        let m = self.cones.sums.len();
        let known = match cotangents {
            Cotangents::Given(_) if self.cones.is_linear() => None,
            _ => Some(self.answers()?),
        };
        let v = match cotangents {
            Cotangents::Given(given) => given.to_vec(),
            Cotangents::FromValues(f) => {
                let values = known.as_ref().map(|answers| self.values(answers)).unwrap_or_default();
                let mut v = vec![0.0; values.len()];
                let of_lanes = values.chunks(m.max(1)).zip(v.chunks_mut(m.max(1)));
                of_lanes.enumerate().for_each(|(lane, (values, v))| f(lane, values, v));
                v
            }
        };
        let weights = self.weights(&v, known.as_ref());
        let found = self.each(|part, inputs| {
            let weights = Cotangents::Given(&weights[part]);
            self.machine.gradients(&self.cones.parts[part].observed, inputs, weights)
        })?;
        let slots = self.cones.parameter_map.num_slots();
        let mut all = vec![0.0; self.lanes * slots];
        for (part, found) in self.cones.parts.iter().zip(&found) {
            self.scatter(&part.slots, &found.slots, |lane, slot, slope| all[lane * slots + slot] += slope);
        }
        let answers = found.into_iter().map(|found| found.values).collect();
        Ok(Gradients { values: self.values(&answers), slots: all })
    }

    /// Rows of parts added up where answers are linear; else a vector–Jacobian product for each observable.
    pub(super) fn jacobian(&self) -> Result<Jacobian> {
        let (m, slots) = (self.cones.sums.len(), self.cones.parameter_map.num_slots());
        let mut rows = vec![0.0; self.lanes * m * slots];
        if m == 1 || !self.cones.is_linear() {
            let mut values = vec![0.0; self.lanes * m];
            for row in 0..m {
                let unit: Vec<f64> =
                    (0..self.lanes * m).map(|at| f64::from(u8::from(at % m == row))).collect();
                let found = self.gradients(Cotangents::Given(&unit))?;
                for (lane, of_lane) in found.slots.chunks(slots.max(1)).enumerate() {
                    rows[(lane * m + row) * slots..][..slots].copy_from_slice(of_lane);
                }
                values = found.values;
            }
            return Ok(Jacobian { values, slots: rows });
        }
        let found =
            self.each(|part, inputs| self.machine.jacobian(&self.cones.parts[part].observed, inputs))?;
        for (row, sum) in self.cones.sums.iter().enumerate() {
            for product in &sum.products {
                let Answer { part, observable } = product.of[0];
                let (own, of_part) = (&self.cones.parts[part], &found[part].slots);
                let (observables, local) = (own.observed.num_observables(), own.slots.len());
                for lane in 0..self.lanes {
                    let of_lane = &of_part[(lane * observables + observable) * local..][..local];
                    let row = &mut rows[(lane * m + row) * slots..][..slots];
                    own.slots.iter().zip(of_lane).for_each(|(slot, x)| row[*slot] += product.coefficient * x);
                }
            }
        }
        let answers = found.into_iter().map(|found| found.values).collect();
        Ok(Jacobian { values: self.values(&answers), slots: rows })
    }

    /// A shift moves the answers of the parts that have its slot, and the observables that ask these.
    pub(super) fn shifted_expectations(&self, shifts: &[SlotShift]) -> Result<ShiftedExpectations> {
        let m = self.cones.sums.len();
        // By part: which of the shifts are its own, in its own slots.
        let own: Vec<Vec<(usize, SlotShift)>> =
            self.cones.parts.iter().map(|part| own(&part.slots, shifts)).collect();
        let found = self.each(|part, inputs| {
            let local: Vec<SlotShift> = own[part].iter().map(|(_, shift)| *shift).collect();
            self.machine.shifted_expectations(&self.cones.parts[part].observed, inputs, &local)
        })?;
        let mut work = Work { run: 0, unshared: 0 };
        for found in &found {
            work.run += found.work.run;
            work.unshared += found.work.unshared;
        }
        let mut moved: Vec<Vec<(usize, usize)>> = vec![Vec::new(); shifts.len()];
        for (part, own) in own.iter().enumerate() {
            own.iter().enumerate().for_each(|(number, (shift, _))| moved[*shift].push((part, number)));
        }
        let (moving, per_part): (Vec<Vec<usize>>, Vec<usize>) =
            (self.asking(), own.iter().map(Vec::len).collect());
        let (shifted_of, answers): (Vec<Vec<f64>>, Answers) =
            found.into_iter().map(|found| (found.shifted, found.values)).unzip();
        let values = self.values(&answers);
        let mut shifted = Vec::with_capacity(self.lanes * shifts.len() * m);
        for lane in 0..self.lanes {
            for moved in &moved {
                let start = shifted.len();
                shifted.extend_from_slice(&values[lane * m..(lane + 1) * m]);
                let answer = |Answer { part, observable }: Answer| {
                    let observables = self.cones.parts[part].observed.num_observables();
                    match moved.iter().find(|(moved, _)| *moved == part) {
                        Some((_, number)) => {
                            shifted_of[part][(lane * per_part[part] + number) * observables + observable]
                        }
                        None => answers[part][lane * observables + observable],
                    }
                };
                for observable in moved.iter().flat_map(|(part, _)| &moving[*part]) {
                    shifted[start + observable] = self.cones.sums[*observable].value(&answer);
                }
            }
        }
        Ok(ShiftedExpectations { values, shifted, work })
    }

    /// Of each part the observables that ask it.
    fn asking(&self) -> Vec<Vec<usize>> {
        let mut asking = vec![Vec::new(); self.cones.parts.len()];
        for (observable, sum) in self.cones.sums.iter().enumerate() {
            for answer in sum.products.iter().flat_map(|product| &product.of) {
                if asking[answer.part].last() != Some(&observable) {
                    asking[answer.part].push(observable);
                }
            }
        }
        asking
    }

    fn answers(&self) -> Result<Answers> {
        self.each(|part, inputs| self.machine.expectations(&self.cones.parts[part].observed, inputs))
    }

    /// Every part, as many side by side as memory has room for.
    fn each<T: Send + Sync>(&self, run: impl Fn(usize, &Inputs<'_>) -> Result<T> + Sync) -> Result<Vec<T>> {
        let parts = self.cones.parts.len();
        let found: Vec<OnceLock<Result<T>>> = (0..parts).map(|_| OnceLock::new()).collect();
        let one = |part: usize| {
            let inputs = Inputs::batch(self.lanes, Angles(&self.angles[part]));
            // Each is set once.
            found[part].set(run(part, &inputs)).ok();
        };
        self.machine.in_turn(self.cones.state_qubits(), parts, &one)?;
        found.into_iter().map(|found| found.into_inner().expect("every part has been run")).collect()
    }

    /// `values[lane * observables + m]`.
    fn values(&self, answers: &Answers) -> Vec<f64> {
        let of_lane = |lane: usize| {
            let answer = |of: Answer| answers[of.part][self.at(lane, of)];
            self.cones.sums.iter().map(move |sum| sum.value(&answer)).collect::<Vec<f64>>()
        };
        (0..self.lanes).flat_map(of_lane).collect()
    }

    fn at(&self, lane: usize, Answer { part, observable }: Answer) -> usize {
        lane * self.cones.parts[part].observed.num_observables() + observable
    }

    /// `Σ_m v_m ∂f_m/∂x_a` for each answer `a`, in the shape of the answers; these count where terms are products.
    fn weights(&self, v: &[f64], known: Option<&Answers>) -> Answers {
        let m = self.cones.sums.len();
        let zeros = |part: &crate::cones::Part| vec![0.0; self.lanes * part.observed.num_observables()];
        let mut weights: Answers = self.cones.parts.iter().map(zeros).collect();
        for (number, sum) in self.cones.sums.iter().enumerate() {
            for product in &sum.products {
                for (k, answer) in product.of.iter().enumerate() {
                    for lane in 0..self.lanes {
                        let value =
                            |of: &Answer| known.map_or(1.0, |known| known[of.part][self.at(lane, *of)]);
                        let others = product.of.iter().enumerate().filter(|(other, _)| *other != k);
                        let others: f64 = others.map(|(_, of)| value(of)).product();
                        weights[answer.part][self.at(lane, *answer)] +=
                            v[lane * m + number] * product.coefficient * others;
                    }
                }
            }
        }
        weights
    }

    /// `put(lane, slot of the circuit, slope)` for the slopes of a part, lane after lane.
    fn scatter(&self, slots: &[usize], slopes: &[f64], mut put: impl FnMut(usize, usize, f64)) {
        for (lane, of_lane) in slopes.chunks(slots.len().max(1)).enumerate() {
            slots.iter().zip(of_lane).for_each(|(slot, slope)| put(lane, *slot, *slope));
        }
    }
}

impl Sum {
    fn value(&self, answer: &impl Fn(Answer) -> f64) -> f64 {
        let of = |product: &crate::cones::Asked| {
            product.of.iter().fold(product.coefficient, |value, of| value * answer(*of))
        };
        self.products.iter().fold(self.constant, |sum, product| sum + of(product))
    }
}

/// The shifts of ascending slots, with their numbers and in the numbers of these slots.
fn own(slots: &[usize], shifts: &[SlotShift]) -> Vec<(usize, SlotShift)> {
    let local = |(number, shift): (usize, &SlotShift)| {
        let slot = slots.binary_search(&shift.slot).ok()?;
        Some((number, SlotShift { slot, shift: shift.shift }))
    };
    shifts.iter().enumerate().filter_map(local).collect()
}
