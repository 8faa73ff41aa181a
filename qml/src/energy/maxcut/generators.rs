//! Graphs made from a name: those that the literature computes cuts of.

use super::{Graph, GraphError};
use crate::purposes;
use crate::{ModelError, UnknownName};
use ansatz_simulator::RandomStream;

/// The names that [`graph_by_name`] knows.
pub const GRAPHS: [&str; 5] = ["ring", "complete", "petersen", "cube", "regular"];

/// What a generator may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphShape {
    /// Nodes of `ring`, `complete` and `regular`.
    pub nodes: usize,
    /// Degree of `regular`.
    pub degree: usize,
    /// Seed of `regular`.
    pub seed: u64,
}

/// The graph of that name, all weights 1.
///
/// # Errors
/// [`ModelError::Unknown`] with the nearest name; [`ModelError::Graph`] for a size that the graph cannot have.
pub fn graph_by_name(name: &str, shape: GraphShape) -> Result<Graph, ModelError> {
    Ok(match name {
        "ring" => ring_graph(shape.nodes)?,
        "complete" => complete(shape.nodes)?,
        "petersen" => petersen(),
        "cube" => cube(),
        "regular" => regular(shape)?,
        _ => return Err(UnknownName::new("generator", name, &GRAPHS).into()),
    })
}

/// A ring; one edge for two nodes.
///
/// # Errors
/// Less than 2 or more than 62 nodes.
pub fn ring_graph(nodes: usize) -> Result<Graph, GraphError> {
    check(nodes)?;
    Graph::new(nodes, unweighted(crate::ring(nodes)))
}

/// Every pair of nodes.
///
/// # Errors
/// As [`ring_graph`].
pub fn complete(nodes: usize) -> Result<Graph, GraphError> {
    check(nodes)?;
    Graph::new(nodes, unweighted((0..nodes).flat_map(|i| (i + 1..nodes).map(move |j| (i, j)))))
}

/// Petersen's graph: 10 nodes, 15 edges, no triangles.
pub fn petersen() -> Graph {
    let spokes = (0..5).map(|k| (k, k + 5));
    let outer = (0..5).map(|k| (k, (k + 1) % 5));
    let inner = (0..5).map(|k| (k + 5, (k + 2) % 5 + 5));
    Graph::new(10, unweighted(outer.chain(spokes).chain(inner))).expect("fifteen distinct edges of ten nodes")
}

/// The corners and edges of a cube: 8 nodes, 12 edges.
pub fn cube() -> Graph {
    let edges = (0..8usize).flat_map(|i| (0..3).map(move |bit| (i, i ^ 1 << bit)));
    Graph::new(8, unweighted(edges.filter(|(i, j)| i < j))).expect("twelve distinct edges of eight nodes")
}

/// A random regular graph, by pairing the ends of edges until no pair is a loop or repeated (Bollobás 1980).
///
/// # Errors
/// [`GraphError::Regular`] where there is no such graph, or none was found in 10 000 attempts.
pub fn regular(shape: GraphShape) -> Result<Graph, GraphError> {
    let GraphShape { nodes, degree, seed } = shape;
    check(nodes)?;
    let none = GraphError::Regular { name: "regular", nodes, degree };
    if degree == 0 || degree >= nodes || nodes * degree % 2 == 1 {
        return Err(none);
    }
    let mut stream = RandomStream::new(seed, purposes::SYNTHETIC_ORDER, 0);
    for _ in 0..10_000 {
        let mut ends: Vec<usize> = (0..nodes * degree).map(|k| k / degree).collect();
        stream.shuffle(&mut ends);
        let pairs = ends.chunks_exact(2).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])));
        if let Ok(graph) = Graph::new(nodes, unweighted(pairs)) {
            return Ok(graph);
        }
    }
    Err(none)
}

fn check(nodes: usize) -> Result<(), GraphError> {
    if (2..=62).contains(&nodes) { Ok(()) } else { Err(GraphError::Nodes { nodes }) }
}

fn unweighted(edges: impl IntoIterator<Item = (usize, usize)>) -> Vec<(usize, usize, f64)> {
    edges.into_iter().map(|(i, j)| (i, j, 1.0)).collect()
}
