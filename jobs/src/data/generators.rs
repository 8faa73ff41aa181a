//! The formulas that `[data]` names: one row of a table each, with its keys, their defaults, and the set that they mean.
//!
//! Called by the data section. The formulas are the library's.

use crate::error::Outcome;
use crate::toml_file::TomlFile;
use ansatz::qml::{
    self, ModelError,
    data::{
        Dataset, GeneratorError, NumpyRandom, SpinChain, SpinFeatures, SpinModel, blobs, circles, moons,
        parity, spirals,
    },
    kernels::ad_hoc,
};
use ansatz::simulator::Cpu;
use serde::Deserialize;

/// A row is a name, a case of [`Generator`] with its keys and defaults, and how the set is made.
macro_rules! generators {
    ($(#[doc = $doc:literal] $name:literal $kind:ident { $($key:ident: $type:ty = $default:expr),* } => $make:expr;)*) => {
        /// A formula that makes a data set. Its name is the tag `generator`; a key that it does not read is refused.
        ///
        /// ```
        /// use ansatz_jobs::data::generators::{Generator, Moons};
        ///
        /// let moons = Generator::Moons(Moons { samples: 20, ..Moons::default() });
        /// assert_eq!((moons.name(), moons.generate()?.row_count()), ("moons", 20));
        /// # Ok::<(), ansatz::qml::ModelError>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Deserialize)]
        #[serde(tag = "generator")]
        #[non_exhaustive]
        pub enum Generator {
            $(#[doc = $doc] #[serde(rename = $name)] $kind($kind),)*
        }

        $(
            #[doc = $doc]
            #[derive(Debug, Clone, PartialEq, Deserialize)]
            #[serde(deny_unknown_fields, default)]
            pub struct $kind {
                $(#[doc = concat!("The key `", stringify!($key), "`.")] pub $key: $type,)*
            }

            impl Default for $kind {
                fn default() -> Self {
                    $kind { $($key: $default),* }
                }
            }
        )*

        impl Generator {
            /// The names of all generators.
            pub const NAMES: &[&str] = &[$($name),*];

            /// Its name in files.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Generator::$kind(_) => $name,)*
                }
            }

            /// The set.
            ///
            /// # Errors
            /// A key has a value out of its range.
            pub fn generate(&self) -> Result<Dataset, ModelError> {
                match self {
                    $(Generator::$kind(keys) => {
                        let make: fn(&$kind) -> Result<Dataset, ModelError> = $make;
                        make(keys)
                    })*
                }
            }

            /// The keys of a generator.
            pub(super) fn keys(name: &str) -> Option<&'static [&'static str]> {
                match name {
                    $($name => Some(&[$(stringify!($key)),*]),)*
                    _ => None,
                }
            }

            /// The generator of that name from a table's other keys.
            pub(super) fn read(name: &str, file: &TomlFile, without: &[&str]) -> Option<Outcome<Generator>> {
                match name {
                    $($name => Some(file.table::<$kind>("data", without).map(Generator::$kind)),)*
                    _ => None,
                }
            }
        }
    };
}

generators! {
    /// Two interleaving half circles.
    "moons" Moons { samples: usize = 300, noise: f64 = 0.1, seed: u64 = 0 }
        => |keys| Ok(moons(keys.samples, keys.noise, keys.seed)?);
    /// A circle inside another.
    "circles" Circles { samples: usize = 300, noise: f64 = 0.1, seed: u64 = 0, factor: f64 = 0.5 }
        => |keys| Ok(circles(keys.samples, keys.noise, keys.factor, keys.seed)?);
    /// Clouds of points.
    "blobs" Blobs { samples: usize = 300, centers: usize = 3, spread: f64 = 1.0, seed: u64 = 0 }
        => |keys| Ok(blobs(keys.samples, keys.centers, keys.spread, keys.seed)?);
    /// Two arms of a spiral.
    "spirals" Spirals { samples: usize = 300, turns: f64 = 1.0, noise: f64 = 0.02, seed: u64 = 0 }
        => |keys| Ok(spirals(keys.samples, keys.turns, keys.noise, keys.seed)?);
    /// Corners of a cube by the parity of their signs.
    "parity" Parity { samples: usize = 300, features: usize = 2, noise: f64 = 0.1, seed: u64 = 0 }
        => |keys| Ok(parity(keys.samples, keys.features, keys.noise, keys.seed)?);
    /// Two classes divided by a plane (arXiv:2403.07059).
    "linearly_separable" LinearlySeparable {
        samples: usize = 300, features: usize = 2, margin: Option<f64> = None, seed: u64 = 0
    } => |keys| {
        let LinearlySeparable { samples, features, margin, seed } = *keys;
        Ok(qml::data::LinearlySeparable { samples, features, margin }.generate(&mut numpy_random(seed)?)?)
    };
    /// Points of a manifold in a space of more dimensions (arXiv:2403.07059).
    "hidden_manifold" HiddenManifold {
        samples: usize = 300, features: usize = 2, manifold: usize = 6, seed: u64 = 0
    } => |keys| {
        let HiddenManifold { samples, features, manifold, seed } = *keys;
        Ok(qml::data::HiddenManifold { samples, features, manifold }.generate(&mut numpy_random(seed)?)?)
    };
    /// Two curves beside each other (arXiv:2403.07059).
    "two_curves" TwoCurves {
        samples: usize = 300, features: usize = 2, degree: usize = 5, offset: f64 = 0.1, noise: f64 = 0.01, seed: u64 = 0
    } => |keys| {
        let TwoCurves { samples, features, degree, offset, noise, seed } = *keys;
        Ok(qml::data::TwoCurves { samples, features, degree, offset, noise }.generate(&mut numpy_random(seed)?)?)
    };
    /// Parities of the sides of hyperplanes (arXiv:2403.07059).
    "hyperplanes_parity" HyperplanesParity {
        samples: usize = 300, features: usize = 10, hyperplanes: usize = 2, dimension: usize = 3, seed: u64 = 0
    } => |keys| {
        let HyperplanesParity { samples, features, hyperplanes, dimension, seed } = *keys;
        let set = qml::data::HyperplanesParity { samples, features, hyperplanes, dimension };
        Ok(set.generate(&mut numpy_random(seed)?)?)
    };
    /// Noisy pictures of bars and of stripes (arXiv:2403.07059).
    "bars_and_stripes" BarsAndStripes {
        samples: usize = 300, height: usize = 4, width: usize = 4, noise: f64 = 0.5, seed: u64 = 0
    } => |keys| {
        let BarsAndStripes { samples, height, width, noise, seed } = *keys;
        Ok(qml::data::BarsAndStripes { samples, height, width, noise }.generate(&mut numpy_random(seed)?)?)
    };
    /// Points told apart by an expectation of the ZZ feature map (arXiv:1804.11326).
    "ad_hoc" AdHoc { samples: usize = 40, gap: f64 = 0.3, seed: u64 = 0 }
        // Two qubits: no other machine would be faster, and the set must not depend on it.
        => |keys| ad_hoc(&Cpu::<f64>::default(), keys.samples, keys.gap, keys.seed);
    /// Ground states of the transverse-field Ising chain by their phase.
    "ising_phases" IsingPhases {
        samples: usize = 100, chain: usize = 6, show: Show = Show::Expectations, seed: u64 = 0
    } => |keys| Chain { model: SpinModel::Ising, qubits: keys.chain, samples: keys.samples, show: keys.show }.generate(keys.seed);
    /// Ground states of the bond-alternating XXZ chain by their phase.
    "xxz_phases" XxzPhases {
        samples: usize = 100, chain: usize = 6, show: Show = Show::Expectations, seed: u64 = 0
    } => |keys| Chain { model: SpinModel::Xxz, qubits: keys.chain, samples: keys.samples, show: keys.show }.generate(keys.seed);
}

/// The numpy generator of a published study, whose seeds have 32 bits.
fn numpy_random(seed: u64) -> Result<NumpyRandom, ModelError> {
    let refused = GeneratorError {
        generator: "numpy's random numbers",
        setting: "seed",
        expected: "less than 4294967296",
        found: seed as f64,
    };
    Ok(NumpyRandom::new(u32::try_from(seed).map_err(|_| refused)?))
}

/// What is known of a ground state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// Expectation values of neighbours and qubits.
    Expectations,
    /// Its amplitudes.
    Amplitudes,
}

/// A set of ground states.
struct Chain {
    model: SpinModel,
    qubits: usize,
    samples: usize,
    show: Show,
}

impl Chain {
    fn generate(&self, seed: u64) -> Result<Dataset, ModelError> {
        let Chain { model, qubits, samples, show } = *self;
        let features = match show {
            Show::Expectations => SpinFeatures::Expectations,
            Show::Amplitudes => SpinFeatures::Amplitudes,
        };
        let set = SpinChain { model, qubits, samples, features }.generate(seed);
        // The length of the chain has a name of its own in the file.
        Ok(set.map_err(|error| match error.setting {
            "qubits" => GeneratorError { setting: "chain", ..error },
            _ => error,
        })?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_another_generator_is_refused_by_the_type() {
        let read = |text: &str| toml::from_str::<Generator>(text);
        assert!(
            matches!(read("generator = 'moons'\nnoise = 0.2"), Ok(Generator::Moons(keys)) if keys.noise == 0.2)
        );
        let error = read("generator = 'moons'\nfactor = 0.5").unwrap_err();
        assert!(error.message().contains("unknown field `factor`"), "{error}");
    }

    #[test]
    fn defaults_are_those_of_the_library() {
        let (keys, set) = (TwoCurves::default(), qml::data::TwoCurves::default());
        assert_eq!((keys.samples, keys.features, keys.degree), (set.samples, set.features, set.degree));
        assert_eq!((keys.offset, keys.noise), (set.offset, set.noise));
        let (keys, set) = (HyperplanesParity::default(), qml::data::HyperplanesParity::default());
        assert_eq!((keys.samples, keys.features), (set.samples, set.features));
        assert_eq!((keys.hyperplanes, keys.dimension), (set.hyperplanes, set.dimension));
        let (keys, set) = (HiddenManifold::default(), qml::data::HiddenManifold::default());
        assert_eq!((keys.samples, keys.features, keys.manifold), (set.samples, set.features, set.manifold));
        let (keys, set) = (LinearlySeparable::default(), qml::data::LinearlySeparable::default());
        assert_eq!((keys.samples, keys.features, keys.margin), (set.samples, set.features, set.margin));
        let (keys, set) = (BarsAndStripes::default(), qml::data::BarsAndStripes::default());
        assert_eq!((keys.height, keys.width, keys.noise), (set.height, set.width, set.noise));
    }
}
