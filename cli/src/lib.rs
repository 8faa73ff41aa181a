//! The `ansatz` command line: one folder or file for each subcommand in `commands/`, words and pictures around `ansatz-jobs`.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 success, 1 the work failed,
//! 2 the input is wrong.
//!
//! ```
//! ansatz_cli::run(["ansatz", "gates"]);
//! ```
#![warn(missing_docs)]

mod circuit_arguments;
mod closed_output;
mod commands;
mod csv_table;
mod diagnostics;
mod epoch_log;
mod excerpt;
mod failure;
mod harmless;
mod help;
mod messages;
mod metrics;
mod net;
mod options;
mod output;
mod page;
mod picture;
mod progress;
mod standard_input;
mod terminal;

pub use net::CountedMemory;

use page::Invocation;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
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
    Inspect(commands::inspect::Inspect),
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

/// Reads the arguments; from then on the memory of all the program does is limited.
fn read<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> Result<Arguments, clap::Error> {
    let matches = Arguments::command().try_get_matches_from(arguments)?;
    if let Some((name, options)) = matches.subcommand() {
        let limit = options.try_get_one::<u64>("memory_limit").ok().flatten();
        net::arm(limit.copied(), if name == "bench" { commands::bench::OWN_BYTES } else { 0 });
    }
    Arguments::from_arg_matches(&matches)
}

/// Does what the arguments say, the first of which is the program's name; gives the exit code.
pub fn run<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let invocation =
        Invocation::new(arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect());
    let arguments = match read(arguments) {
        Ok(arguments) => arguments,
        Err(refusal) => return failure::refused(&refusal),
    };
    let outcome = match arguments.command {
        Command::Run(command) => command.execute(),
        Command::Grad(command) => command.execute(),
        Command::Plan(command) => command.execute(),
        Command::Draw(command) => command.execute(),
        Command::Convert(command) => command.execute(),
        Command::Gates(command) => command.execute(),
        Command::Inspect(command) => command.execute(),
        Command::Train(command) => command.execute(&invocation),
        Command::Predict(command) => command.execute(),
        Command::Evaluate(command) => command.execute(),
        Command::Minimize(command) => command.execute(&invocation),
        Command::Gram(command) => command.execute(&invocation),
        Command::Study(command) => command.execute(&invocation),
        Command::Health(command) => command.execute(&invocation),
        Command::Bench(command) => command.execute(&invocation),
        Command::Devices(command) => command.execute(),
        Command::Completions(command) => command.execute(),
        Command::Man(command) => command.execute(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
