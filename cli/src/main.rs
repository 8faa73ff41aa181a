//! The `ansatz` command line.
fn main() {}
