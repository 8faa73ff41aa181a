//! `completions`: what a shell needs to complete commands, options and their values.

use crate::Arguments;
use crate::failure::Outcome;
use crate::output;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell.
///
/// Commands, options, values of options and file names are completed after `ansatz`. Where a shell looks for
/// completions: bash in `~/.local/share/bash-completion/completions/ansatz`, zsh in a file `_ansatz` of a folder of
/// `$fpath`, fish in `~/.config/fish/completions/ansatz.fish`; PowerShell and elvish read them from their profiles.
#[derive(Args)]
#[command(after_long_help = crate::help::page(&[], "ansatz completions bash\nansatz completions zsh"))]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn execute(&self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "ansatz", &mut script);
        output::print_exactly(String::from_utf8_lossy(&script).trim_end())
    }
}
