//! From bound passes to an image: qubits become element bits and masks, flips and turns become sweeps of up to three bits,
//! angles become turns. Also says what the kernels' sums mean for the slots.

use super::Number;
use super::image::{self, Image, Kind, NO_SUMS, Pass, Step, Term};
use super::regroup::Part;
use ansatz_kernels::{self as op, Op};
use smallvec::SmallVec;

/// Positions that turns and flips share a sweep on.
const MOST_TURNED: usize = 3;
/// Threads of a block are at least a warp.
const WARP_BITS: usize = 5;
/// A thread has up to `2^ELEMENT_BITS` elements.
const ELEMENT_BITS: usize = 4;

/// Threads for tiles of `2^bits` elements.
pub(super) fn threads(bits: usize) -> u32 {
    1 << bits.saturating_sub(ELEMENT_BITS).max(WARP_BITS)
}

/// What a sum adds to a slot: `factor · sum`, one factor for all lanes or one for each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contribution {
    pub(super) sum: u32,
    pub(super) slot: usize,
    pub(super) factors: SmallVec<[f64; 1]>,
}

/// Passes as the kernels read them.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    pub(super) image: Image,
    pub(super) passes: Vec<Pass>,
    pub(super) contributions: Vec<Contribution>,
    num_sums: u32,
}

/// Where the qubits of one part are.
struct Frame {
    positions: [Option<u8>; 64],
    local: u64,
    thread_bits: u32,
}

impl Frame {
    fn new(local: &[u32]) -> Frame {
        let mut positions = [None; 64];
        local.iter().enumerate().for_each(|(j, qubit)| positions[*qubit as usize] = Some(j as u8));
        let local_mask = local.iter().fold(0, |mask, qubit| mask | 1 << qubit);
        Frame { positions, local: local_mask, thread_bits: threads(local.len()).trailing_zeros() }
    }

    /// The element bit of a local qubit: a part's local qubits include every target.
    fn bit(&self, qubit: u32) -> u8 {
        self.positions[qubit as usize].expect("a part's local qubits hold every target")
    }

    /// Element bits of the local qubits of a mask, and the others.
    fn split(&self, mask: u64) -> (u32, u64) {
        let mut inner = 0;
        let mut rest = mask & self.local;
        while rest != 0 {
            inner |= 1 << self.bit(rest.trailing_zeros());
            rest &= rest - 1;
        }
        (inner, mask & !self.local)
    }

    fn flip(&self, flip: &op::Flip) -> image::Flip {
        let (control, place) = match flip.control {
            None => (0, 0),
            Some(qubit) => match self.positions[qubit as usize] {
                Some(bit) => (bit, 1),
                None => (qubit as u8, 2),
            },
        };
        image::Flip { target: self.bit(flip.target), control, place, unused: 0 }
    }
}

impl Encoded {
    /// Sums of the way back.
    pub(super) fn num_sums(&self) -> usize {
        self.num_sums as usize
    }

    /// Adds a part of a pass.
    pub(super) fn push<R: Number>(&mut self, part: &Part<'_>, num_qubits: usize) {
        let frame = Frame::new(&part.local);
        let first_sum = self.num_sums;
        let mut steps = Vec::new();
        for op in part.ops {
            match op {
                Op::Turns(turns) => self.turns::<R>(turns, &frame, &mut steps),
                Op::Phases(phases) => self.phases::<R>(phases, &frame, &mut steps),
                Op::Butterfly(butterfly) => steps.push(self.matrix::<R>(&butterfly.dense(), &frame)),
                Op::Dense(dense) => steps.push(self.matrix::<R>(dense, &frame)),
            }
        }
        // Sums are numbered from the first of their pass.
        steps.iter_mut().filter(|step| step.sums != NO_SUMS).for_each(|step| step.sums -= first_sum);
        let mut pass = Pass {
            steps: self.image.push(&steps),
            num_steps: steps.len() as u32,
            bits: part.local.len() as u32,
            outer_count: 0,
            num_sums: self.num_sums - first_sum,
            first_sum,
            unused: 0,
            local: [0; image::MOST_LOCAL],
            outer: [0; 64],
        };
        pass.local.iter_mut().zip(&part.local).for_each(|(to, qubit)| *to = *qubit as u8);
        for qubit in (0..num_qubits).filter(|qubit| (part.live & !frame.local) >> qubit & 1 == 1) {
            pass.outer[pass.outer_count as usize] = qubit as u8;
            pass.outer_count += 1;
        }
        self.passes.push(pass);
    }

    fn take_sums(&mut self, count: usize) -> u32 {
        let first = self.num_sums;
        self.num_sums += count as u32;
        first
    }

    fn turns<R: Number>(&mut self, op: &op::Turns<'_>, frame: &Frame, steps: &mut Vec<Step>) {
        let mut sweep = Sweep::default();
        let flips = |flips: &[op::Flip]| flips.iter().map(|flip| frame.flip(flip)).collect::<Vec<_>>();
        let units = flips(op.before)
            .into_iter()
            .map(Unit::Flip)
            .chain(op.turns.iter().map(|turn| Unit::Turn(frame.bit(turn.qubit), turn)))
            .chain(flips(op.after).into_iter().map(Unit::Flip));
        for unit in units {
            if !sweep.takes(&unit) {
                steps.push(self.sweep::<R>(&std::mem::take(&mut sweep)));
            }
            sweep.add(unit);
        }
        if !sweep.positions.is_empty() {
            steps.push(self.sweep::<R>(&sweep));
        }
    }

    fn sweep<R: Number>(&mut self, sweep: &Sweep<'_>) -> Step {
        let mut turns = sweep.turns.clone();
        turns.sort_by_key(|(position, _)| *position);
        let lanes = turns.iter().map(|(_, turn)| turn.matrix.lanes).max().unwrap_or(1);
        let mut step = Step::new(Kind::Turns, lanes);
        let mut positions = sweep.positions.clone();
        positions.sort_unstable();
        step.count = positions.len() as u32;
        step.positions[..positions.len()].copy_from_slice(&positions);
        (step.before, step.after) = (sweep.before.len() as u32, sweep.after.len() as u32);
        step.terms = self.image.push(&[&sweep.before[..], &sweep.after[..]].concat());
        for (position, _) in &turns {
            step.turned |= 1
                << positions.iter().position(|p| p == position).expect("a sweep's positions hold its turns'");
        }
        let entry = |turn: &op::Turn, k: usize, lane: usize| R::from_f64(turn.matrix.at(k, lane));
        let numbers: Vec<R> = turns
            .iter()
            .flat_map(|(_, turn)| (0..4).flat_map(move |k| (0..lanes).map(move |lane| entry(turn, k, lane))))
            .collect();
        step.numbers = self.image.push(&numbers);
        if turns.iter().any(|(_, turn)| !turn.derivatives.is_empty()) {
            step.sums = self.take_sums(turns.len());
            for (k, (_, turn)) in turns.iter().enumerate() {
                for derivative in &turn.derivatives {
                    let factors = derivative.derivative.values.iter().map(|d| 2.0 * d).collect();
                    self.contribute(step.sums + k as u32, derivative.slot, factors);
                }
            }
        }
        step
    }

    fn phases<R: Number>(&mut self, op: &op::Phases<'_>, frame: &Frame, steps: &mut Vec<Step>) {
        let takes_sums = !op.derivatives.is_empty();
        let mut order: Vec<(u32, u64, usize)> = op
            .masks
            .iter()
            .enumerate()
            .map(|(k, mask)| {
                let (inner, outer) = frame.split(*mask);
                (inner, outer, k)
            })
            .collect();
        // The thread's bits are the lower ones, so that terms come by the bits above, then in groups.
        order.sort_unstable();
        let mut sum_of = vec![0; op.masks.len()];
        for terms in order.chunks(image::MOST_TERMS) {
            let mut step = self.diagonal::<R>(op, terms, frame);
            if takes_sums {
                step.sums = self.take_sums(terms.len());
                terms.iter().enumerate().for_each(|(at, (_, _, k))| sum_of[*k] = step.sums + at as u32);
            }
            steps.push(step);
        }
        // D = i Σ_k c_k (−1)^{…}, so 2 Re ⟨bra|D|ket⟩ = −2 Σ_k c_k Q_k. The whole's phase changes nothing.
        for derivative in &op.derivatives {
            for (k, slope) in derivative.derivative.iter().filter(|(k, _)| op.masks[*k as usize] != 0) {
                self.contribute(sum_of[*k as usize], derivative.slot, SmallVec::from_slice(&[-2.0 * slope]));
            }
        }
    }

    fn diagonal<R: Number>(
        &mut self,
        op: &op::Phases<'_>,
        order: &[(u32, u64, usize)],
        frame: &Frame,
    ) -> Step {
        let lanes = op.angles.lanes;
        let mut step = Step::new(Kind::Phases, lanes);
        let (mut terms, mut last) = (Vec::with_capacity(order.len()), None);
        for (at, (inner, outer, _)) in order.iter().enumerate() {
            if last != Some(*inner) {
                step.groups += 1;
                last = Some(*inner);
            }
            let low = inner & ((1 << frame.thread_bits) - 1);
            terms.push(Term { outer: *outer, low, number: at as u16, group: step.groups as u16 - 1 });
        }
        for s in 0..=16u32 {
            let upto = order.partition_point(|(inner, ..)| inner >> frame.thread_bits < s);
            step.first_term[s as usize] = upto as u16;
        }
        step.count = order.len() as u32;
        step.terms = self.image.push(&terms);
        let angles: Vec<R::Turns> = order
            .iter()
            .flat_map(|(_, _, k)| (0..lanes).map(move |lane| R::turns(op.angles.at(*k, lane))))
            .collect();
        step.numbers = self.image.push(&angles);
        step
    }

    fn matrix<R: Number>(&mut self, op: &op::Dense, frame: &Frame) -> Step {
        let mut step = Step::new(Kind::Matrix, op.matrix.lanes);
        step.count = op.targets.len() as u32;
        step.positions.iter_mut().zip(&op.targets).for_each(|(to, target)| *to = frame.bit(*target));
        (step.inner_mask, step.outer_mask) = frame.split(op.control_mask);
        (step.inner_value, step.outer_value) = frame.split(op.control_value & op.control_mask);
        let numbers: Vec<R> =
            op.matrix.values.iter().flat_map(|z| [R::from_f64(z.re), R::from_f64(z.im)]).collect();
        step.numbers = self.image.push(&numbers);
        if op.derivatives.is_empty() {
            return step;
        }
        let entries = 1usize << (2 * op.targets.len());
        step.sums = self.take_sums(2 * entries);
        for derivative in &op.derivatives {
            let d = &derivative.derivative;
            for entry in 0..entries {
                let numbers = &d.values[entry * d.lanes..(entry + 1) * d.lanes];
                let sum = step.sums + 2 * entry as u32;
                self.contribute(sum, derivative.slot, numbers.iter().map(|z| 2.0 * z.re).collect());
                self.contribute(sum + 1, derivative.slot, numbers.iter().map(|z| -2.0 * z.im).collect());
            }
        }
        step
    }

    fn contribute(&mut self, sum: u32, slot: usize, factors: SmallVec<[f64; 1]>) {
        if factors.iter().any(|factor| *factor != 0.0) {
            self.contributions.push(Contribution { sum, slot, factors });
        }
    }

    /// Adds sums, `sums[sum * lanes + lane]`, to `gradient[slot * lanes + lane]`.
    pub(super) fn contract(&self, sums: &[f64], lanes: usize, gradient: &mut [f64]) {
        for Contribution { sum, slot, factors } in &self.contributions {
            let from = &sums[*sum as usize * lanes..][..lanes];
            let to = &mut gradient[slot * lanes..][..lanes];
            for (lane, (to, from)) in to.iter_mut().zip(from).enumerate() {
                *to += factors[if factors.len() == 1 { 0 } else { lane }] * from;
            }
        }
    }
}

/// One of the operations that become sweeps.
enum Unit<'a> {
    Flip(image::Flip),
    Turn(u8, &'a op::Turn),
}

impl Unit<'_> {
    fn position(&self) -> u8 {
        match self {
            Unit::Flip(flip) => flip.target,
            Unit::Turn(position, _) => *position,
        }
    }
}

/// Flips, turns and flips that fit one step.
#[derive(Default)]
struct Sweep<'a> {
    positions: SmallVec<[u8; 4]>,
    before: Vec<image::Flip>,
    turns: SmallVec<[(u8, &'a op::Turn); 4]>,
    after: Vec<image::Flip>,
}

impl<'a> Sweep<'a> {
    fn takes(&self, unit: &Unit<'a>) -> bool {
        let fits = self.positions.contains(&unit.position()) || self.positions.len() < MOST_TURNED;
        fits && (matches!(unit, Unit::Flip(_)) || self.after.is_empty())
    }

    fn add(&mut self, unit: Unit<'a>) {
        let position = unit.position();
        if !self.positions.contains(&position) {
            self.positions.push(position);
        }
        match unit {
            Unit::Flip(flip) if self.turns.is_empty() => self.before.push(flip),
            Unit::Flip(flip) => self.after.push(flip),
            Unit::Turn(position, turn) => self.turns.push((position, turn)),
        }
    }
}
