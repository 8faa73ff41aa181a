//! Gset, as the generator rudy writes it: `NODES EDGES`, then a line for each edge, nodes from 1.
//! Source: <https://web.stanford.edu/~yyye/yyye/Gset/>.
//!
//! Called by the reader of graphs.

use super::super::{Graph, GraphError};
use super::lines::{Edges, Lines, Mirrored, Numbering};

pub(super) fn read(mut lines: Lines<'_>) -> Result<Graph, GraphError> {
    let none = || GraphError::Text { line: 1, column: 1, message: "expected `NODES EDGES`".into() };
    let first = lines.next().ok_or_else(none)?;
    let [nodes, count] = first[..] else { return Err(first[0].error("`NODES EDGES` in the first line")) };
    let numbering =
        Numbering { first: 1, nodes: Some(nodes.count("the number of nodes")?), mirrored: Mirrored::Refused };
    let expected = count.count("the number of edges")?;
    let mut edges = Edges::new(numbering);
    for words in lines {
        edges.read(&words)?;
    }
    match edges.lines == expected {
        true => edges.graph(),
        false => Err(count.wrong(format!("{expected} edges are announced, {} are there", edges.lines))),
    }
}
