//! Graphs as people have them in files: lists of edges, Gset (rudy), DIMACS, Matrix Market.
//!
//! Called by users and the jobs. One file a format; `auto` says which one a text is in. Must not know files.

mod auto;
mod dimacs;
mod edges;
mod gset;
mod lines;
mod matrix_market;

use super::{Graph, GraphError};
use lines::Lines;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the text of a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GraphFormat {
    /// Whichever of the others it is; text that could be two of them is refused.
    #[default]
    Auto,
    /// A line for each edge, `NODE NODE` or `NODE NODE WEIGHT`, nodes from 0.
    Edges,
    /// Gset, as rudy writes it: `NODES EDGES`, then a line for each edge, nodes from 1.
    Gset,
    /// DIMACS: comments `c`, `p edge NODES EDGES`, `e NODE NODE [WEIGHT]`, nodes from 1.
    Dimacs,
    /// Matrix Market: `%%MatrixMarket matrix coordinate real symmetric`, a size, then entries, nodes from 1.
    MatrixMarket,
}

/// Every format.
pub const GRAPH_FORMATS: [&str; 5] = ["auto", "edges", "gset", "dimacs", "matrix_market"];

/// A graph and the format that it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadGraph {
    /// The graph; its nodes are counted from 0.
    pub graph: Graph,
    /// Never `Auto`.
    pub format: GraphFormat,
}

impl fmt::Display for GraphFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GraphFormat::Auto => "auto",
            GraphFormat::Edges => "edges",
            GraphFormat::Gset => "gset",
            GraphFormat::Dimacs => "dimacs",
            GraphFormat::MatrixMarket => "matrix_market",
        })
    }
}

impl Graph {
    /// Reads a graph in a format, or finds out which one it is.
    ///
    /// ```
    /// use ansatz_qml::energy::maxcut::{Graph, GraphFormat};
    /// let read = Graph::read("3 2\n1 2 1\n2 3 5\n", GraphFormat::Auto)?;
    /// assert_eq!(read.format, GraphFormat::Gset);
    /// assert_eq!(read.graph.edges(), [(0, 1, 1.0), (1, 2, 5.0)]);
    /// # Ok::<(), ansatz_qml::energy::maxcut::GraphError>(())
    /// ```
    ///
    /// # Errors
    /// [`GraphError::Text`] with line and column, [`GraphError::Ambiguous`], and as [`new`](Self::new).
    pub fn read(text: &str, format: GraphFormat) -> Result<ReadGraph, GraphError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let format = match format {
            GraphFormat::Auto => auto::format(text)?,
            known => known,
        };
        let graph = match format {
            GraphFormat::Gset => gset::read(Lines::new(text, &['#']))?,
            GraphFormat::Dimacs => dimacs::read(Lines::new(text, &[]))?,
            GraphFormat::MatrixMarket => matrix_market::read(text)?,
            _ => edges::read(Lines::new(text, &['#']))?,
        };
        Ok(ReadGraph { graph, format })
    }
}
