//! Objectives with known minima, and a guard that breaks on command and holds optimizers to what they said they need.

use ansatz_qml::optimize::{Needs, Objective, ObjectiveError, Order};

/// `½ Σ cᵢ (θᵢ - tᵢ)²` with curvatures 1, 2 and 4 and minimum 0 at t = (1, -0.5, 0.25), cycling beyond three parameters.
#[derive(Clone, Copy)]
pub(crate) struct Quadratic;

const CURVATURES: [f64; 3] = [1.0, 2.0, 4.0];
const TARGETS: [f64; 3] = [1.0, -0.5, 0.25];

impl Quadratic {
    pub(crate) fn at(params: &[f64]) -> f64 {
        let terms = params.iter().zip(CURVATURES).zip(TARGETS);
        terms.map(|((param, curvature), target)| 0.5 * curvature * (param - target).powi(2)).sum()
    }

    pub(crate) fn distance(params: &[f64]) -> f64 {
        params.iter().zip(TARGETS).map(|(param, target)| (param - target).powi(2)).sum::<f64>().sqrt()
    }
}

impl Objective for Quadratic {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(Self::at(params))
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        for (index, slope) in gradient.iter_mut().enumerate() {
            *slope = CURVATURES[index] * (params[index] - TARGETS[index]);
        }
        Ok(Self::at(params))
    }
}

/// `(1 - x)² + 100 (y - x²)²`, with minimum 0 at (1, 1). Source: H. H. Rosenbrock, Comput. J. 3(3), 175-184 (1960).
pub(crate) struct Rosenbrock;

impl Rosenbrock {
    pub(crate) fn at(params: &[f64]) -> f64 {
        (1.0 - params[0]).powi(2) + 100.0 * (params[1] - params[0].powi(2)).powi(2)
    }
}

impl Objective for Rosenbrock {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(Self::at(params))
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let valley = params[1] - params[0].powi(2);
        gradient[0] = -2.0 * (1.0 - params[0]) - 400.0 * params[0] * valley;
        gradient[1] = 200.0 * valley;
        Ok(Self::at(params))
    }
}

/// The quadratic with uniform noise of the given half width, new in every call.
pub(crate) struct Noisy {
    width: f64,
    random: Random,
}

impl Noisy {
    pub(crate) fn new(width: f64) -> Self {
        Self { width, random: Random(0) }
    }
}

impl Objective for Noisy {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(Quadratic::at(params) + self.width * (2.0 * self.random.next() - 1.0))
    }

    fn value_and_gradient(&mut self, _: &[f64], _: &mut [f64]) -> Result<f64, ObjectiveError> {
        Err("noise has no gradient".into())
    }
}

/// A sum of products of two cosines with random phases and weights: smooth, periodic and full of saddles, as a circuit's energy is.
pub(crate) struct Waves {
    phases: Vec<[f64; 2]>,
    weights: Vec<f64>,
    random: Random,
}

impl Waves {
    pub(crate) fn new(seed: u64, size: usize) -> Self {
        let mut random = Random(seed);
        let phases = (0..size).map(|_| [6.3 * random.next(), 6.3 * random.next()]).collect();
        let weights = (0..size).map(|_| random.next() - 0.5).collect();
        Self { phases, weights, random }
    }

    pub(crate) fn start(&mut self) -> Vec<f64> {
        self.weights.iter().map(|_| 6.3 * self.random.next()).collect()
    }

    pub(crate) fn slope(&mut self, params: &[f64]) -> f64 {
        let mut gradient = vec![0.0; params.len()];
        self.value_and_gradient(params, &mut gradient).map(|_| ()).ok();
        gradient.iter().fold(0.0, |largest: f64, slope| largest.max(slope.abs()))
    }
}

impl Objective for Waves {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut vec![0.0; params.len()])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        gradient.fill(0.0);
        let mut value = 0.0;
        for (index, ([left, right], weight)) in self.phases.iter().zip(&self.weights).enumerate() {
            let next = (index + 1) % params.len();
            let (first, second) = (params[index] + left, 2.0 * params[next] + right);
            value += weight * first.cos() * second.cos();
            gradient[index] -= weight * first.sin() * second.cos();
            gradient[next] -= 2.0 * weight * first.cos() * second.sin();
        }
        Ok(value)
    }
}

/// A linear congruential generator with Knuth's constants; the upper bits as a number in [0, 1).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }
}

/// One parameter; values and gradients are read from a list, wherever the parameter is.
pub(crate) struct Scripted {
    answers: Vec<(f64, f64)>,
}

impl Scripted {
    pub(crate) fn new(answers: &[(f64, f64)]) -> Self {
        Self { answers: answers.iter().rev().copied().collect() }
    }
}

impl Objective for Scripted {
    fn value(&mut self, _: &[f64]) -> Result<f64, ObjectiveError> {
        self.answers.pop().map(|answer| answer.0).ok_or_else(|| "the script is over".into())
    }

    fn value_and_gradient(&mut self, _: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let (value, slope) = self.answers.pop().ok_or("the script is over")?;
        gradient.fill(slope);
        Ok(value)
    }
}

/// Counts calls, panics when a gradient is asked for by an optimizer that said it needs none (or the other way round), breaks on command.
pub(crate) struct Guard {
    inner: Box<dyn Objective>,
    needs: Needs,
    calls: usize,
    state: State,
}

enum State {
    Sound,
    Broken(f64),
    Failing,
}

impl Guard {
    pub(crate) fn new(inner: impl Objective + 'static, needs: Needs) -> Self {
        Self { inner: Box::new(inner), needs, calls: 0, state: State::Sound }
    }

    pub(crate) fn take_calls(&mut self) -> usize {
        std::mem::take(&mut self.calls)
    }

    pub(crate) fn break_with(&mut self, value: f64) {
        self.state = State::Broken(value);
    }

    pub(crate) fn fail(&mut self) {
        self.state = State::Failing;
    }

    pub(crate) fn repair(&mut self) {
        self.state = State::Sound;
    }

    fn answer(&mut self, value: Result<f64, ObjectiveError>) -> Result<f64, ObjectiveError> {
        self.calls += 1;
        match self.state {
            State::Sound => value,
            State::Broken(broken) => Ok(broken),
            State::Failing => Err("out of memory".into()),
        }
    }
}

impl Objective for Guard {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        assert_eq!(self.needs.order, Order::Value, "asked for a value only");
        let value = self.inner.value(params);
        self.answer(value)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        assert_eq!(self.needs.order, Order::Gradient, "asked for a gradient");
        let value = self.inner.value_and_gradient(params, gradient);
        self.answer(value)
    }
}
