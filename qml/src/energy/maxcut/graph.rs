//! Weighted graphs without loops, and their maximum cut by trying all.

use super::{GraphError, GraphFormat};
use std::collections::BTreeSet;

/// Nodes `0 … n−1` and weighted edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    nodes: usize,
    edges: Vec<(usize, usize, f64)>,
}

/// The most nodes whose cuts are all tried.
const MOST_TRIED: usize = 26;

impl Graph {
    /// A graph of these edges `(i, j, weight)`.
    ///
    /// # Errors
    /// [`GraphError`] for less than 2 or more than 62 nodes, and for the first edge that is wrong.
    pub fn new(nodes: usize, edges: Vec<(usize, usize, f64)>) -> Result<Graph, GraphError> {
        if !(2..=62).contains(&nodes) {
            return Err(GraphError::Nodes { nodes });
        }
        let mut known = BTreeSet::new();
        for (i, j, weight) in edges.iter().copied() {
            if i >= nodes || j >= nodes {
                return Err(GraphError::UnknownNode { i, j, nodes });
            }
            if i == j {
                return Err(GraphError::Loop { node: i });
            }
            if !weight.is_finite() {
                return Err(GraphError::Weight { i, j, weight });
            }
            if !known.insert((i.min(j), i.max(j))) {
                return Err(GraphError::Repeated { i, j });
            }
        }
        Ok(Graph { nodes, edges })
    }

    /// Reads an edge list: a line for each edge, `NODE NODE` or `NODE NODE WEIGHT`, between spaces or commas; what follows
    /// `#` is a comment. Nodes are counted from 0 up to the highest one.
    ///
    /// # Errors
    /// [`GraphError::Text`] for a line that is no edge, and as [`new`](Self::new).
    pub fn from_text(text: &str) -> Result<Graph, GraphError> {
        Ok(Graph::read(text, GraphFormat::Edges)?.graph)
    }

    /// The mean absolute weight, or 1 where there is none: in units of one over it, the angles γ of QAOA do not depend on the unit of the weights.
    pub fn mean_weight(&self) -> f64 {
        let sum: f64 = self.edges.iter().map(|(_, _, weight)| weight.abs()).sum();
        if sum > 0.0 { sum / self.edges.len() as f64 } else { 1.0 }
    }

    /// The same graph with all weights times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Graph {
        let edges = self.edges.iter().map(|(i, j, weight)| (*i, *j, factor * weight));
        Graph { nodes: self.nodes, edges: edges.collect() }
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The edges `(i, j, weight)`.
    pub fn edges(&self) -> &[(usize, usize, f64)] {
        &self.edges
    }

    /// The weight of the edges between the nodes whose bit is set and the others.
    pub fn cut(&self, side: u64) -> f64 {
        let crossing = self.edges.iter().filter(|(i, j, _)| side >> i & 1 != side >> j & 1);
        crossing.map(|(_, _, weight)| weight).sum()
    }

    /// The maximum cut, and a side of it, from all 2^(n−1) cuts; `None` for more than 26 nodes.
    pub fn max_cut(&self) -> Option<(f64, u64)> {
        if self.nodes > MOST_TRIED {
            return None;
        }
        let mut neighbours = vec![Vec::new(); self.nodes];
        for (i, j, weight) in &self.edges {
            neighbours[*i].push((*j, *weight));
            neighbours[*j].push((*i, *weight));
        }
        let (mut side, mut cut, mut best) = (0u64, 0.0, (0.0, 0u64));
        // Sums of the same weights in another order differ by less.
        let rounding = 1e-12 * self.edges.iter().map(|(_, _, weight)| weight.abs()).sum::<f64>();
        // A Gray code: each cut differs from the one before by one node.
        for count in 1..1u64 << (self.nodes - 1) {
            let node = count.trailing_zeros() as usize;
            for (other, weight) in &neighbours[node] {
                let same = (side >> node & 1) == (side >> other & 1);
                cut += if same { *weight } else { -weight };
            }
            side ^= 1 << node;
            if cut > best.0 + rounding {
                best = (cut, side);
            }
        }
        Some((self.cut(best.1), best.1))
    }
}
