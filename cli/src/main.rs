//! The `ansatz` binary: everything is in the library, so that other programs can call it too.

#[global_allocator]
static MEMORY: ansatz_cli::CountedMemory = ansatz_cli::CountedMemory;

fn main() -> std::process::ExitCode {
    ansatz_cli::run(std::env::args_os())
}
