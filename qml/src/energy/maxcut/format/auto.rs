//! Which format the text of a graph is in. What could be read in two ways with two meanings is refused.
//!
//! Called by the reader of graphs.

use super::super::GraphError;
use super::GraphFormat;
use super::lines::{Lines, Word};
use super::matrix_market::BANNER;

pub(super) fn format(text: &str) -> Result<GraphFormat, GraphError> {
    let banner = text.trim_start().get(..BANNER.len());
    if banner.is_some_and(|start| start.eq_ignore_ascii_case(BANNER)) {
        return Ok(GraphFormat::MatrixMarket);
    }
    let lines = Lines::new(text, &['#']);
    let Some(first) = lines.clone().next() else { return Ok(GraphFormat::Edges) };
    match first[0].text {
        "c" | "p" => Ok(GraphFormat::Dimacs),
        _ => numbers(&first, lines),
    }
}

/// Of lines of numbers: a first line that counts them, with nodes from 1, begins a file of Gset. Where it could be an edge as well, nobody can tell.
fn numbers(first: &[Word<'_>], lines: Lines<'_>) -> Result<GraphFormat, GraphError> {
    let number = |word: &Word<'_>| word.text.parse::<usize>().ok();
    let [nodes, count] = first else { return Ok(GraphFormat::Edges) };
    let (Some(nodes), Some(count)) = (number(nodes), number(count)) else { return Ok(GraphFormat::Edges) };
    let (mut edges, mut weighted, mut highest, mut lowest) = (0, 0, 0, usize::MAX);
    for words in lines.skip(1) {
        let (Some(i), Some(j)) = (number(&words[0]), words.get(1).and_then(number)) else {
            return Ok(GraphFormat::Edges);
        };
        edges += 1;
        weighted += usize::from(words.len() == 3);
        (lowest, highest) = (lowest.min(i).min(j), highest.max(i).max(j));
    }
    if edges == 0 || lowest == 0 || nodes == 0 || count == 0 {
        return Ok(GraphFormat::Edges);
    }
    let counts = edges == count && highest <= nodes;
    // An edge between the last node and one that is named nowhere else is no edge.
    let is_no_edge = weighted == edges || count > nodes;
    match (counts, is_no_edge, weighted == edges) {
        (true, true, _) => Ok(GraphFormat::Gset),
        (false, _, false) => Ok(GraphFormat::Edges),
        _ => Err(GraphError::Ambiguous { nodes, count, edges }),
    }
}
