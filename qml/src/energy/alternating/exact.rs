//! The best and the worst bit string of a cost, and what any other one costs, by trying all of them.
//!
//! Called by users and the jobs, who compare what a search found with it.

use ansatz_circuits::{PauliString, PauliSum};

/// A bit string, qubit 0 its lowest bit, and its cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extreme {
    /// The cost.
    pub value: f64,
    /// The string.
    pub bits: u64,
}

/// Between what the values of a cost lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extremes {
    /// The lowest.
    pub lowest: Extreme,
    /// The highest.
    pub highest: Extreme,
}

impl Extremes {
    /// How much of the way from the highest value to the lowest this one is: 1 is the best; none where all values are the same.
    pub fn ratio(&self, value: f64) -> Option<f64> {
        let range = self.highest.value - self.lowest.value;
        (range > 0.0).then(|| (self.highest.value - value) / range)
    }
}

/// No more qubits than this.
const MOST_QUBITS: usize = 26;
/// No more changes of terms than this: about a second.
const MOST_CHANGES: u64 = 1 << 29;
/// After so many strings the value is summed anew, so that roundings do not add up.
const SUMMED_EVERY: u64 = 1 << 12;

/// `Σ c (−1)^{|z∧j|}`: what a bit string costs, where the cost is a sum of products of Z; qubits beyond the 64th are 0.
pub fn cost_of(cost: &PauliSum, bits: u64) -> f64 {
    let is_one = |qubit: usize| qubit < 64 && bits >> qubit & 1 == 1;
    let sign = |string: &PauliString| {
        let ones = string.letters().filter(|(qubit, _)| is_one(*qubit)).count();
        if ones.is_multiple_of(2) { 1.0 } else { -1.0 }
    };
    cost.iter().map(|(coefficient, string)| coefficient * sign(string)).sum()
}

/// The lowest and the highest value of a cost on so many qubits, of the strings that have exactly one 1 in each group (all strings, if
/// there are no groups). `None` where it would take long (more than 26 qubits, or very many terms), of what is not diagonal, and where no
/// string is allowed.
///
/// ```
/// use ansatz_qml::energy::alternating::{extremes, qubo};
/// let cost = qubo(&[vec![-1.0, 2.0], vec![0.0, -3.0]])?; // −x₀ − 3 x₁ + 2 x₀ x₁
/// let found = extremes(&cost, 2, &[]).unwrap();
/// assert_eq!((found.lowest.value, found.lowest.bits), (-3.0, 0b10));
/// assert_eq!(found.highest.value, 0.0);
/// assert_eq!(found.ratio(-1.5), Some(0.5));
/// # Ok::<(), ansatz_qml::energy::alternating::CostError>(())
/// ```
pub fn extremes(cost: &PauliSum, qubits: usize, groups: &[Vec<usize>]) -> Option<Extremes> {
    let diagonal = cost.iter().all(|(_, string)| string.is_diagonal());
    if !diagonal || !(1..=MOST_QUBITS).contains(&qubits) || cost.min_qubits() > qubits {
        return None;
    }
    let flips = Flips::new(cost, qubits);
    if flips.changes() > MOST_CHANGES {
        return None;
    }
    let masks: Vec<u64> =
        groups.iter().map(|group| group.iter().fold(0, |mask, qubit| mask | 1 << qubit)).collect();
    let allowed = |bits: u64| masks.iter().all(|mask| (bits & mask).count_ones() == 1);
    let (lowest, highest) = flips.search(allowed)?;
    let at = |bits: u64| Extreme { value: cost_of(cost, bits), bits };
    Some(Extremes { lowest: at(lowest), highest: at(highest) })
}

/// Terms as they stand for the string at hand, and which of them change with each qubit.
struct Flips {
    terms: Vec<f64>,
    /// Those with the fewest terms first: they flip most often.
    qubits: Vec<(usize, Vec<usize>)>,
}

impl Flips {
    fn new(cost: &PauliSum, qubits: usize) -> Flips {
        let terms = cost.iter().map(|(coefficient, _)| *coefficient).collect();
        let of = |qubit: usize| {
            let with = cost.iter().enumerate().filter(|(_, (_, string))| string.z_mask() >> qubit & 1 == 1);
            (qubit, with.map(|(term, _)| term).collect())
        };
        let mut qubits: Vec<(usize, Vec<usize>)> = (0..qubits).map(of).collect();
        qubits.sort_by_key(|(_, terms)| terms.len());
        Flips { terms, qubits }
    }

    /// How often a term changes its sign in all.
    fn changes(&self) -> u64 {
        let count = self.qubits.len();
        let of = |(k, (_, terms)): (usize, &(usize, Vec<usize>))| (terms.len() as u64 + 1) << (count - 1 - k);
        self.qubits.iter().enumerate().map(of).sum()
    }

    /// The strings of the lowest and the highest value, in the order of a Gray code: each differs from the one before in one bit.
    fn search(mut self, allowed: impl Fn(u64) -> bool) -> Option<(u64, u64)> {
        // Sums of the same terms in another order differ by less.
        let rounding = 1e-12 * self.terms.iter().map(|term| term.abs()).sum::<f64>();
        let (mut low, mut high) = ((f64::INFINITY, 0), (f64::NEG_INFINITY, 0));
        let (mut bits, mut value) = (0u64, self.terms.iter().sum::<f64>());
        for count in 1..=1u64 << self.qubits.len() {
            if (value < low.0 - rounding || value > high.0 + rounding) && allowed(bits) {
                if value < low.0 - rounding {
                    low = (value, bits);
                }
                if value > high.0 + rounding {
                    high = (value, bits);
                }
            }
            let Some((qubit, terms)) = self.qubits.get(count.trailing_zeros() as usize) else { break };
            bits ^= 1 << qubit;
            for term in terms {
                self.terms[*term] = -self.terms[*term];
                value += 2.0 * self.terms[*term];
            }
            if count.is_multiple_of(SUMMED_EVERY) {
                value = self.terms.iter().sum();
            }
        }
        low.0.is_finite().then_some((low.1, high.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::energy::alternating::{ising, qubo};

    /// Numbers that look drawn.
    fn matrix(size: usize) -> Vec<Vec<f64>> {
        let entry = |i: usize, j: usize| ((i * 37 + j * 101 + i * j * 13) % 23) as f64 / 7.0 - 1.5;
        (0..size).map(|i| (0..size).map(|j| entry(i, j)).collect()).collect()
    }

    #[test]
    fn the_extremes_are_those_of_the_sums_themselves() {
        for size in [1, 2, 5, 9, 13] {
            let matrix = matrix(size);
            let sum = |of: &dyn Fn(usize) -> f64, spins: bool| -> f64 {
                let product = |i: usize, j: usize| match (i == j, spins) {
                    (true, true) => of(i),
                    _ => of(i) * of(j),
                };
                (0..size)
                    .flat_map(|i| (0..size).map(move |j| (i, j)))
                    .map(|(i, j)| matrix[i][j] * product(i, j))
                    .sum()
            };
            let bits = |bits: u64| move |k: usize| (bits >> k & 1) as f64;
            let spins = |string: u64| move |k: usize| 1.0 - 2.0 * (string >> k & 1) as f64;
            let all = || 0..1u64 << size;
            for (cost, values) in [
                (qubo(&matrix).expect("square"), all().map(|b| sum(&bits(b), false)).collect::<Vec<f64>>()),
                (ising(&matrix).expect("square"), all().map(|b| sum(&spins(b), true)).collect()),
            ] {
                let found = extremes(&cost, size, &[]).expect("small");
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                assert!((found.lowest.value - least).abs() < 1e-9, "{size}: {found:?} {least}");
                assert!((found.highest.value - most).abs() < 1e-9, "{size}: {found:?} {most}");
                assert!((values[found.lowest.bits as usize] - least).abs() < 1e-9);
                assert!(values.iter().enumerate().all(|(b, v)| (cost_of(&cost, b as u64) - v).abs() < 1e-9));
            }
        }
    }

    #[test]
    fn groups_allow_the_strings_with_one_1_in_each() {
        let cost: PauliSum = "Z0 + Z1 + Z2 + 3 Z3".parse().expect("an observable");
        let found = extremes(&cost, 4, &[vec![0, 1], vec![2, 3]]).expect("small");
        assert_eq!((found.lowest.value, found.lowest.bits >> 2), (-2.0, 0b10));
        assert_eq!(extremes(&cost, 4, &[vec![]]), None);
    }

    #[test]
    fn what_takes_long_or_has_no_values_of_strings_is_not_tried() {
        let of = |text: &str| text.parse::<PauliSum>().expect("an observable");
        assert_eq!(extremes(&of("Z26"), 27, &[]), None);
        assert_eq!(extremes(&of("X0"), 1, &[]), None);
        let dense = qubo(&matrix(26)).expect("square");
        assert_eq!(extremes(&dense, 26, &[]), None);
        let constant = extremes(&of("2 I"), 3, &[]).expect("small");
        assert_eq!((constant.lowest.value, constant.ratio(2.0)), (2.0, None));
    }
}
