//! State vectors on the CPU: passes of small matrices, diagonals and Pauli sums, compiled once for each precision and
//! instruction set. [`Cpu`] is what `ansatz-simulator` calls, and the only caller that is expected; the rest is data.
//!
//! It knows slices, integers and complex numbers: no circuit, no gate, no parameter, no error. One file names threads
//! (`parallel.rs`), one names instruction sets (`simd.rs`), one holds the bit arithmetic (`index.rs`), one hands out disjoint
//! tiles (`tile.rs`), one reads and writes vectors (`cube.rs`; these two hold the only `unsafe` code).
//!
//! Conventions: qubit 0 is the least significant bit of a basis-state index; a state holds `lanes` state vectors side by
//! side, the lane innermost.
#![warn(missing_docs)]

mod angles;
mod apply;
mod budget;
mod buffer;
mod chunk;
mod cis;
mod compiled;
mod cpu;
mod cube;
mod flip;
mod frame;
mod index;
mod locate;
mod mix;
mod op;
mod opening;
mod options;
mod overlaps;
mod parallel;
mod pass;
mod pauli;
mod pauli_terms;
mod phases;
mod prepare;
mod real;
mod reduce;
mod reverse;
mod scratch;
mod simd;
mod split;
mod state;
mod tile;
mod turns;
mod wide;

pub use budget::MemoryBudget;
pub use cis::cis;
pub use compiled::{BraKet, Compiled, Kept};
pub use cpu::Cpu;
pub use op::{BoundPass, Butterfly, Coefficients, Dense, Flip, Op, Phases, SlotDerivative, Turn, Turns};
pub use options::CpuOptions;
pub use overlaps::{Stack, overlaps};
pub use pauli_terms::{PauliTerms, TermGroup, WeightedTerm};
pub use real::Real;
pub use simd::{Simd, SimdLevel};
pub use state::State;

/// A complex number.
pub type C64 = num_complex::Complex64;
