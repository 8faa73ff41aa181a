//! Random numbers of numpy's older interface (`numpy.random.seed`, `rand`, `normal`, `permutation`), number for number.
//!
//! Used by the families of published sets, which are defined by that interface and a seed. Everything else draws from
//! `RandomStream`.

use super::Split;
use rand_mt::Mt;

/// numpy's global generator after `numpy.random.seed(seed)`: MT19937 (Matsumoto and Nishimura, ACM Trans. Model. Comput. Simul.
/// 8, 3 (1998)), doubles of 53 bits, normals by Marsaglia's polar method, shuffles by Fisher and Yates with masked rejection.
///
/// Integers, uniforms and permutations are numpy's bits; a normal number goes through the platform's logarithm.
///
/// ```
/// use ansatz_qml::NumpyRandom;
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
}
