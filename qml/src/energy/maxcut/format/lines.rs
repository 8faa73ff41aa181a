//! Lines of words with their places, and edges between nodes that a file numbers in its own way.
//!
//! Called by every format.

use super::super::{Graph, GraphError};
use std::collections::BTreeMap;

/// A word and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// From 1.
    pub(super) line: usize,
    /// From 1, in characters.
    pub(super) column: usize,
}

/// The lines of a text that are not empty, without comments.
#[derive(Clone)]
pub(super) struct Lines<'a> {
    text: std::iter::Enumerate<std::str::Lines<'a>>,
    comments: &'static [char],
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, comments: &'static [char]) -> Lines<'a> {
        Lines { text: text.lines().enumerate(), comments }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Vec<Word<'a>>;
    fn next(&mut self) -> Option<Vec<Word<'a>>> {
        loop {
            let (number, line) = self.text.next()?;
            let content = line.split(self.comments).next().unwrap_or("");
            let words = words(content, number + 1);
            if !words.is_empty() {
                return Some(words);
            }
        }
    }
}

/// Words between spaces or commas.
fn words(line: &str, number: usize) -> Vec<Word<'_>> {
    let is_space = |c: char| c == ',' || c.is_whitespace();
    let (mut words, mut start, mut column) = (Vec::new(), None, 0);
    let mut begin = 0;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        column += 1;
        match (is_space(c), start) {
            (false, None) => (start, begin) = (Some(at), column),
            (true, Some(from)) => {
                words.push(Word { text: &line[from..at], line: number, column: begin });
                start = None;
            }
            _ => {}
        }
    }
    words
}

impl Word<'_> {
    /// An error at this word.
    pub(super) fn error(&self, expected: &str) -> GraphError {
        let found: String = self.text.chars().take(40).collect();
        self.wrong(format!("expected {expected}, found `{}`", found.escape_debug()))
    }

    /// An error at this word, in other words.
    pub(super) fn wrong(&self, message: String) -> GraphError {
        GraphError::Text { line: self.line, column: self.column, message }
    }

    pub(super) fn count(&self, expected: &str) -> Result<usize, GraphError> {
        self.text.parse().map_err(|_| self.error(expected))
    }

    fn weight(&self) -> Result<f64, GraphError> {
        let number = self.text.parse::<f64>().ok().filter(|weight| weight.is_finite());
        number.ok_or_else(|| self.error("a finite weight"))
    }
}

/// Whether an edge may be written once more the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mirrored {
    /// It is a repetition.
    Refused,
    /// It is the same edge, if its weight is the same.
    Same,
}

/// How a file numbers its nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbering {
    /// The number of the first node.
    pub(super) first: usize,
    /// How many nodes the file says there are.
    pub(super) nodes: Option<usize>,
    pub(super) mirrored: Mirrored,
}

/// Edges as they are read.
pub(super) struct Edges {
    numbering: Numbering,
    known: BTreeMap<(usize, usize), usize>,
    edges: Vec<(usize, usize, f64)>,
    /// Lines of edges, repeated ones too.
    pub(super) lines: usize,
}

impl Edges {
    pub(super) fn new(numbering: Numbering) -> Edges {
        Edges { numbering, known: BTreeMap::new(), edges: Vec::new(), lines: 0 }
    }

    /// Reads `NODE NODE [WEIGHT]`.
    pub(super) fn read(&mut self, words: &[Word<'_>]) -> Result<(), GraphError> {
        let (i, j, weight) = match words {
            [i, j] => (i, j, 1.0),
            [i, j, weight] => (i, j, weight.weight()?),
            [] => return Ok(()),
            [.., last] => return Err(last.error("`NODE NODE` or `NODE NODE WEIGHT`")),
        };
        self.lines += 1;
        let (from, to) = (self.node(i)?, self.node(j)?);
        if from == to {
            return Err(j.wrong(format!("edge {0}-{0} joins a node to itself; remove it", j.text)));
        }
        let pair = (from.min(to), from.max(to));
        let place = *self.known.entry(pair).or_insert(self.edges.len());
        match self.edges.get(place) {
            None => self.edges.push((from, to, weight)),
            Some(before) if self.numbering.mirrored == Mirrored::Same && *before == (to, from, weight) => {}
            Some(_) => {
                let message = format!(
                    "edge {}-{} is given twice; give it once, with the sum of the weights",
                    i.text, j.text
                );
                return Err(i.wrong(message));
            }
        }
        Ok(())
    }

    fn node(&self, word: &Word<'_>) -> Result<usize, GraphError> {
        let Numbering { first, nodes, .. } = self.numbering;
        let number = word.count("the number of a node")?;
        let last = nodes.map(|nodes| nodes.saturating_add(first));
        match number.checked_sub(first) {
            Some(node) if last.is_none_or(|last| number < last) => Ok(node),
            _ => Err(match last {
                Some(last) => word.error(&format!("a node from {first} to {}", last - 1)),
                None => word.error(&format!("a node from {first} on")),
            }),
        }
    }

    /// How many edges there are, each counted once.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// The graph; nodes up to the highest one where the file does not say how many.
    pub(super) fn graph(self) -> Result<Graph, GraphError> {
        let highest = self.edges.iter().map(|(i, j, _)| *i.max(j)).max();
        let up_to_highest = highest.map_or(0, |highest| highest.saturating_add(1));
        Graph::new(self.numbering.nodes.unwrap_or(up_to_highest), self.edges)
    }
}
