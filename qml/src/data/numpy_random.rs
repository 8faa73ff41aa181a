//! Random numbers of numpy's older interface (`numpy.random.seed`, `rand`, `normal`, `permutation`), number for number.
//!
//! Used by the families of published sets, which are defined by that interface and a seed. Everything else draws from
//! `RandomStream`.

use super::{Split, SplitError};
use rand_mt::Mt;

/// numpy's global generator after `numpy.random.seed(seed)`: MT19937 (Matsumoto and Nishimura, ACM Trans. Model. Comput. Simul.
/// 8, 3 (1998)), doubles of 53 bits, normals by Marsaglia's polar method, shuffles by Fisher and Yates with masked rejection.
///
/// Integers, uniforms and permutations are numpy's bits; a normal number goes through the platform's logarithm.
///
/// ```
/// use ansatz_qml::data::NumpyRandom;
/// let mut random = NumpyRandom::new(42);
/// assert_eq!(random.uniform(), 0.3745401188473625);
/// ```
#[derive(Debug, Clone)]
pub struct NumpyRandom {
    twister: Mt,
    /// Normal numbers come in pairs.
    waiting: Option<f64>,
}

impl NumpyRandom {
    /// The generator after `numpy.random.seed(seed)`.
    pub fn new(seed: u32) -> NumpyRandom {
        NumpyRandom { twister: Mt::new(seed), waiting: None }
    }

    /// Uniform in `[0, 1)`, a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        let (high, low) = (self.twister.next_u32() >> 5, self.twister.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        if let Some(waiting) = self.waiting.take() {
            return waiting;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.waiting = Some(factor * x);
                return factor * y;
            }
        }
    }

    /// A permutation of `0..count`.
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.up_to(last));
        }
        order
    }

    /// Divides rows as scikit-learn's `train_test_split(test_size=fraction)` does with this generator: of one permutation the
    /// first `⌈fraction · rows⌉` are for tests. Both parts keep the permutation's order. The fraction is taken from 0 to 1.
    pub fn split(&mut self, rows: usize, test_fraction: f64) -> Split {
        let mut order = self.permutation(rows);
        let test = (rows as f64 * test_fraction.clamp(0.0, 1.0)).ceil() as usize;
        let train = order.split_off(test.min(rows));
        Split { train, test: order }
    }

    /// Divides rows as scikit-learn's `train_test_split(test_size=fraction, stratify=labels)` does with this generator: classes keep their
    /// shares, and both parts are shuffled.
    ///
    /// # Errors
    /// [`SplitError`], as of [`stratified_split`](crate::data::stratified_split), and for fewer rows in a part than there are classes.
    pub fn stratified_split(&mut self, labels: &[usize], test_fraction: f64) -> Result<Split, SplitError> {
        if !(test_fraction > 0.0 && test_fraction < 1.0) {
            return Err(SplitError::Fraction { found: test_fraction });
        }
        let classes = labels.iter().max().map_or(0, |class| class + 1);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); classes];
        labels.iter().enumerate().for_each(|(row, class)| members[*class].push(row));
        members.retain(|rows| !rows.is_empty());
        let counts: Vec<usize> = members.iter().map(Vec::len).collect();
        let tests = (labels.len() as f64 * test_fraction).ceil() as usize;
        let smallest = counts.iter().copied().enumerate().min_by_key(|(_, rows)| *rows).unwrap_or((0, 0));
        if smallest.1 < 2 || tests < counts.len() || labels.len() - tests < counts.len() {
            return Err(SplitError::ClassTooSmall { class: smallest.0, rows: smallest.1 });
        }
        let for_train = self.shares(&counts, labels.len() - tests);
        let left: Vec<usize> = counts.iter().zip(&for_train).map(|(count, train)| count - train).collect();
        let for_test = self.shares(&left, tests);
        let (mut train, mut test) = (Vec::new(), Vec::new());
        for (k, rows) in members.iter().enumerate() {
            let order: Vec<usize> =
                self.permutation(rows.len()).into_iter().map(|place| rows[place]).collect();
            train.extend_from_slice(&order[..for_train[k]]);
            test.extend_from_slice(&order[for_train[k]..for_train[k] + for_test[k]]);
        }
        let train = self.permutation(train.len()).into_iter().map(|place| train[place]).collect();
        let test = self.permutation(test.len()).into_iter().map(|place| test[place]).collect();
        Ok(Split { train, test })
    }

    /// How many of each class are among `drawn` rows, as evenly as it goes; scikit-learn draws lots among equal remainders.
    fn shares(&mut self, counts: &[usize], drawn: usize) -> Vec<usize> {
        let rows: usize = counts.iter().sum();
        let exact: Vec<f64> = counts.iter().map(|count| *count as f64 / rows as f64 * drawn as f64).collect();
        let mut shares: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
        let mut missing = drawn.saturating_sub(shares.iter().sum());
        let mut remainders: Vec<f64> = exact.iter().map(|share| share - share.floor()).collect();
        let of_class = remainders.clone();
        remainders.sort_by(|a, b| b.total_cmp(a));
        remainders.dedup();
        for remainder in remainders {
            if missing == 0 {
                break;
            }
            let equal: Vec<usize> = (0..counts.len()).filter(|class| of_class[*class] == remainder).collect();
            let lots = self.permutation(equal.len());
            let winners = equal.len().min(missing);
            lots[..winners].iter().for_each(|place| shares[equal[*place]] += 1);
            missing -= winners;
        }
        shares
    }

    /// Uniform in `0..=last`; as numpy, with 32 bits where they are enough.
    fn up_to(&mut self, last: usize) -> usize {
        let last = last as u64;
        let mask = u64::MAX >> last.leading_zeros().min(63);
        loop {
            let drawn = match u32::try_from(last) {
                Ok(_) => u64::from(self.twister.next_u32()),
                Err(_) => u64::from(self.twister.next_u32()) << 32 | u64::from(self.twister.next_u32()),
            };
            if drawn & mask <= last {
                return (drawn & mask) as usize;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_numpy_prints() {
        let mut random = NumpyRandom::new(42);
        let uniforms = [(); 3].map(|()| random.uniform());
        assert_eq!(uniforms, [0.3745401188473625, 0.9507143064099162, 0.7319939418114051]);
        let normals = [(); 3].map(|()| random.normal());
        let expected = [-1.1118801180469204, 0.31890218468938336, 0.2790412922001377];
        assert!(normals.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{normals:?}");
        assert_eq!(random.permutation(10), [0, 8, 6, 9, 3, 1, 4, 5, 2, 7]);
        assert_eq!(random.uniform(), 0.18182496720710062);
        let mut last = NumpyRandom::new(u32::MAX);
        assert_eq!([last.uniform(), last.uniform()], [0.0976320289940138, 0.9123828453026218]);
    }

    #[test]
    fn a_split_has_every_row_once() {
        let split = NumpyRandom::new(1).split(11, 0.2);
        assert_eq!((split.test.len(), split.train.len()), (3, 8));
        let mut all = [split.test, split.train].concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..11));
        assert!(NumpyRandom::new(1).split(0, 0.2).test.is_empty());
    }

    #[test]
    fn stratified_splits_are_those_of_scikit_learn() {
        let labels = [0, 1, 2, 2, 1, 0, 0, 1, 1, 1, 2, 0, 1, 1, 0, 2, 2, 1, 0, 1, 1, 0, 2];
        let split = NumpyRandom::new(0).stratified_split(&labels, 0.2).unwrap();
        assert_eq!(split.train, [19, 4, 16, 15, 13, 3, 6, 1, 9, 5, 22, 8, 10, 21, 11, 0, 20, 17]);
        assert_eq!(split.test, [2, 7, 12, 14, 18]);
        let split = NumpyRandom::new(3).stratified_split(&labels, 0.35).unwrap();
        assert_eq!(split.train, [7, 14, 20, 16, 11, 3, 17, 15, 18, 9, 21, 10, 13, 4]);
        assert_eq!(split.test, [19, 22, 2, 1, 8, 5, 6, 12, 0]);
        assert!(NumpyRandom::new(0).stratified_split(&[0, 0, 1], 0.5).is_err());
        assert!(NumpyRandom::new(0).stratified_split(&labels, 0.0).is_err());
    }
}
