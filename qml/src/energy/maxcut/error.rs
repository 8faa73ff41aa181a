//! What can be wrong with a graph.

/// Why a graph was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Too few nodes, or more than a state's index can count.
    #[error("a graph of {nodes} nodes has no circuit; give it from 2 to 62 nodes")]
    Nodes {
        /// How many there are.
        nodes: usize,
    },
    /// A node that is not there.
    #[error("edge {i}-{j} names a node that is not there; {nodes} nodes are numbered from 0")]
    UnknownNode {
        /// One end.
        i: usize,
        /// The other end.
        j: usize,
        /// How many nodes there are.
        nodes: usize,
    },
    /// An edge from a node to itself.
    #[error("edge {node}-{node} joins a node to itself; remove it")]
    Loop {
        /// The node.
        node: usize,
    },
    /// The same edge twice.
    #[error("edge {i}-{j} is given twice; give it once, with the sum of the weights")]
    Repeated {
        /// One end.
        i: usize,
        /// The other end.
        j: usize,
    },
    /// A weight that is no number.
    #[error("the weight of edge {i}-{j} is {weight}, which is not finite")]
    Weight {
        /// One end.
        i: usize,
        /// The other end.
        j: usize,
        /// The weight.
        weight: f64,
    },
    /// A word of a text that is not what its format has there.
    #[error("line {line}, column {column}: {message}")]
    Text {
        /// Its line, from 1.
        line: usize,
        /// Its column, from 1, in characters.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// A text that could be a list of edges, or a file of Gset.
    #[error(
        "the first line, `{nodes} {count}`, may be an edge, or the numbers of nodes and edges, with nodes from 1 ({edges} lines follow); say which by `format = \"edges\"` or `format = \"gset\"`"
    )]
    Ambiguous {
        /// The first number.
        nodes: usize,
        /// The second number.
        count: usize,
        /// How many lines follow.
        edges: usize,
    },
    /// No graph of that kind and size.
    #[error(
        "there is no graph `{name}` of {nodes} nodes and degree {degree}; nodes × degree is even, the degree less than the nodes"
    )]
    Regular {
        /// The generator.
        name: &'static str,
        /// Nodes.
        nodes: usize,
        /// Degree.
        degree: usize,
    },
}
