//! The suite: one test binary, one module for each kind of law.

mod apart;
mod asked;
mod broken_files;
mod cones;
mod conformance;
mod converted;
mod courses;
#[cfg(any(feature = "cuda", feature = "cuda-shim"))]
mod cuda;
mod doors;
mod errors;
mod files;
mod fisher;
mod gradient_matrix;
mod gradients;
mod jacobians;
mod laws;
mod light_cone;
mod meaning;
mod meeting;
mod memory;
mod observables;
mod open_traits;
mod programs;
mod pull_back;
mod same_bits;
mod sampling;
mod shifts;
mod table;
mod trajectories;
