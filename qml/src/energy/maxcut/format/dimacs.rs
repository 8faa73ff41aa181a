//! DIMACS: comments `c`, one problem line `p edge NODES EDGES`, and `e NODE NODE [WEIGHT]` for each edge, nodes from 1.
//! Source: <http://archive.dimacs.rutgers.edu/pub/challenge/graph/doc/ccformat.tex>.
//!
//! Called by the reader of graphs. Files that give each edge both ways are common.

use super::super::{Graph, GraphError};
use super::lines::{Edges, Lines, Mirrored, Numbering, Word};

pub(super) fn read(lines: Lines<'_>) -> Result<Graph, GraphError> {
    let mut read: Option<(Edges, Word<'_>, usize)> = None;
    for words in lines {
        let kind = words[0];
        match (kind.text, &mut read) {
            ("c", _) => {}
            ("p", None) => {
                let [_, _, nodes, count] = words[..] else { return Err(kind.error("`p edge NODES EDGES`")) };
                let numbering = Numbering {
                    first: 1,
                    nodes: Some(nodes.count("the number of nodes")?),
                    mirrored: Mirrored::Same,
                };
                read = Some((Edges::new(numbering), count, count.count("the number of edges")?));
            }
            ("p", Some(_)) => return Err(kind.wrong("a second line `p`; a file has one".into())),
            ("e" | "a", Some((edges, ..))) => edges.read(&words[1..])?,
            ("e" | "a", None) => {
                return Err(kind.wrong("an edge before the line `p edge NODES EDGES`".into()));
            }
            _ => return Err(kind.error("`c`, `p edge NODES EDGES` or `e NODE NODE [WEIGHT]`")),
        }
    }
    let Some((edges, count, expected)) = read else {
        return Err(GraphError::Text {
            line: 1,
            column: 1,
            message: "expected a line `p edge NODES EDGES`".into(),
        });
    };
    match [edges.lines, edges.len()].contains(&expected) {
        true => edges.graph(),
        false => Err(count.wrong(format!("{expected} edges are announced, {} are there", edges.lines))),
    }
}
