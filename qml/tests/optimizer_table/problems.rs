//! Problems with known minima, each times any factor.

use ansatz_circuits::{Circuit, PauliSum};
use ansatz_qml::ansatz::real_amplitudes;
use ansatz_qml::energy::Energy;
use ansatz_qml::energy::fermion::{ActiveSpace, uccsd};
use ansatz_qml::energy::maxcut::{cut_energy, maxcut_circuit, maxcut_ramp, ring_graph};
use ansatz_qml::optimize::{Objective, ObjectiveError};
use ansatz_simulator::{Device, Purpose, RandomStream};
use std::f64::consts::PI;

/// What is minimized.
pub(crate) enum Landscape {
    /// A function with its gradient.
    Function(fn(&[f64], &mut [f64]) -> f64),
    /// The same, with normal noise of this deviation in values and slopes.
    Noisy(fn(&[f64], &mut [f64]) -> f64, f64),
    /// An expectation.
    Circuit(Circuit, PauliSum),
}

/// A problem, at scale 1.
pub(crate) struct Problem {
    pub(crate) name: &'static str,
    pub(crate) landscape: Landscape,
    pub(crate) start: Vec<f64>,
    /// The lowest value.
    pub(crate) lowest: f64,
    /// The lowest value where every parameter is within ±π.
    pub(crate) lowest_inside: f64,
    /// How far a value may lie above the lowest to be as good as it.
    pub(crate) tolerance: f64,
}

/// An objective times a factor.
pub(crate) struct Scaled {
    pub(crate) inner: Inner,
    pub(crate) factor: f64,
}

pub(crate) enum Inner {
    Function(fn(&[f64], &mut [f64]) -> f64),
    Noisy { function: fn(&[f64], &mut [f64]) -> f64, deviation: f64, calls: u64 },
}

impl Objective for Scaled {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut vec![0.0; params.len()])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let factor = self.factor;
        let value = match &mut self.inner {
            Inner::Function(function) => function(params, gradient),
            Inner::Noisy { function, deviation, calls } => {
                let mut stream = RandomStream::new(1, Purpose::TEST, *calls);
                *calls += 1;
                let value = function(params, gradient) + *deviation * stream.normal();
                gradient.iter_mut().for_each(|slope| *slope += *deviation * stream.normal());
                value
            }
        };
        gradient.iter_mut().for_each(|slope| *slope *= factor);
        Ok(factor * value)
    }
}

impl Problem {
    /// The objective, times a factor.
    pub(crate) fn objective(&self, factor: f64) -> Box<dyn Objective> {
        match &self.landscape {
            Landscape::Function(function) => Box::new(Scaled { inner: Inner::Function(*function), factor }),
            Landscape::Noisy(function, deviation) => {
                let inner = Inner::Noisy { function: *function, deviation: *deviation, calls: 0 };
                Box::new(Scaled { inner, factor })
            }
            Landscape::Circuit(circuit, observable) => {
                let scaled =
                    PauliSum::new(observable.terms().iter().map(|(c, string)| (factor * c, string.clone())));
                Box::new(Energy::new(&Device::cpu(), circuit, scaled).unwrap())
            }
        }
    }

    /// The value at scale 1, without noise.
    pub(crate) fn exact(&self, params: &[f64]) -> f64 {
        match &self.landscape {
            Landscape::Function(function) | Landscape::Noisy(function, _) => {
                function(params, &mut vec![0.0; params.len()])
            }
            Landscape::Circuit(circuit, observable) => {
                Energy::new(&Device::cpu(), circuit, observable.clone()).unwrap().at(params).unwrap()
            }
        }
    }
}

fn quadratic<const N: usize>(x: &[f64], slope: &mut [f64], curvatures: [f64; N], places: [f64; N]) -> f64 {
    let mut value = 0.0;
    for k in 0..N {
        slope[k] = curvatures[k] * (x[k] - places[k]);
        value += 0.5 * slope[k] * (x[k] - places[k]);
    }
    value
}

fn bowl(x: &[f64], slope: &mut [f64]) -> f64 {
    quadratic(x, slope, [1.0, 2.0, 4.0], [1.0, -0.5, 0.25])
}

fn narrow(x: &[f64], slope: &mut [f64]) -> f64 {
    quadratic(x, slope, [1.0, 1e4], [0.7, -0.3])
}

/// H. H. Rosenbrock, Comput. J. 3(3), 175 (1960).
fn rosenbrock(x: &[f64], slope: &mut [f64]) -> f64 {
    let (across, along) = (x[1] - x[0] * x[0], 1.0 - x[0]);
    slope.copy_from_slice(&[-2.0 * along - 400.0 * x[0] * across, 200.0 * across]);
    along * along + 100.0 * across * across
}

/// E. M. L. Beale (1958): lowest, 0, at (3, 1/2).
fn beale(x: &[f64], slope: &mut [f64]) -> f64 {
    slope.fill(0.0);
    let mut value = 0.0;
    for (k, constant) in [1.5, 2.25, 2.625].into_iter().enumerate() {
        let power = x[1].powi(k as i32 + 1);
        let part = constant - x[0] * (1.0 - power);
        slope[0] -= 2.0 * part * (1.0 - power);
        slope[1] += 2.0 * part * x[0] * (k as f64 + 1.0) * x[1].powi(k as i32);
        value += part * part;
    }
    value
}

fn quartic(x: &[f64], slope: &mut [f64]) -> f64 {
    slope.iter_mut().zip(x).for_each(|(slope, x)| *slope = 4.0 * x.powi(3));
    x.iter().map(|x| x.powi(4)).sum()
}

/// Its minimum, 0, lies outside of ±π in the first parameter.
fn beyond(x: &[f64], slope: &mut [f64]) -> f64 {
    quadratic(x, slope, [2.0, 2.0], [4.0, 0.5])
}

fn plateau(_: &[f64], slope: &mut [f64]) -> f64 {
    slope.fill(0.0);
    0.25
}

/// A smooth function on a large constant.
fn lifted(x: &[f64], slope: &mut [f64]) -> f64 {
    1000.0 + bowl(x, slope)
}

fn function(name: &'static str, f: fn(&[f64], &mut [f64]) -> f64, start: &[f64]) -> Problem {
    Problem {
        name,
        landscape: Landscape::Function(f),
        start: start.to_vec(),
        lowest: 0.0,
        lowest_inside: 0.0,
        tolerance: 1e-4,
    }
}

fn energy(
    name: &'static str,
    circuit: Circuit,
    observable: PauliSum,
    start: Vec<f64>,
    lowest: f64,
) -> Problem {
    let landscape = Landscape::Circuit(circuit, observable);
    Problem { name, landscape, start, lowest, lowest_inside: lowest, tolerance: 1e-3 }
}

fn rotation() -> Circuit {
    let mut circuit = Circuit::new(1);
    let angle = circuit.parameter("angle");
    circuit.ry(angle, 0).unwrap();
    circuit
}

/// All of them.
pub(crate) fn problems() -> Vec<Problem> {
    let text = |text: &str| text.parse::<PauliSum>().unwrap();
    let chain = text("-1 * Z0 Z1 - 1 * Z1 Z2 - 0.7 * X0 - 0.7 * X1 - 0.7 * X2");
    let h2: String = include_str!("../../../data/molecules/h2.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n");
    let ring = ring_graph(6).unwrap();
    let spread: Vec<f64> = (0..9).map(|k| 0.4 + 0.1 * f64::from(k)).collect();
    vec![
        function("bowl", bowl, &[2.0, -1.0, 0.5]),
        function("narrow", narrow, &[-0.5, 0.4]),
        function("rosenbrock", rosenbrock, &[-1.2, 1.0]),
        function("beale", beale, &[1.0, 0.5]),
        function("quartic", quartic, &[1.0, -0.8]),
        Problem { lowest_inside: (4.0 - PI).powi(2), ..function("beyond", beyond, &[0.3, 0.0]) },
        Problem { lowest: 1000.0, lowest_inside: 1000.0, ..function("lifted", lifted, &[2.0, -1.0, 0.5]) },
        energy("rotation", rotation(), text("Z0"), vec![0.3], -1.0),
        energy("top", rotation(), text("Z0"), vec![0.0], -1.0),
        energy("chain", real_amplitudes(3, 2).unwrap(), chain, spread, -2.786_586_8),
        energy(
            "singlet",
            real_amplitudes(2, 1).unwrap(),
            text("X0 X1 + Y0 Y1 + Z0 Z1"),
            vec![0.3, 0.9, -0.4, 0.6],
            -3.0,
        ),
        energy("h2", uccsd(ActiveSpace::new(2, 4).unwrap()).unwrap(), text(&h2), vec![0.0; 3], -1.137_306),
        energy("cut", maxcut_circuit(&ring, 1).unwrap(), cut_energy(&ring), maxcut_ramp(&ring, 1), -4.5),
        Problem { lowest: 0.25, lowest_inside: 0.25, ..function("plateau", plateau, &[0.4, 0.2]) },
        Problem {
            landscape: Landscape::Noisy(bowl, 0.01),
            tolerance: 0.05,
            ..function("noisy", bowl, &[2.0, -1.0, 0.5])
        },
    ]
}
