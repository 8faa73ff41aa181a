//! Diagonals as sums of parities: `exp(i Σ_k a_k (−1)^{|b ∧ m_k|})`. Sums add up, so any number of diagonals in a row
//! is one. Called by translation and scheduling.

use smallvec::SmallVec;

/// One summand: constant angles, or slopes in a slot's angle.
#[derive(Debug, Clone)]
pub(crate) struct PhasePart {
    /// The slot, or a constant.
    pub(crate) slot: Option<usize>,
    /// `(mask, angle or slope)`.
    pub(crate) terms: SmallVec<[(u64, f64); 4]>,
}

impl PhasePart {
    /// Adds another part of the same slot, or constant.
    pub(crate) fn add(&mut self, other: &PhasePart) {
        for (mask, angle) in &other.terms {
            match self.terms.iter_mut().find(|(known, _)| known == mask) {
                Some((_, sum)) => *sum += angle,
                None => self.terms.push((*mask, *angle)),
            }
        }
    }

    /// The qubits it depends on.
    pub(crate) fn qubits(&self) -> u64 {
        self.terms.iter().fold(0, |all, (mask, _)| all | mask)
    }
}

/// `diag(e^{ia}, e^{ib})` of one qubit.
pub(crate) fn of_qubit(qubit: u32, [a, b]: [f64; 2]) -> SmallVec<[(u64, f64); 4]> {
    let mut terms = SmallVec::new();
    if a != -b {
        terms.push((0, (a + b) / 2.0));
    }
    if a != b {
        terms.push((1 << qubit, (a - b) / 2.0));
    }
    terms
}

/// The parities of the entries' angles on the targets: `a_S = 2^{-k} Σ_b angle_b (−1)^{|b ∧ S|}`, by a fast
/// Walsh–Hadamard transform.
pub(crate) fn parities(angles: &[f64], targets: &[u32]) -> SmallVec<[(u64, f64); 4]> {
    if let ([a, b], [qubit]) = (angles, targets) {
        return of_qubit(*qubit, [*a, *b]);
    }
    let mut sums: SmallVec<[f64; 4]> = angles.iter().copied().collect();
    let scale = 1.0 / sums.len() as f64;
    for bit in 0..targets.len() {
        for low in (0..sums.len()).filter(|b| b >> bit & 1 == 0) {
            let (even, odd) = (sums[low], sums[low | 1 << bit]);
            (sums[low], sums[low | 1 << bit]) = (even + odd, even - odd);
        }
    }
    let mask = |set: usize| {
        targets.iter().enumerate().fold(0u64, |m, (j, qubit)| m | ((set >> j & 1) as u64) << qubit)
    };
    let terms = sums.iter().enumerate().map(|(set, sum)| (mask(set), sum * scale));
    terms.filter(|(_, angle)| *angle != 0.0).collect()
}

/// The terms where `index & mask == value`: a control is the projector `(1 ± (−1)^b)/2`.
pub(crate) fn controlled(
    mut terms: SmallVec<[(u64, f64); 4]>,
    controls: (u64, u64),
    slot: Option<usize>,
) -> PhasePart {
    let (mut mask, value) = controls;
    while mask != 0 {
        let bit = mask & mask.wrapping_neg();
        mask ^= bit;
        let sign = if value & bit == 0 { 1.0 } else { -1.0 };
        for k in 0..terms.len() {
            let (mask, angle) = terms[k];
            terms[k].1 = 0.5 * angle;
            terms.push((mask | bit, 0.5 * sign * angle));
        }
    }
    PhasePart { slot, terms }
}

/// Diagonals merged into one: distinct masks, and the parts with their terms by number of the mask.
#[derive(Debug, Clone, Default)]
pub(crate) struct MergedPhases {
    /// The masks.
    pub(crate) masks: Vec<u64>,
    /// Constant angles, one for each mask.
    pub(crate) constants: Vec<f64>,
    /// `(slot, range of `slopes`)`.
    pub(crate) slots: Vec<(usize, std::ops::Range<usize>)>,
    /// `(number of the mask, slope)`.
    pub(crate) slopes: Vec<(u32, f64)>,
}

impl MergedPhases {
    /// For about so many masks.
    pub(crate) fn with_capacity(masks: usize) -> MergedPhases {
        MergedPhases {
            masks: Vec::with_capacity(masks),
            constants: Vec::with_capacity(masks),
            ..MergedPhases::default()
        }
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, part: &PhasePart) {
        let start = self.slopes.len();
        for (mask, angle) in &part.terms {
            let at = self.masks.iter().position(|known| known == mask).unwrap_or_else(|| {
                self.masks.push(*mask);
                self.constants.push(0.0);
                self.masks.len() - 1
            });
            match part.slot {
                None => self.constants[at] += angle,
                Some(_) => self.slopes.push((at as u32, *angle)),
            }
        }
        if let Some(slot) = part.slot {
            self.slots.push((slot, start..self.slopes.len()));
        }
    }
}
