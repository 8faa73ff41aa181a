//! `cargo run -p xtask -- figures`: prints the figures of the workspace. Called by people and by `.ci/run`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xtask::figures::{ROWS, Ratchet, measure, page};
use xtask::workspace::Workspace;

const USAGE: &str = "usage: cargo run -p xtask -- figures [--check] [--root FOLDER] [--places KEY]

  --check        exit with 1 where a limit is broken
  --root FOLDER  measure another checkout
  --places KEY   list the places behind a figure";

/// What was asked for.
#[derive(Default)]
struct Asked {
    check: bool,
    root: Option<PathBuf>,
    places: Option<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(asked) = read(&arguments) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    figures(&asked).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

fn read(arguments: &[String]) -> Option<Asked> {
    let (command, rest) = arguments.split_first()?;
    let mut asked = Asked::default();
    let mut rest = rest.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--check" => asked.check = true,
            "--root" => asked.root = Some(PathBuf::from(rest.next()?)),
            "--places" => asked.places = Some(rest.next()?.clone()),
            _ => return None,
        }
    }
    (command == "figures").then_some(asked)
}

fn figures(asked: &Asked) -> Result<ExitCode, Box<dyn Error>> {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = xtask.parent().ok_or("this crate lies in the workspace")?;
    let root = asked.root.as_deref().unwrap_or(here);
    let measured = measure(&Workspace::read(root)?, root);
    if let Some(key) = &asked.places {
        let places = measured.places.get(key.as_str()).ok_or("no places are kept for this figure")?;
        places.iter().for_each(|place| println!("{place}"));
        return Ok(ExitCode::SUCCESS);
    }
    let ratchet = Ratchet::parse(&std::fs::read_to_string(xtask.join("ratchet.toml"))?)?;
    let page = page(ROWS, &measured, &ratchet);
    print!("{}", page.text);
    page.broken.iter().for_each(|line| eprintln!("{line}"));
    Ok(ExitCode::from(u8::from(asked.check && !page.broken.is_empty())))
}
