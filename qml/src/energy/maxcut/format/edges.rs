//! A line for each edge, `NODE NODE` or `NODE NODE WEIGHT`, nodes from 0; what follows `#` is a comment.
//!
//! Called by the reader of graphs.

use super::super::{Graph, GraphError};
use super::lines::{Edges, Lines, Mirrored, Numbering};

pub(super) fn read(lines: Lines<'_>) -> Result<Graph, GraphError> {
    let mut edges = Edges::new(Numbering { first: 0, nodes: None, mirrored: Mirrored::Refused });
    for words in lines {
        edges.read(&words)?;
    }
    edges.graph()
}
