//! `man`: the help of every command as manual pages.

use crate::Arguments;
use crate::failure::{Failure, Outcome};
use crate::output;
use ansatz_jobs::files::write_file;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;
use std::path::PathBuf;

/// Print or write manual pages.
///
/// Without options the page of `ansatz` goes to standard output, in roff, as `man -l -` reads it; with the name of a
/// command, that command's page. With --out every page is written to a file of the folder: `ansatz.1`, `ansatz-run.1`,
/// and so on.
#[derive(Args)]
#[command(after_long_help = crate::help::page(&[], "ansatz man run\nansatz man --out ."))]
pub struct Man {
    /// The command whose page is printed
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write the pages of all commands into this folder, which must be there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub fn execute(&self) -> Outcome {
        // Builds the tree, so that pages say `ansatz run` in their usage.
        let mut root = Arguments::command();
        root.build();
        match &self.out {
            Some(folder) => all(&root).try_for_each(|command| {
                let path = folder.join(format!("{}.1", page_name(command)));
                let text = roff(command)?;
                Ok(write_file(&path, |file| file.write_all(&text))?)
            }),
            None => {
                let text = roff(self.chosen(&root)?)?;
                output::print_exactly(String::from_utf8_lossy(&text).trim_end())
            }
        }
    }

    fn chosen<'a>(&self, root: &'a Command) -> Outcome<&'a Command> {
        let Some(name) = &self.command else { return Ok(root) };
        root.find_subcommand(name).ok_or_else(|| {
            let near = ansatz::circuits::nearest(name, root.get_subcommands().map(Command::get_name));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Failure::option("COMMAND", format!("there is no command `{}`{hint}", name.escape_debug()))
        })
    }
}

/// The program and its commands.
fn all(root: &Command) -> impl Iterator<Item = &Command> {
    let is_own = |command: &&Command| command.get_name() != "help";
    std::iter::once(root).chain(root.get_subcommands().filter(is_own))
}

fn page_name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).replace(' ', "-")
}

fn roff(command: &Command) -> Outcome<Vec<u8>> {
    let mut text = Vec::new();
    let page = Page::new(command.clone())
        .title(page_name(command))
        .manual("Ansatz")
        .source(concat!("ansatz ", env!("CARGO_PKG_VERSION")));
    page.render(&mut text).map_err(|error| Failure::work(format!("cannot write a manual page: {error}")))?;
    Ok(text)
}
