//! The `ansatz` binary: everything is in the library, so that other programs can call it too.

fn main() -> std::process::ExitCode {
    ansatz_cli::run(std::env::args_os())
}
