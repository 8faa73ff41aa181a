//! Diagonals as sums of parities: `exp(i Σ_k a_k (−1)^{|b ∧ m_k|})`. Sums add up, so any number of diagonals in a row
//! is one. Called by translation and scheduling.

use smallvec::SmallVec;

/// Parities by mask, with an angle or a slope.
pub(crate) type Terms = SmallVec<[(u64, f64); 2]>;

/// One summand: constant angles, or slopes in a slot's angle.
#[derive(Debug, Clone)]
pub(crate) struct PhasePart {
    /// The slot, or a constant.
    pub(crate) slot: Option<usize>,
    /// `(mask, angle or slope)`.
    pub(crate) terms: Terms,
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
pub(crate) fn of_qubit(qubit: u32, [a, b]: [f64; 2]) -> Terms {
    let mut terms = SmallVec::new();
    if a != -b {
        terms.push((0, (a + b) / 2.0));
    }
    if a != b {
        terms.push((1 << qubit, (a - b) / 2.0));
    }
    terms
}

/// Qubits that control, and what they must read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Controls {
    pub(crate) mask: u64,
    pub(crate) value: u64,
}

/// The parities of sets of the targets, where `index & mask == value`: a control is the projector `(1 ± (−1)^b)/2`.
pub(crate) fn on(
    sets: &[(usize, f64)],
    scale: f64,
    targets: &[u32],
    controls: Controls,
) -> SmallVec<[(u64, f64); 4]> {
    let mut terms = SmallVec::<[(u64, f64); 4]>::new();
    for (set, angle) in sets {
        let mut mask = 0;
        targets.iter().enumerate().for_each(|(j, qubit)| mask |= ((set >> j & 1) as u64) << qubit);
        terms.push((mask, angle * scale));
    }
    let mut rest = controls.mask;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        rest ^= bit;
        let sign = if controls.value & bit == 0 { 1.0 } else { -1.0 };
        for k in 0..terms.len() {
            let (mask, angle) = terms[k];
            terms[k].1 = 0.5 * angle;
            terms.push((mask | bit, 0.5 * sign * angle));
        }
    }
    terms
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

    /// The number of a mask, which is new if it is not known.
    pub(super) fn place_of(&mut self, mask: u64) -> usize {
        self.masks.iter().position(|known| *known == mask).unwrap_or_else(|| {
            self.masks.push(mask);
            self.constants.push(0.0);
            self.masks.len() - 1
        })
    }

    /// Adds a part.
    pub(crate) fn add(&mut self, part: &PhasePart) {
        let start = self.slopes.len();
        for (mask, angle) in &part.terms {
            let at = self.place_of(*mask);
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
