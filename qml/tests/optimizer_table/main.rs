//! Every optimizer on every problem at every scale: it reaches the known minimum, or says why not.
//!
//! The whole table: `cargo test -p ansatz-qml --test optimizer_table -- --ignored --nocapture`.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout)] // The table goes to the test's output.

mod problems;

use ansatz_qml::ModelError;
use ansatz_qml::energy::{Minimizer, Minimum};
use ansatz_qml::optimize::{
    CIRCUIT_OPTIMIZERS, OPTIMIZERS, OptimizeError, Optimizer, OptimizerSettings, Stop, by_name,
};
use problems::{Landscape, Problem, problems};

/// What became of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell {
    /// It is within the tolerance, and stopped for this reason.
    Reached(Stop),
    /// It is not, and says so.
    Short(Stop),
    /// A number stopped being finite, which is an error.
    Diverged,
    /// The optimizer asks for more than the objective has, which is an error.
    Missing,
}

impl Cell {
    fn text(self) -> String {
        let word = |stop: Stop| match stop {
            Stop::Converged => "",
            Stop::StationaryStart => " flat",
            Stop::LineSearchFailed => " line",
            Stop::Limit => " limit",
            _ => " other",
        };
        match self {
            Cell::Reached(stop) => format!("yes{}", word(stop)),
            Cell::Short(stop) => format!("no{}", word(stop)),
            Cell::Diverged => "diverged".into(),
            Cell::Missing => "-".into(),
        }
    }
}

/// Steps that are enough for most of the problems; one of the whole methods is worth many of the others.
fn steps(optimizer: &str) -> usize {
    match optimizer {
        "lbfgs" | "lbfgsb" | "rotosolve" => 150,
        "qng" | "momentum_qng" => 200,
        "qnspsa" => 400,
        "icans" | "rosalin" => 60,
        "nelder_mead" | "cobyla" => 1000,
        _ => 500,
    }
}

fn search(name: &str, problem: &Problem, factor: f64) -> Result<Minimum, ModelError> {
    let mut objective = problem.objective(factor);
    let optimizer = by_name(name, &OptimizerSettings { seed: 3, ..OptimizerSettings::from(name) }).unwrap();
    Minimizer::new(optimizer).steps(steps(name)).run(&mut *objective, problem.start.clone())
}

fn cell(name: &str, problem: &Problem, factor: f64) -> Cell {
    let optimizer: Box<dyn Optimizer> = name.parse().unwrap();
    let lowest = if optimizer.bounds().is_some() { problem.lowest_inside } else { problem.lowest };
    match search(name, problem, factor) {
        Ok(found) => {
            let above = problem.exact(&found.parameters) - lowest;
            assert!(above > -1e-5, "{name} on {}: lower than the lowest by {above:e}", problem.name);
            if above <= problem.tolerance { Cell::Reached(found.stop) } else { Cell::Short(found.stop) }
        }
        Err(ModelError::Optimize(OptimizeError::Diverged { .. })) => Cell::Diverged,
        Err(ModelError::Optimize(OptimizeError::Missing { .. })) => Cell::Missing,
        Err(error) => panic!("{name} on {}: {error}", problem.name),
    }
}

/// Those whose path does not depend on the unit of the objective.
const FREE_OF_UNITS: [&str; 7] = ["spsa", "lbfgs", "lbfgsb", "nelder_mead", "cobyla", "qnspsa", "rotosolve"];

/// Whether a method is good enough for a problem to reach its minimum and say so within the steps that it has here.
fn must_reach(name: &str, problem: &Problem) -> bool {
    let is_circuit = matches!(problem.landscape, Landscape::Circuit(..));
    match (name, problem.name) {
        (_, "plateau" | "noisy") => false,
        ("lbfgs" | "lbfgsb", _) => true,
        ("nelder_mead", of) => of != "chain",
        ("cobyla", of) => !["narrow", "rosenbrock", "beale"].contains(&of),
        ("rotosolve", _) => is_circuit,
        _ => false,
    }
}

/// Runs and prints the table of these scales; gives what is wrong with it.
fn table(scales: &[f64]) -> Vec<String> {
    let (mut wrong, problems) = (Vec::new(), problems());
    println!(
        "{:<12} {:<11} {}",
        "problem",
        "optimizer",
        scales.iter().map(|s| format!("{s:>10.0e}")).collect::<String>()
    );
    for problem in &problems {
        for name in OPTIMIZERS.into_iter().chain(CIRCUIT_OPTIMIZERS) {
            let cells: Vec<Cell> = scales.iter().map(|scale| cell(name, problem, *scale)).collect();
            let row: String = cells.iter().map(|cell| format!("{:>10}", cell.text())).collect();
            println!("{:<12} {:<17} {row}", problem.name, name);
            let place = format!("{name} on {}", problem.name);
            if cells.contains(&Cell::Short(Stop::Converged)) {
                wrong.push(format!("{place} says `converged` where it is not: {row}"));
            }
            if problem.name == "plateau" && cells.contains(&Cell::Reached(Stop::Converged)) {
                wrong.push(format!("{place} says `converged` where nothing changes: {row}"));
            }
            if must_reach(name, problem) && cells.iter().any(|cell| *cell != Cell::Reached(Stop::Converged)) {
                wrong.push(format!("{place} does not reach the minimum: {row}"));
            }
            let reached = |cell: &Cell| matches!(cell, Cell::Reached(_));
            let differ = cells.iter().any(reached) && !cells.iter().all(reached);
            if FREE_OF_UNITS.contains(&name) && differ {
                wrong.push(format!("{place} depends on the scale: {row}"));
            }
        }
    }
    wrong
}

#[test]
fn every_optimizer_reaches_the_minimum_or_says_why_not_at_any_scale() {
    let wrong = table(&[1e-8, 1.0, 1e8]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "the whole table; three of its scales are in the other tests"]
fn the_whole_table() {
    let scales: Vec<f64> = (-4..=4).map(|k| 100f64.powi(k)).collect();
    let wrong = table(&scales);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_power_of_two_as_a_factor_changes_no_bit_of_the_way() {
    for problem in problems().iter().filter(|problem| problem.name != "noisy") {
        for name in FREE_OF_UNITS {
            let path = |factor: f64| {
                search(name, problem, factor).map(|found| {
                    let bits = found.parameters.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                    (bits, found.stop, found.evaluations, (found.energy / factor).to_bits())
                })
            };
            let Ok(plain) = path(1.0) else { continue };
            for factor in [2f64.powi(-27), 2f64.powi(27)] {
                assert_eq!(path(factor).unwrap(), plain, "{name} on {} times {factor:e}", problem.name);
            }
        }
    }
}
