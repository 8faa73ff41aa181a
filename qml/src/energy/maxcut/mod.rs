//! The maximum cut of a graph as an energy, and the circuit of the quantum approximate optimization algorithm for it.
//!
//! Called by users and the command line. Must not know files or optimizers.

mod error;
mod format;
mod generators;
mod graph;

pub use error::GraphError;
pub use format::{GRAPH_FORMATS, GraphFormat, ReadGraph};
pub use generators::{GRAPHS, GraphShape, complete, cube, graph_by_name, petersen, regular, ring_graph};
pub use graph::Graph;

use crate::ModelError;
use ansatz_circuits::{Circuit, PauliString, PauliSum};

/// The energy of a cut: `−C` with `C = Σ_{ij} w_ij (1 − Z_i Z_j)/2`, whose minimum is the maximum cut.
pub fn cut_energy(graph: &Graph) -> PauliSum {
    let edge = |(i, j, weight): &(usize, usize, f64)| {
        let both = PauliString::from_masks(0, 1 << i | 1 << j);
        [(-0.5 * weight, PauliString::IDENTITY), (0.5 * weight, both)]
    };
    PauliSum::new(graph.edges().iter().flat_map(edge))
}

/// `∏_k exp(−iβ_k Σ_q X_q) exp(−iγ_k C)` on the uniform superposition, with parameters `gamma[0]`, `beta[0]`, `gamma[1]`, …
/// (Farhi et al., arXiv:1411.4028).
///
/// ```
/// use ansatz_qml::energy::Energy;
/// use ansatz_qml::energy::maxcut::{cut_energy, maxcut_circuit, petersen};
/// use ansatz_simulator::Device;
/// let graph = petersen();
/// let energy = Energy::new(&Device::cpu(), &maxcut_circuit(&graph, 1)?, cut_energy(&graph))?;
/// let gamma = 2f64.sqrt().recip().atan();
/// let energy = energy.at(&[gamma, std::f64::consts::FRAC_PI_8])?;
/// assert!((energy / -15.0 - 0.692_450_09).abs() < 1e-8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None for any graph; the builder's checks are passed on.
pub fn maxcut_circuit(graph: &Graph, layers: usize) -> Result<Circuit, ModelError> {
    let mut circuit = Circuit::new(graph.nodes());
    for qubit in 0..graph.nodes() {
        circuit.h(qubit)?;
    }
    for layer in 0..layers {
        let gamma = circuit.parameter(&format!("gamma[{layer}]"));
        let beta = circuit.parameter(&format!("beta[{layer}]"));
        for (i, j, weight) in graph.edges() {
            circuit.rzz(-weight * gamma, *i, *j)?;
        }
        for qubit in 0..graph.nodes() {
            circuit.rx(2.0 * beta, qubit)?;
        }
    }
    Ok(circuit)
}

/// Angles to begin with, in the order of [`maxcut_circuit`]: γ rises and β falls linearly, as in slow cooling (Zhou et al.,
/// arXiv:1812.01041); γ is in units of the mean absolute weight.
pub fn maxcut_ramp(graph: &Graph, layers: usize) -> Vec<f64> {
    let unit = graph.mean_weight();
    let share = |layer: usize| (layer as f64 + 0.5) / layers as f64;
    (0..layers)
        .flat_map(|layer| [STEEPNESS * share(layer) / unit, STEEPNESS * (1.0 - share(layer))])
        .collect()
}

/// Where the ramps end, in radians.
const STEEPNESS: f64 = 0.8;
