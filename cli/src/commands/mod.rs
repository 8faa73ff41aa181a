//! One file or folder for each subcommand: `mod.rs` has its options, `answer.rs` its text, `page.rs` its HTML, `chart.rs` its SVG.

pub mod bench;
pub mod completions;
pub mod convert;
pub mod devices;
pub mod draw;
pub mod evaluate;
pub mod gates;
pub mod grad;
pub mod gram;
pub mod health;
pub mod inspect;
pub mod man;
pub mod minimize;
pub mod plan;
pub mod predict;
pub mod run;
pub mod study;
pub mod train;
