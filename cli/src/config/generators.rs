//! The generators that `[data]` names: one row of a table each, with the keys that it reads.
//!
//! Called by the data section. The formulas are the library's.

use super::DataSection;
use ansatz::qml::{
    BarsAndStripes, Dataset, GeneratorError, HiddenManifold, HyperplanesParity, LinearlySeparable,
    ModelError, NumpyRandom, SpinChain, SpinFeatures, SpinModel, TwoCurves, ad_hoc, blobs, circles, moons,
    parity, spirals,
};
use ansatz::simulator::Cpu;

/// A generator: its name, the keys of `[data]` that it reads, and the set that they mean.
pub struct Generator {
    pub name: &'static str,
    pub keys: &'static [&'static str],
    pub generate: fn(&DataSection) -> Result<Dataset, ModelError>,
}

/// All of them.
pub const GENERATORS: &[Generator] = &[
    Generator {
        name: "moons",
        keys: &["samples", "noise", "seed"],
        generate: |data| Ok(moons(data.samples(300), data.noise.unwrap_or(0.1), data.seed())?),
    },
    Generator {
        name: "circles",
        keys: &["samples", "noise", "seed", "factor"],
        generate: |data| {
            let (noise, factor) = (data.noise.unwrap_or(0.1), data.factor.unwrap_or(0.5));
            Ok(circles(data.samples(300), noise, factor, data.seed())?)
        },
    },
    Generator {
        name: "blobs",
        keys: &["samples", "centers", "spread", "seed"],
        generate: |data| {
            let (centers, spread) = (data.centers.unwrap_or(3), data.spread.unwrap_or(1.0));
            Ok(blobs(data.samples(300), centers, spread, data.seed())?)
        },
    },
    Generator {
        name: "spirals",
        keys: &["samples", "turns", "noise", "seed"],
        generate: |data| {
            let (turns, noise) = (data.turns.unwrap_or(1.0), data.noise.unwrap_or(0.02));
            Ok(spirals(data.samples(300), turns, noise, data.seed())?)
        },
    },
    Generator {
        name: "parity",
        keys: &["samples", "features", "noise", "seed"],
        generate: |data| {
            let (features, noise) = (data.features.unwrap_or(2), data.noise.unwrap_or(0.1));
            Ok(parity(data.samples(300), features, noise, data.seed())?)
        },
    },
    Generator {
        name: "linearly_separable",
        keys: &["samples", "features", "margin", "seed"],
        generate: |data| {
            let default = LinearlySeparable::default();
            let features = data.features.unwrap_or(default.features);
            let set =
                LinearlySeparable { samples: data.samples(default.samples), features, margin: data.margin };
            Ok(set.generate(&mut data.numpy_random()?)?)
        },
    },
    Generator {
        name: "hidden_manifold",
        keys: &["samples", "features", "manifold", "seed"],
        generate: |data| {
            let default = HiddenManifold::default();
            let set = HiddenManifold {
                samples: data.samples(default.samples),
                features: data.features.unwrap_or(default.features),
                manifold: data.manifold.unwrap_or(default.manifold),
            };
            Ok(set.generate(&mut data.numpy_random()?)?)
        },
    },
    Generator {
        name: "two_curves",
        keys: &["samples", "features", "degree", "offset", "noise", "seed"],
        generate: |data| {
            let default = TwoCurves::default();
            let set = TwoCurves {
                samples: data.samples(default.samples),
                features: data.features.unwrap_or(default.features),
                degree: data.degree.unwrap_or(default.degree),
                offset: data.offset.unwrap_or(default.offset),
                noise: data.noise.unwrap_or(default.noise),
            };
            Ok(set.generate(&mut data.numpy_random()?)?)
        },
    },
    Generator {
        name: "hyperplanes_parity",
        keys: &["samples", "features", "hyperplanes", "dimension", "seed"],
        generate: |data| {
            let default = HyperplanesParity::default();
            let set = HyperplanesParity {
                samples: data.samples(default.samples),
                features: data.features.unwrap_or(default.features),
                hyperplanes: data.hyperplanes.unwrap_or(default.hyperplanes),
                dimension: data.dimension.unwrap_or(default.dimension),
            };
            Ok(set.generate(&mut data.numpy_random()?)?)
        },
    },
    Generator {
        name: "bars_and_stripes",
        keys: &["samples", "height", "width", "noise", "seed"],
        generate: |data| {
            let default = BarsAndStripes::default();
            let set = BarsAndStripes {
                samples: data.samples(300),
                height: data.height.unwrap_or(default.height),
                width: data.width.unwrap_or(default.width),
                noise: data.noise.unwrap_or(default.noise),
            };
            Ok(set.generate(&mut data.numpy_random()?)?)
        },
    },
    Generator {
        name: "ad_hoc",
        keys: &["samples", "gap", "seed"],
        // Two qubits: no other machine would be faster, and the set must not depend on it.
        generate: |data| {
            ad_hoc(&Cpu::<f64>::default(), data.samples(40), data.gap.unwrap_or(0.3), data.seed())
        },
    },
    Generator {
        name: "ising_phases",
        keys: &["samples", "chain", "show", "seed"],
        generate: |data| data.spin_chain(SpinModel::Ising),
    },
    Generator {
        name: "xxz_phases",
        keys: &["samples", "chain", "show", "seed"],
        generate: |data| data.spin_chain(SpinModel::Xxz),
    },
];

impl DataSection {
    fn samples(&self, default: usize) -> usize {
        self.samples.unwrap_or(default)
    }

    fn seed(&self) -> u64 {
        self.seed.unwrap_or(0)
    }

    /// The study's generator, whose seeds have 32 bits.
    fn numpy_random(&self) -> Result<NumpyRandom, ModelError> {
        let seed = self.seed();
        let refused = GeneratorError {
            generator: "numpy's random numbers",
            setting: "seed",
            expected: "less than 4294967296",
            found: seed as f64,
        };
        Ok(NumpyRandom::new(u32::try_from(seed).map_err(|_| refused)?))
    }

    fn spin_chain(&self, model: SpinModel) -> Result<Dataset, ModelError> {
        let features = match self.show {
            None | Some(Show::Expectations) => SpinFeatures::Expectations,
            Some(Show::Amplitudes) => SpinFeatures::Amplitudes,
        };
        let (qubits, samples) = (self.chain.unwrap_or(6), self.samples(100));
        let set = SpinChain { model, qubits, samples, features }.generate(self.seed());
        // The length of the chain has a name of its own in the file.
        Ok(set.map_err(|error| match error.setting {
            "qubits" => GeneratorError { setting: "chain", ..error },
            _ => error,
        })?)
    }
}

/// What is known of a ground state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    Expectations,
    Amplitudes,
}
