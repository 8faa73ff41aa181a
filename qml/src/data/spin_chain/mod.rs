//! Phases of spin chains: ground states at random couplings, to be told apart by what they show.
//!
//! Called by users and the command line. Exact diagonalisation, no circuits.

mod hamiltonian;
mod lanczos;

use super::{Dataset, GeneratorError};
use crate::purposes;
use ansatz_simulator::RandomStream;
use hamiltonian::Chain;
use nalgebra::DVector;
use ndarray::Array2;

/// Which chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpinModel {
    /// `−Σ Z_q Z_{q+1} − g Σ X_q`: ordered for g < 1, disordered above (Pfeuty, Ann. Phys. 57, 79 (1970)).
    Ising,
    /// `Σ X_q X_{q+1} + Y_q Y_{q+1} + Δ Z_q Z_{q+1}`: critical for Δ < 1, antiferromagnetic above (Yang and Yang,
    /// Phys. Rev. 150, 321 (1966)).
    Xxz,
}

/// What a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpinFeatures {
    /// `⟨X_q⟩` of every qubit (Ising) or `⟨X_q X_{q+1}⟩` of neighbours (XXZ), then `⟨Z_q Z_{q+1}⟩` of neighbours.
    Expectations,
    /// The ground state's 2^n amplitudes, which are real: for `amplitude` embeddings. The largest one in magnitude, the first of equal
    /// ones, is positive.
    Amplitudes,
}

/// Ground states of an open chain whose coupling (g or Δ) is uniform in `[0.1, 1)` for one half of the samples and in `[1, 1.9)` for
/// the other; the class is the phase of the infinite chain.
///
/// ```
/// use ansatz_qml::data::{SpinChain, SpinFeatures, SpinModel};
/// let chain = SpinChain { model: SpinModel::Ising, qubits: 6, samples: 10, features: SpinFeatures::Expectations };
/// let data = chain.generate(0)?;
/// assert_eq!(data.features.dim(), (10, 6 + 5));
/// assert_eq!(data.classes, ["ordered", "disordered"]);
/// # Ok::<(), ansatz_qml::data::GeneratorError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpinChain {
    /// The chain.
    pub model: SpinModel,
    /// Its length, from 2 to 10; even for [`SpinModel::Xxz`], whose ground state is not unique otherwise.
    pub qubits: usize,
    /// Ground states.
    pub samples: usize,
    /// What is known of each.
    pub features: SpinFeatures,
}

/// Ground states take milliseconds; a slip in a file should be an error and not an hour.
const MOST_SAMPLES: usize = 100_000;
const LARGEST: usize = 10;

impl SpinChain {
    fn name(&self) -> &'static str {
        match self.model {
            SpinModel::Ising => "ising_phases",
            SpinModel::Xxz => "xxz_phases",
        }
    }

    fn refuse<T>(
        &self,
        setting: &'static str,
        expected: &'static str,
        found: usize,
    ) -> Result<T, GeneratorError> {
        Err(GeneratorError { generator: self.name(), setting, expected, found: found as f64 })
    }

    /// The set of that seed.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range.
    pub fn generate(&self, seed: u64) -> Result<Dataset, GeneratorError> {
        if !(2..=LARGEST).contains(&self.qubits) {
            return self.refuse("qubits", "from 2 to 10", self.qubits);
        }
        if self.model == SpinModel::Xxz && self.qubits % 2 == 1 {
            return self.refuse("qubits", "even: odd chains have two ground states", self.qubits);
        }
        if !(2..=MOST_SAMPLES).contains(&self.samples) {
            return self.refuse("samples", "from 2 to 100000", self.samples);
        }
        let names = self.feature_names();
        let mut stream = RandomStream::new(seed, purposes::SPIN_CHAIN, 0);
        let mut features = Array2::zeros((self.samples, names.len()));
        let mut labels = Vec::with_capacity(self.samples);
        for (row, mut target) in features.rows_mut().into_iter().enumerate() {
            let class = row % 2;
            let coupling = [0.1, 1.0][class] + 0.9 * stream.uniform();
            let chain = Chain { model: self.model, qubits: self.qubits, coupling };
            let Some((_, state)) = lanczos::lowest(chain.start(), &|vector| chain.apply(vector)) else {
                return self.refuse("qubits", "so few that the ground state is found", self.qubits);
            };
            target.iter_mut().zip(self.row(state)).for_each(|(to, value)| *to = value);
            labels.push(class);
        }
        let classes = match self.model {
            SpinModel::Ising => ["ordered", "disordered"],
            SpinModel::Xxz => ["critical", "antiferromagnetic"],
        };
        let classes = classes.map(str::to_owned).to_vec();
        Ok(Dataset {
            features,
            labels,
            classes,
            feature_names: names,
            categories: Vec::new(),
            label_name: "phase".to_owned(),
        })
    }

    fn row(&self, state: DVector<f64>) -> Vec<f64> {
        let (all, pairs) = (0..self.qubits, 0..self.qubits - 1);
        let zz = pairs.clone().map(|q| Chain::zz(&state, q));
        match (self.features, self.model) {
            (SpinFeatures::Expectations, SpinModel::Ising) => {
                all.map(|q| Chain::x(&state, q)).chain(zz).collect()
            }
            (SpinFeatures::Expectations, SpinModel::Xxz) => {
                pairs.map(|q| Chain::xx(&state, q)).chain(zz).collect()
            }
            (SpinFeatures::Amplitudes, _) => {
                let largest = state
                    .iter()
                    .fold(0.0, |largest: f64, a| if a.abs() > largest.abs() + 1e-9 { *a } else { largest });
                state.iter().map(|a| a * largest.signum()).collect()
            }
        }
    }

    fn feature_names(&self) -> Vec<String> {
        let pairs = |name: &'static str| (0..self.qubits - 1).map(move |q| format!("{name}{q}_{}", q + 1));
        match (self.features, self.model) {
            (SpinFeatures::Amplitudes, _) => (0..1usize << self.qubits).map(|k| format!("a{k}")).collect(),
            (_, SpinModel::Ising) => (0..self.qubits).map(|q| format!("x{q}")).chain(pairs("zz")).collect(),
            (_, SpinModel::Xxz) => pairs("xx").chain(pairs("zz")).collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, SymmetricEigen};

    fn chain(model: SpinModel, qubits: usize, coupling: f64) -> Chain {
        Chain { model, qubits, coupling }
    }

    /// The chain as a sum of Kronecker products, the highest qubit leftmost.
    fn matrix(chain: Chain) -> DMatrix<f64> {
        let pauli = |entries: [f64; 4]| DMatrix::from_row_slice(2, 2, &entries);
        let (x, z) = (pauli([0.0, 1.0, 1.0, 0.0]), pauli([1.0, 0.0, 0.0, -1.0]));
        let iy = pauli([0.0, 1.0, -1.0, 0.0]);
        let at = |factor: &DMatrix<f64>, q: usize, width: usize| {
            let identity = |qubits: usize| DMatrix::identity(1 << qubits, 1 << qubits);
            let factor = if width == 2 { factor.kronecker(factor) } else { factor.clone() };
            identity(chain.qubits - q - width).kronecker(&factor).kronecker(&identity(q))
        };
        let mut sum = DMatrix::zeros(1 << chain.qubits, 1 << chain.qubits);
        for q in 0..chain.qubits - 1 {
            sum += match chain.model {
                SpinModel::Ising => -at(&z, q, 2),
                SpinModel::Xxz => at(&x, q, 2) - at(&iy, q, 2) + at(&z, q, 2) * chain.coupling,
            };
        }
        if chain.model == SpinModel::Ising {
            (0..chain.qubits).for_each(|q| sum -= at(&x, q, 1) * chain.coupling);
        }
        sum
    }

    #[test]
    fn ground_states_are_those_of_the_matrix() {
        for (model, couplings) in [(SpinModel::Ising, [0.3, 1.0, 1.7]), (SpinModel::Xxz, [0.1, 1.0, 1.8])] {
            for coupling in couplings {
                let chain = chain(model, 6, coupling);
                let exact = SymmetricEigen::new(matrix(chain)).eigenvalues.min();
                let (energy, state) = lanczos::lowest(chain.start(), &|v| chain.apply(v)).unwrap();
                assert!((energy - exact).abs() < 1e-10, "{model:?} {coupling}: {energy} and not {exact}");
                assert!((chain.apply(&state) - matrix(chain) * &state).norm() < 1e-12);
            }
        }
    }

    #[test]
    fn the_critical_energy_of_the_ising_chain_is_known_in_closed_form() {
        // E = 1 − 1/sin(π/(2(2n + 1))) for an open chain at g = 1 (Pfeuty).
        let chain = chain(SpinModel::Ising, 8, 1.0);
        let (energy, _) = lanczos::lowest(chain.start(), &|v| chain.apply(v)).unwrap();
        let exact = 1.0 - 1.0 / (std::f64::consts::PI / 34.0).sin();
        assert!((energy - exact).abs() < 1e-10, "{energy} and not {exact}");
    }

    #[test]
    fn what_is_shown_tells_the_phases_apart_and_amplitudes_are_states() {
        for (model, qubits) in [(SpinModel::Ising, 6), (SpinModel::Xxz, 6)] {
            let set = SpinChain { model, qubits, samples: 20, features: SpinFeatures::Expectations };
            let data = set.generate(1).unwrap();
            assert_eq!(data.class_counts(), [10, 10]);
            assert_eq!(data.feature_names.len(), data.features.ncols());
            // Neighbours agree (Ising) more in the ordered phase, and disagree (XXZ) more in the antiferromagnetic one.
            let mean = |class: usize| -> f64 {
                let rows = data.features.rows().into_iter().zip(&data.labels).filter(|(_, l)| **l == class);
                rows.map(|(row, _)| row[row.len() - 1]).sum::<f64>() / 10.0
            };
            assert!(mean(0) > mean(1) + 0.05, "{} {}", mean(0), mean(1));
            let rows = SpinChain { features: SpinFeatures::Amplitudes, ..set }.generate(1).unwrap();
            assert_eq!(rows.features.ncols(), 64);
            assert!(rows.features.rows().into_iter().all(|row| (row.dot(&row) - 1.0).abs() < 1e-12));
            assert_eq!(rows, SpinChain { features: SpinFeatures::Amplitudes, ..set }.generate(1).unwrap());
            assert_ne!(data, set.generate(2).unwrap());
        }
    }

    #[test]
    fn impossible_settings_are_named() {
        let good =
            SpinChain { model: SpinModel::Xxz, qubits: 4, samples: 4, features: SpinFeatures::Amplitudes };
        let table = [
            (SpinChain { qubits: 5, ..good }, "qubits"),
            (SpinChain { qubits: 12, ..good }, "qubits"),
            (SpinChain { qubits: 0, ..good }, "qubits"),
            (SpinChain { samples: 1, ..good }, "samples"),
            (SpinChain { samples: usize::MAX, ..good }, "samples"),
        ];
        for (set, setting) in table {
            assert_eq!(set.generate(0).unwrap_err().setting, setting);
        }
        assert!(good.generate(0).is_ok());
    }
}
