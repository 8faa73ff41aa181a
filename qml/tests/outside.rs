//! The law of open traits: what is shipped can be written outside, through public items only, with the same bits.
#![allow(clippy::unwrap_used)]

use ansatz_qml::data::moons;
use ansatz_qml::energy::Minimizer;
use ansatz_qml::losses::{CrossEntropy, Loss, RegressionLoss, softmax};
use ansatz_qml::models::{Trainer, reuploading};
use ansatz_qml::optimize::{
    Backtracked, Backtracking, Bounds, FirstOrder, Function, IntoOptimizer, Needs, Objective, OptimizeError,
    Optimizer, OptimizerSettings, OptimizerState, Point, Probe, RestoreError, Scale, Step, Stop, UpdateRule,
    is_at_resolution,
};
use ansatz_simulator::{Backend, Cpu};
use argmin::core::{
    CostFunction, Error, Gradient, IterState, KV, LineSearch, Problem, Solver, State as _, TerminationStatus,
};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::sync::Arc;

/// Adam, as its paper has it.
#[derive(Serialize, Deserialize)]
struct MyAdam {
    rate: f64,
    mean: Vec<f64>,
    square: Vec<f64>,
    /// `β₁ᵗ`.
    share_of_mean: f64,
    /// `β₂ᵗ`.
    share_of_square: f64,
}

impl MyAdam {
    fn new(rate: f64) -> Self {
        Self { rate, mean: Vec::new(), square: Vec::new(), share_of_mean: 1.0, share_of_square: 1.0 }
    }
}

impl UpdateRule for MyAdam {
    fn name(&self) -> &'static str {
        "my_adam"
    }

    fn update(&mut self, gradient: &[f64], params: &mut [f64]) {
        let (beta1, beta2, epsilon) = (0.9, 0.999, 1e-8);
        self.mean.resize(params.len(), 0.0);
        self.square.resize(params.len(), 0.0);
        self.share_of_mean *= beta1;
        self.share_of_square *= beta2;
        for (k, (param, slope)) in params.iter_mut().zip(gradient).enumerate() {
            self.mean[k] = beta1 * self.mean[k] + (1.0 - beta1) * slope;
            self.square[k] = beta2 * self.square[k] + (1.0 - beta2) * slope * slope;
            let mean = self.mean[k] / (1.0 - self.share_of_mean);
            let square = self.square[k] / (1.0 - self.share_of_square);
            *param -= self.rate * mean / (square.sqrt() + epsilon);
        }
    }
}

type MoreThuente = MoreThuenteLineSearch<Vec<f64>, Vec<f64>, f64>;
type State = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// A line search whose first trial is at most as long as a radian, and in its first search this multiple of the direction.
#[derive(Clone)]
struct AtMostOne(MoreThuente, Option<f64>);

impl LineSearch<Vec<f64>, f64> for AtMostOne {
    fn search_direction(&mut self, direction: Vec<f64>) {
        let length = direction.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
        self.0.initial_step_length((1.0 / length).min(self.1.take().unwrap_or(1.0))).unwrap();
        self.0.search_direction(direction);
    }

    fn initial_step_length(&mut self, fraction: f64) -> Result<(), Error> {
        self.0.initial_step_length(fraction)
    }
}

impl<O> Solver<O, State> for AtMostOne
where
    O: CostFunction<Param = Vec<f64>, Output = f64> + Gradient<Param = Vec<f64>, Gradient = Vec<f64>>,
{
    fn name(&self) -> &str {
        "line search"
    }

    fn init(&mut self, problem: &mut Problem<O>, state: State) -> Result<(State, Option<KV>), Error> {
        self.0.init(problem, state)
    }

    fn next_iter(&mut self, problem: &mut Problem<O>, state: State) -> Result<(State, Option<KV>), Error> {
        self.0.next_iter(problem, state)
    }

    fn terminate(&mut self, state: &State) -> TerminationStatus {
        <MoreThuente as Solver<O, State>>::terminate(&mut self.0, state)
    }
}

/// The objective as argmin wants it.
struct Line<'p, 'o>(&'p RefCell<Probe<'o>>);

impl CostFunction for Line<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, params: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.0.borrow_mut().value_and_gradient(params)?.value)
    }
}

impl Gradient for Line<'_, '_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, params: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.0.borrow_mut().value_and_gradient(params)?.gradient.clone())
    }
}

/// L-BFGS with ten pairs.
#[derive(Default)]
struct MyLbfgs {
    solver: Option<LBFGS<AtMostOne, Vec<f64>, Vec<f64>, f64>>,
    remembered: u64,
    point: Option<Point>,
    scale: Scale,
}

impl Optimizer for MyLbfgs {
    fn name(&self) -> &'static str {
        "my_lbfgs"
    }

    fn needs(&self) -> Needs {
        Needs::FULL_GRADIENT
    }

    fn step(&mut self, objective: &mut dyn Objective, params: &mut [f64]) -> Result<Step, OptimizeError> {
        let known = self.point.take_if(|point| point.params == params);
        let mut evaluations = usize::from(known.is_none());
        let start = known.unwrap_or_else(|| {
            (self.solver, self.scale) = (None, Scale::of(objective));
            Probe::new("my_lbfgs", objective, 1).value_and_gradient(params).unwrap().clone()
        });
        let value = start.value;
        self.scale.see(value, &start.gradient);
        let (end, stop) = if self.scale.is_flat(&start.gradient, 1e-9) {
            (start, Some(if evaluations > 0 { Stop::StationaryStart } else { Stop::Converged }))
        } else {
            self.advance(objective, start, &mut evaluations)
        };
        params.copy_from_slice(&end.params);
        let step = Step { value, value_after: Some(end.value), stop, evaluations };
        self.point = Some(end);
        Ok(step)
    }
}

impl MyLbfgs {
    fn advance(
        &mut self,
        objective: &mut dyn Objective,
        start: Point,
        evaluations: &mut usize,
    ) -> (Point, Option<Stop>) {
        let mut here = start;
        // With the memory, then without it.
        loop {
            let fresh = self.solver.is_none();
            let probe = RefCell::new(Probe::new("my_lbfgs", &mut *objective, 40));
            let next = self.iterate(&probe, &here);
            *evaluations += probe.borrow().evaluations;
            if let Some(next) = next
                && let Some(ended) = self.judge(&mut here, next)
            {
                return (here, ended);
            }
            if fresh {
                break;
            }
            self.solver = None;
        }
        // The steepest descent, from a radian on.
        let direction: Vec<f64> = here.gradient.iter().map(|slope| -slope).collect();
        let length = direction.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
        let (first, rounding) = (1.0 / length, self.scale.rounding());
        let start = here.clone();
        let bounds = Bounds::NONE;
        let search =
            Backtracking { start: &start, direction: &direction, first, shrink: 0.25, bounds, rounding };
        let mut probe = Probe::new("my_lbfgs", objective, usize::MAX);
        let Backtracked { found, curvature } = search.run(&mut probe);
        *evaluations += probe.evaluations;
        if let Some(next) = found
            && let Some(ended) = self.judge(&mut here, next)
        {
            return (here, ended);
        }
        let resolved = is_at_resolution(&here.gradient, curvature, self.scale.rounding());
        (here, Some(if resolved { Stop::Converged } else { Stop::LineSearchFailed }))
    }

    /// Goes to `next`; whether that is where the step ends, and then whether the search does.
    fn judge(&mut self, here: &mut Point, next: Point) -> Option<Option<Stop>> {
        self.scale.see(next.value, &next.gradient);
        let smallest = (1e-14 * (here.value.abs() + self.scale.size())).max(self.scale.rounding());
        let falls = here.value - next.value > smallest;
        *here = next;
        let flat = self.scale.is_flat(&here.gradient, 1e-9);
        (falls || flat).then(|| flat.then_some(Stop::Converged))
    }

    fn iterate(&mut self, probe: &RefCell<Probe<'_>>, start: &Point) -> Option<Point> {
        if self.solver.is_none() {
            self.remembered = 0;
        }
        let fresh = || {
            let search = MoreThuente::new().with_bounds(0.0, f64::INFINITY).unwrap();
            let first = self.scale.first_step(start.value, &start.gradient);
            LBFGS::new(AtMostOne(search, Some(first)), 10)
        };
        let mut solver = self.solver.take().unwrap_or_else(fresh);
        let mut state =
            IterState::new().param(start.params.clone()).cost(start.value).gradient(start.gradient.clone());
        state.iter = self.remembered;
        let (mut state, _) = solver.next_iter(&mut Problem::new(Line(probe)), state).ok()?;
        let params = state.take_param()?;
        let next = probe.borrow_mut().value_and_gradient(&params).ok()?.clone();
        if next.value >= start.value {
            return None;
        }
        let [mut curvature, mut moved, mut changed] = [0.0; 3];
        for k in 0..params.len() {
            let (step, change) = (next.params[k] - start.params[k], next.gradient[k] - start.gradient[k]);
            curvature += step * change;
            moved += step * step;
            changed += change * change;
        }
        if curvature > f64::EPSILON * moved.sqrt() * changed.sqrt() {
            self.solver = Some(solver);
            self.remembered += 1;
        }
        Some(next)
    }
}

/// `(1 - x)² + 100 (y - x²)²`, whose valley is bent.
fn rosenbrock(x: &[f64], slope: &mut [f64]) -> f64 {
    let (across, along) = (x[1] - x[0] * x[0], 1.0 - x[0]);
    slope.copy_from_slice(&[-2.0 * along - 400.0 * x[0] * across, 200.0 * across]);
    along * along + 100.0 * across * across
}

/// `Σ_k a_k cos(k·x + p_k)`, as expectations are, with directions k and phases that a number decides.
fn waves(number: usize) -> impl FnMut(&[f64], &mut [f64]) -> f64 {
    move |x, slope| {
        slope.fill(0.0);
        (1..8).fold(0.0, |sum, wave| {
            let direction = |j: usize| ((number + 3 * wave * (j + 1)) % 5) as f64 - 2.0;
            let phase =
                (number * wave) as f64 + x.iter().enumerate().map(|(j, x)| direction(j) * x).sum::<f64>();
            let height = 1.0 / wave as f64;
            slope.iter_mut().enumerate().for_each(|(j, slope)| *slope -= height * direction(j) * phase.sin());
            sum + height * phase.cos()
        })
    }
}

fn waves_start(number: usize) -> Vec<f64> {
    (0..4).map(|j| (number as f64 + 2.5 * j as f64).sin()).collect()
}

/// All steps of an optimizer, and all points, as bits.
fn path(
    optimizer: &mut dyn Optimizer,
    objective: &mut dyn Objective,
    start: &[f64],
) -> Vec<(Step, Vec<u64>)> {
    let mut params = start.to_vec();
    let mut path = Vec::new();
    for _ in 0..200 {
        let step = optimizer.step(objective, &mut params).unwrap();
        path.push((step, params.iter().map(|x| x.to_bits()).collect()));
        if step.stop.is_some() {
            break;
        }
    }
    path
}

/// One written here and one by its name, on a bent valley and on many landscapes of waves.
fn same_path(mine: &dyn Fn() -> Box<dyn Optimizer>, name: &OptimizerSettings) {
    let shipped = || name.into_optimizer().unwrap();
    let valley = |optimizer: &mut dyn Optimizer| path(optimizer, &mut Function(rosenbrock), &[-1.2, 1.0]);
    assert_eq!(valley(&mut *mine()), valley(&mut *shipped()), "{}", name.name);
    let mut longest = 0;
    for number in 0..20 {
        let along = |optimizer: &mut dyn Optimizer| {
            path(optimizer, &mut Function(waves(number)), &waves_start(number))
        };
        let one = along(&mut *mine());
        assert_eq!(one, along(&mut *shipped()), "{} on waves {number}", name.name);
        longest = longest.max(one.len());
    }
    assert!(longest > 5, "{}", name.name);
}

#[test]
fn an_adam_written_outside_takes_the_same_path() {
    let mine = || Box::new(FirstOrder::new(MyAdam::new(0.1))) as Box<dyn Optimizer>;
    same_path(&mine, &OptimizerSettings::from("adam").with_learning_rate(0.1));
}

#[test]
fn an_lbfgs_written_outside_takes_the_same_path() {
    same_path(&|| Box::<MyLbfgs>::default(), &OptimizerSettings::from("lbfgs"));
}

#[test]
fn an_optimizer_written_outside_minimizes_and_goes_on_from_its_state() {
    let (mut waves, start) = (Function(waves(3)), waves_start(3));
    let by_name = Minimizer::new("lbfgs".parse::<Box<dyn Optimizer>>().unwrap());
    let by_name = by_name.run(&mut waves, start.clone()).unwrap();
    let mine = Minimizer::new(MyLbfgs::default()).run(&mut waves, start.clone()).unwrap();
    assert_eq!(mine, by_name);

    let mut whole = FirstOrder::new(MyAdam::new(0.1));
    let mut params = start;
    for _ in 0..5 {
        whole.step(&mut waves, &mut params).unwrap();
    }
    let text = serde_json::to_string(&whole.save()).unwrap();
    let state: OptimizerState = serde_json::from_str(&text).unwrap();
    let mut again = FirstOrder::new(MyAdam::new(9.0));
    again.restore(&state).unwrap();
    let mut copy = params.clone();
    for _ in 0..5 {
        assert_eq!(whole.step(&mut waves, &mut params).unwrap(), again.step(&mut waves, &mut copy).unwrap());
        assert_eq!(params, copy);
    }
    assert!(
        matches!(state.into_optimizer().err().unwrap(), RestoreError::Foreign { name } if name == "my_adam")
    );
}

/// Cross-entropy, and with `γ > 0` the focal loss: `-(1 - p_y)^γ ln p_y` (T.-Y. Lin et al., arXiv:1708.02002).
struct FocalLoss {
    gamma: f64,
}

impl Loss for FocalLoss {
    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let log_sum = softmax(outputs, gradient);
        let (p, loss) = (gradient[label], log_sum - outputs[label]);
        if self.gamma == 0.0 {
            gradient[label] -= 1.0;
            return loss;
        }
        let slope = (1.0 - p).powf(self.gamma - 1.0) * (self.gamma * p * -loss - (1.0 - p));
        gradient.iter_mut().for_each(|p_k| *p_k *= -slope);
        gradient[label] += slope;
        (1.0 - p).powf(self.gamma) * loss
    }
}

#[test]
fn a_loss_written_outside_has_the_same_bits() {
    let shipped: Box<dyn Loss> = "cross_entropy".parse().unwrap();
    for (k, outputs) in [[0.3, -1.0, 2.0], [1e3, 0.0, -1e3], [0.0; 3]].into_iter().enumerate() {
        let (mut mine, mut theirs) = ([0.0; 3], [0.0; 3]);
        let loss = FocalLoss { gamma: 0.0 };
        let value = loss.value_and_gradient(&outputs, k, &mut mine);
        assert_eq!(value.to_bits(), shipped.value_and_gradient(&outputs, k, &mut theirs).to_bits());
        assert_eq!(mine.map(f64::to_bits), theirs.map(f64::to_bits));
        loss.probabilities(&outputs, &mut mine);
        CrossEntropy.probabilities(&outputs, &mut theirs);
        assert_eq!(mine, theirs);
    }
    // With a focus, the gradient is the slope of the value.
    let (loss, outputs) = (FocalLoss { gamma: 2.0 }, [0.3, -1.0, 0.8]);
    let mut gradient = [0.0; 3];
    loss.value_and_gradient(&outputs, 1, &mut gradient);
    for k in 0..3 {
        let at = |offset: f64| {
            let mut moved = outputs;
            moved[k] += offset;
            loss.value_and_gradient(&moved, 1, &mut [0.0; 3])
        };
        assert!(((at(1e-5) - at(-1e-5)) / 2e-5 - gradient[k]).abs() < 1e-9);
    }
}

#[test]
fn training_by_what_is_written_outside_has_the_same_bits() {
    let backend: Arc<dyn Backend> = Arc::new(Cpu::<f64>::default());
    let data = moons(24, 0.1, 0).unwrap();
    let weights = |optimizer: Box<dyn Optimizer>, loss: Box<dyn Loss>, batch_size: usize| {
        let model = reuploading(2, 2, 1).unwrap().loss(loss);
        let trainer = Trainer::new(optimizer).epochs(6).batch_size(batch_size).seed(3);
        let fitted = trainer.fit(&backend, model, &data).unwrap();
        fitted.weights().iter().map(|weight| weight.to_bits()).collect::<Vec<u64>>()
    };
    let named = |name: &str| -> Box<dyn Optimizer> { name.parse().unwrap() };
    let cross_entropy = || -> Box<dyn Loss> { "cross_entropy".parse().unwrap() };
    let (adam, lbfgs) =
        (weights(named("adam"), cross_entropy(), 7), weights(named("lbfgs"), cross_entropy(), 0));
    let mine = || Box::new(FocalLoss { gamma: 0.0 });
    assert_eq!(adam, weights(Box::new(FirstOrder::new(MyAdam::new(0.05))), mine(), 7));
    assert_eq!(lbfgs, weights(Box::<MyLbfgs>::default(), mine(), 0));
    assert_ne!(adam, weights(named("adam"), Box::new(FocalLoss { gamma: 2.0 }), 7));
}

/// `e²`.
struct MySquare;

impl RegressionLoss for MySquare {
    fn value_and_slope(&self, error: f64) -> (f64, f64) {
        (error * error, 2.0 * error)
    }
}

#[test]
fn a_loss_of_numbers_written_outside_has_the_same_bits() {
    let shipped: Box<dyn RegressionLoss> = "squared_error".parse().unwrap();
    for error in [-2.5, 0.0, 1e-9, 7.0] {
        assert_eq!(MySquare.value_and_slope(error), shipped.value_and_slope(error));
    }
}
