//! Ansatz.
pub use ansatz_circuits as circuits;
pub use ansatz_qml as qml;
pub use ansatz_simulator as simulator;
