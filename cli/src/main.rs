//! The `ansatz` command line: one file for each subcommand in `commands/`.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 success, 1 the work failed,
//! 2 the input is wrong.

mod backend;
mod bench_report;
mod bench_text;
mod bindings;
mod bits;
mod bound;
mod boundary;
mod chart;
mod checkpoint_file;
mod circuit_file;
mod commands;
mod config;
mod crossover;
mod csv_table;
mod diagnostics;
mod energy_answer;
mod energy_problem;
mod excerpt;
mod failure;
mod grad_answer;
mod health_answer;
mod health_report;
mod help;
mod metrics_text;
mod model_file;
mod options;
mod output;
mod output_folder;
mod page;
mod progress;
mod run_answer;
mod run_table;
mod study_page;
mod study_results;
mod study_text;
mod toml_file;
mod training_page;
mod training_report;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Quantum circuits and quantum machine learning: run, differentiate and train.
///
/// Runs OpenQASM 2 and 3 files on a state-vector simulator, differentiates them, and trains models made of circuits.
/// Results go to standard output, everything else to standard error. The same seed gives the same results for any number
/// of threads, bit for bit. Qubit 0 is the least significant bit of a basis state's number; angles are in radians.
#[derive(Parser)]
#[command(
    name = "ansatz",
    version,
    max_term_width = 110,
    arg_required_else_help = true,
    after_long_help = help::page(
        &["`ansatz COMMAND --help` describes a command, its options and the files that it reads."],
        "ansatz run examples/bell.qasm --shots 1000 --seed 7\nansatz train examples/moons.toml --out out/moons"
    )
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(commands::run::Run),
    Grad(commands::grad::Grad),
    Plan(commands::plan::PlanCommand),
    Draw(commands::draw::Draw),
    Convert(commands::convert::Convert),
    Gates(commands::gates::Gates),
    Train(commands::train::Train),
    Predict(commands::predict::Predict),
    Evaluate(commands::evaluate::Evaluate),
    Minimize(commands::minimize::Minimize),
    Gram(commands::gram::Gram),
    Study(commands::study::Study),
    Health(Box<commands::health::Health>),
    Bench(Box<commands::bench::Bench>),
    Devices(commands::devices::Devices),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(command) => command.execute(),
        Command::Grad(command) => command.execute(),
        Command::Plan(command) => command.execute(),
        Command::Draw(command) => command.execute(),
        Command::Convert(command) => command.execute(),
        Command::Gates(command) => command.execute(),
        Command::Train(command) => command.execute(),
        Command::Predict(command) => command.execute(),
        Command::Evaluate(command) => command.execute(),
        Command::Minimize(command) => command.execute(),
        Command::Gram(command) => command.execute(),
        Command::Study(command) => command.execute(),
        Command::Health(command) => command.execute(),
        Command::Bench(command) => command.execute(),
        Command::Devices(command) => command.execute(),
        Command::Completions(command) => command.execute(),
        Command::Man(command) => command.execute(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
