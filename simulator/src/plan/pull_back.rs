//! Clifford operations at the end of a plan, taken into the observables instead of run: `⟨Cψ|O|Cψ⟩ = ⟨ψ|C†OC|ψ⟩`, and
//! `C†PC` is a Pauli string with a sign for every Pauli string `P` (Gottesman, *The Heisenberg representation of quantum
//! computers*, 1998). All shifted circuits of a gradient share what is left out. Called by the engine where expectations
//! and nothing else are asked for.
//!
//! An operation that is no Clifford, or that a slot feeds, stays, and so does what is before it on its qubits. Flips and diagonals keep the
//! number of X masks, and a sum costs a traversal for each. Turns may not: Z on many qubits is one mask, and behind a
//! Hadamard on each there are many. They are taken only where that number grows neither for the observables one by one nor
//! for their sum.

use super::phases::MergedPhases;
use super::reduced::GoingBack;
use super::turn::{IDENTITY, Real2, TurnFactor, multiply};
use super::{Plan, QubitOrder};
use ansatz_circuits::{Pauli, PauliString, PauliSum};
use ansatz_kernels::Flip;
use std::collections::BTreeSet;
use std::f64::consts::FRAC_PI_4;

/// Numbers so close to an integer are that integer, rounded.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// A string with its weight in a sum.
struct Term {
    weight: f64,
    string: PauliString,
}

/// Observables on the plan's places, pulled back so far.
struct Pulled {
    terms: Vec<Vec<Term>>,
    takes_turns: bool,
    /// Qubits of operations that stay.
    staying: u64,
}

impl Plan {
    /// A plan and observables with the same expectations: Clifford operations at the end of this one are taken into the
    /// observables, if that saves an operation at least.
    pub(super) fn pulled_back(&self, observables: &[PauliSum]) -> Option<(Plan, Vec<PauliSum>)> {
        if !self.pull_back {
            return None;
        }
        [true, false].into_iter().find_map(|takes_turns| {
            let mut pulled = Pulled { terms: self.on_places(observables), takes_turns, staying: 0 };
            let before = pulled.num_masks();
            let plan = Plan { order: QubitOrder::default(), ..self.reduced(&mut pulled)? };
            let has_grown = pulled.num_masks().iter().zip(before).any(|(after, before)| *after > before);
            let is_less = plan.num_operations() < self.num_operations();
            (is_less && !has_grown).then(|| (plan, pulled.sums()))
        })
    }

    /// The terms of observables on the places that their qubits have in the end.
    fn on_places(&self, observables: &[PauliSum]) -> Vec<Vec<Term>> {
        let place = |string: &PauliString| {
            on_places(self.order.place_mask(string.x_mask()), self.order.place_mask(string.z_mask()))
        };
        let term = |(weight, string): &(f64, PauliString)| Term { weight: *weight, string: place(string) };
        observables.iter().map(|sum| sum.terms().iter().map(term).collect()).collect()
    }
}

impl GoingBack for Pulled {
    fn keeps_matrix(&mut self, targets: u64, controls: u64) -> bool {
        self.staying |= targets | controls;
        true
    }

    /// Parities commute with each other, so that one that stays holds no other back.
    fn keeps_parities(&mut self, phases: &MergedPhases) -> Vec<bool> {
        let mut quarters: Vec<Option<i64>> = phases.constants.iter().map(|angle| quarters(*angle)).collect();
        phases.slopes.iter().for_each(|(fed, _)| quarters[*fed as usize] = None);
        let mut staying = self.staying;
        let keeps = |(mask, quarters): (&u64, &Option<i64>)| match quarters {
            Some(quarters) if mask & self.staying == 0 => {
                self.each(|term| conjugate_by_parity(term, *mask, *quarters));
                false
            }
            _ => {
                staying |= mask;
                true
            }
        };
        let kept = phases.masks.iter().zip(&quarters).map(keeps).collect();
        self.staying = staying;
        kept
    }

    fn keeps_turn(&mut self, qubit: u32, factors: &[TurnFactor]) -> bool {
        if self.takes_turns
            && self.staying >> qubit & 1 == 0
            && let Some(images) = constant(factors).and_then(images)
        {
            self.each(|term| conjugate_by_turn(term, qubit, &images));
            return false;
        }
        self.staying |= 1 << qubit;
        true
    }

    fn keeps_flip(&mut self, flip: &Flip) -> bool {
        let qubits = 1 << flip.target | flip.control.map_or(0, |control| 1u64 << control);
        if qubits & self.staying != 0 {
            self.staying |= qubits;
            return true;
        }
        self.each(|term| conjugate_by_flip(term, flip));
        false
    }
}

impl Pulled {
    /// How many X masks the observables have, one by one and all together.
    fn num_masks(&self) -> [usize; 2] {
        let masks =
            |terms: &Vec<Term>| terms.iter().map(|term| term.string.x_mask()).collect::<BTreeSet<u64>>();
        let each: Vec<BTreeSet<u64>> = self.terms.iter().map(masks).collect();
        let all: BTreeSet<u64> = each.iter().flatten().copied().collect();
        [each.iter().map(BTreeSet::len).sum(), all.len()]
    }

    fn each(&mut self, conjugate: impl FnMut(&mut Term)) {
        self.terms.iter_mut().flatten().for_each(conjugate);
    }

    fn sums(self) -> Vec<PauliSum> {
        let sum = |terms: Vec<Term>| terms.into_iter().map(|term| (term.weight, term.string));
        self.terms.into_iter().map(|terms| PauliSum::new(sum(terms))).collect()
    }
}

/// Larger angles are not looked at: their own rounding is more than what counts as an integer.
const MOST_QUARTERS: f64 = 64.0;

/// How many quarters of π, if that is an integer.
fn quarters(angle: f64) -> Option<i64> {
    let quarters = angle / FRAC_PI_4;
    let is_integer = (quarters - quarters.round()).abs() <= ROUNDING;
    (is_integer && quarters.abs() < MOST_QUARTERS).then_some(quarters.round() as i64)
}

/// The product of constant factors.
fn constant(factors: &[TurnFactor]) -> Option<Real2> {
    factors.iter().try_fold(IDENTITY, |product, factor| match factor {
        TurnFactor::Fixed(m) => Some(multiply(*m, product)),
        TurnFactor::Rotation { .. } => None,
    })
}

/// What `RᵀPR` is for `P = X, Y, Z`, if it is a letter with a sign: `RᵀXR` and `RᵀZR` are real and symmetric, which is
/// `xX + zZ`; `RᵀYR = det R · Y`.
fn images([a, b, c, d]: Real2) -> Option<[(Pauli, f64); 3]> {
    let letter = |x: f64, z: f64| {
        let is = |value: f64, integer: f64| (value - integer).abs() <= ROUNDING;
        match () {
            _ if is(x.abs(), 1.0) && is(z, 0.0) => Some((Pauli::X, x.signum())),
            _ if is(z.abs(), 1.0) && is(x, 0.0) => Some((Pauli::Z, z.signum())),
            _ => None,
        }
    };
    let (x, z) = (letter(a * d + b * c, 2.0 * a * c)?, letter(a * b - c * d, a * a - c * c)?);
    Some([x, (Pauli::Y, (a * d - b * c).signum()), z])
}

const PLACES: &str = "places are qubits of a plan, which strings can name";

fn on_places(x: u64, z: u64) -> PauliString {
    PauliString::from_masks(x, z)
}

fn conjugate_by_turn(term: &mut Term, qubit: u32, images: &[(Pauli, f64); 3]) {
    let (letter, sign) = match term.string.letter(qubit as usize) {
        Pauli::I => return,
        Pauli::X => images[0],
        Pauli::Y => images[1],
        Pauli::Z => images[2],
    };
    term.weight *= sign;
    let string = std::mem::take(&mut term.string);
    term.string = string.with(qubit as usize, letter).expect(PLACES);
}

/// `X_c` becomes `X_c X_t` and `Z_t` becomes `Z_c Z_t` (Aaronson and Gottesman, 2004, give the sign); X alone changes the
/// sign of Z and Y.
fn conjugate_by_flip(term: &mut Term, flip: &Flip) {
    let t = flip.target;
    let bit = |mask: u64, qubit: u32| mask >> qubit & 1;
    let (x, z) = (term.string.x_mask(), term.string.z_mask());
    let is_negative = match flip.control {
        None => bit(z, t),
        Some(c) => {
            term.string = on_places(x ^ bit(x, c) << t, z ^ bit(z, t) << c);
            bit(x, c) & bit(z, t) & (bit(x, t) ^ bit(z, c) ^ 1)
        }
    };
    if is_negative == 1 {
        term.weight = -term.weight;
    }
}

/// `e^{−iaZ_m} P e^{iaZ_m} = P e^{2iaZ_m}` where `P` and `Z_m` do not commute, with `a` in quarters of π.
fn conjugate_by_parity(term: &mut Term, mask: u64, quarters: i64) {
    let (x, z) = (term.string.x_mask(), term.string.z_mask());
    if (x & mask).count_ones() & 1 == 0 {
        return;
    }
    // i^quarters, and then i^{|x∧z|} before and after.
    let mut power = quarters.rem_euclid(4);
    if power & 1 == 1 {
        term.string = on_places(x, z ^ mask);
        power += i64::from((x & z).count_ones()) - i64::from((x & (z ^ mask)).count_ones());
    }
    if power.rem_euclid(4) == 2 {
        term.weight = -term.weight;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_multiples_of_a_quarter_of_pi_are_clifford() {
        let multiples = [0.0, -FRAC_PI_4, 3.0 * FRAC_PI_4, 8.0 * FRAC_PI_4];
        assert_eq!(multiples.map(quarters), [Some(0), Some(-1), Some(3), Some(8)]);
        let others = [0.3, FRAC_PI_4 + 1e-12, 1e7, 1e8 * FRAC_PI_4, 1e20, f64::MAX];
        assert_eq!(others.map(quarters), [None; 6]);
    }

    #[test]
    fn only_quarter_turns_and_reflections_map_letters_to_letters() {
        let r = std::f64::consts::FRAC_1_SQRT_2;
        let (x, y, z) = (Pauli::X, Pauli::Y, Pauli::Z);
        assert_eq!(images([r, r, r, -r]), Some([(z, 1.0), (y, -1.0), (x, 1.0)]));
        assert_eq!(images([0.0, 1.0, 1.0, 0.0]), Some([(x, 1.0), (y, -1.0), (z, -1.0)]));
        assert_eq!(images([0.6, -0.8, 0.8, 0.6]), None);
    }

    #[test]
    fn masks_are_counted_one_by_one_and_together() {
        let single = |q, letter| PauliString::single(q, letter).expect(PLACES);
        let strings =
            |letter| (0..3).map(|q| vec![Term { weight: 1.0, string: single(q, letter) }]).collect();
        let num_masks = |terms| Pulled { terms, takes_turns: true, staying: 0 }.num_masks();
        assert_eq!(num_masks(strings(Pauli::Z)), [3, 1]);
        assert_eq!(num_masks(strings(Pauli::X)), [3, 3]);
    }
}
