//! `[graph]`: a file of edges, or a formula with keys of its own.
//!
//! Called by the minimization.

use crate::error::{JobError, Outcome};
use crate::files::{read_regular, text_of};
use crate::observer::{Notice, Observer};
use crate::place::{Place, Position, line_of};
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{
    ModelError, UnknownName,
    energy::maxcut::{
        GRAPH_FORMATS, GRAPHS, Graph, GraphError, GraphFormat, GraphShape, ReadGraph, graph_by_name,
    },
};
use serde::Deserialize;
use std::path::PathBuf;

/// Where a graph comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum GraphSource {
    /// A file of edges.
    File(GraphFile),
    /// A formula.
    Generator(GraphGenerator),
}

/// A file of edges.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphFile {
    /// The file.
    pub file: PathBuf,
    /// How it is written.
    #[serde(default)]
    pub format: GraphFormat,
}

/// A formula that makes a graph. Its name is the tag `generator`; a key that it does not read is refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "generator", rename_all = "snake_case")]
#[non_exhaustive]
pub enum GraphGenerator {
    /// A ring.
    Ring(Nodes),
    /// Every pair of nodes.
    Complete(Nodes),
    /// Petersen's graph.
    Petersen(NoKeys),
    /// The edges of a cube.
    Cube(NoKeys),
    /// A random graph with as many edges at each node.
    Regular(Regular),
}

/// How many nodes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Nodes {
    /// Nodes of the graph.
    pub nodes: usize,
}

/// A graph without a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoKeys {}

/// A random regular graph.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Regular {
    /// Nodes of the graph.
    pub nodes: usize,
    /// Edges at each node.
    pub degree: usize,
    /// The seed.
    pub seed: u64,
}

impl Default for Nodes {
    fn default() -> Self {
        Nodes { nodes: 8 }
    }
}

impl Default for Regular {
    fn default() -> Self {
        Regular { nodes: 8, degree: 3, seed: 0 }
    }
}

/// The keys of `[graph]`, as they are listed.
const KEYS: Keys<'static> =
    Keys { table: "graph", known: &["file", "format", "generator", "nodes", "degree", "seed"] };

/// What decides which source it is.
#[derive(Deserialize)]
struct Chosen {
    file: Option<PathBuf>,
    format: Option<String>,
    generator: Option<String>,
}

/// A graph, and what people call it.
pub(super) struct NamedGraph {
    pub(super) name: String,
    pub(super) graph: Graph,
}

impl GraphSource {
    /// `[graph]` of a file, if it is there.
    pub(super) fn read(file: &TomlFile) -> Outcome<Option<GraphSource>> {
        if !file.has("graph") {
            return Ok(None);
        }
        let Chosen { file: path, format, generator } = file.table("graph", &[])?;
        KEYS.check(file, &[])?;
        match (path, generator) {
            (Some(path), None) => {
                let used = ["file", "format"];
                KEYS.refuse_unused(file, &used, |key| format!("a file has no `{key}`; remove it"))?;
                let format = format.unwrap_or_else(|| "auto".into());
                Ok(Some(GraphSource::File(GraphFile { file: path, format: format_named(file, &format)? })))
            }
            (None, Some(name)) => Ok(Some(GraphSource::Generator(GraphGenerator::read(file, &name)?))),
            (Some(_), Some(_)) => {
                Err(file.at(&["graph.generator"], "`file` and `generator` exclude each other; remove one"))
            }
            (None, None) => {
                let message = "no graph: give `file = \"edges.txt\"` or `generator = \"ring\"`";
                Err(file.at(&["graph.file"], message))
            }
        }
    }

    /// Reads or makes the graph.
    pub(super) fn load(&self, file: &TomlFile, observer: &dyn Observer) -> Outcome<NamedGraph> {
        match self {
            GraphSource::File(graph) => of_file(file, graph, observer),
            GraphSource::Generator(generator) => {
                let graph = generator.generate();
                let graph = graph.map_err(|error| file.at(&["graph.nodes", "graph.generator"], error))?;
                Ok(NamedGraph { name: generator.name().into(), graph })
            }
        }
    }
}

fn format_named(file: &TomlFile, name: &str) -> Outcome<GraphFormat> {
    Ok(match name {
        "auto" => GraphFormat::Auto,
        "edges" => GraphFormat::Edges,
        "gset" => GraphFormat::Gset,
        "dimacs" => GraphFormat::Dimacs,
        "matrix_market" => GraphFormat::MatrixMarket,
        _ => return Err(file.at(&["graph.format"], UnknownName::new("format", name, &GRAPH_FORMATS))),
    })
}

fn of_file(file: &TomlFile, source: &GraphFile, observer: &dyn Observer) -> Outcome<NamedGraph> {
    let path = file.beside(&source.file);
    let name = path.display().to_string();
    let bytes =
        read_regular(&path).map_err(|reason| file.at(&["graph.file"], format!("{name}: {reason}")))?;
    let text = text_of(bytes, &name)?;
    let ReadGraph { graph, format } = Graph::read(&text, source.format).map_err(|error| match error {
        GraphError::Ambiguous { .. } => file.at(&["graph.format", "graph.file"], error),
        GraphError::Text { line, column, message } => {
            JobError::input(line_of(&name, &text, Position { line, column }), message)
        }
        other => JobError::input(Place::file(&name), other),
    })?;
    if source.format == GraphFormat::Auto && format != GraphFormat::Edges {
        observer.notice(&Notice::GraphFormat(format));
    }
    Ok(NamedGraph { name, graph })
}

impl GraphGenerator {
    fn read(file: &TomlFile, name: &str) -> Outcome<GraphGenerator> {
        let table = |used: &[&str]| {
            let allowed = [used, &["generator"]].concat();
            KEYS.refuse_unused(file, &allowed, |key| {
                format!("generator `{name}` has no `{key}`; remove it")
            })?;
            Ok::<_, JobError>(KEYS.without(used))
        };
        match name {
            "ring" => Ok(GraphGenerator::Ring(file.table("graph", &table(&["nodes"])?)?)),
            "complete" => Ok(GraphGenerator::Complete(file.table("graph", &table(&["nodes"])?)?)),
            "petersen" => Ok(GraphGenerator::Petersen(file.table("graph", &table(&[])?)?)),
            "cube" => Ok(GraphGenerator::Cube(file.table("graph", &table(&[])?)?)),
            "regular" => {
                Ok(GraphGenerator::Regular(file.table("graph", &table(&["nodes", "degree", "seed"])?)?))
            }
            _ => Err(file.at(&["graph.generator"], UnknownName::new("generator", name, &GRAPHS))),
        }
    }

    /// Its name in files.
    pub fn name(&self) -> &'static str {
        match self {
            GraphGenerator::Ring(_) => "ring",
            GraphGenerator::Complete(_) => "complete",
            GraphGenerator::Petersen(_) => "petersen",
            GraphGenerator::Cube(_) => "cube",
            GraphGenerator::Regular(_) => "regular",
        }
    }

    /// The graph, all weights 1.
    ///
    /// # Errors
    /// The graph cannot have this size.
    pub fn generate(&self) -> Result<Graph, ModelError> {
        let Regular { nodes, degree, seed } = match self {
            GraphGenerator::Ring(Nodes { nodes }) | GraphGenerator::Complete(Nodes { nodes }) => {
                Regular { nodes: *nodes, ..Regular::default() }
            }
            GraphGenerator::Petersen(_) | GraphGenerator::Cube(_) => Regular::default(),
            GraphGenerator::Regular(regular) => regular.clone(),
        };
        graph_by_name(self.name(), GraphShape { nodes, degree, seed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_graph_of_the_library_is_a_generator() {
        for name in GRAPHS {
            let text = format!("[graph]\ngenerator = '{name}'");
            let read = GraphSource::read(&TomlFile::of_text("job.toml".into(), text));
            assert!(
                matches!(read, Ok(Some(GraphSource::Generator(graph))) if graph.name() == name),
                "{name}"
            );
        }
    }

    #[test]
    fn a_key_of_another_generator_is_refused_by_the_type() {
        assert!(toml::from_str::<GraphGenerator>("generator = 'regular'\ndegree = 4").is_ok());
        assert!(toml::from_str::<GraphGenerator>("generator = 'ring'\ndegree = 4").is_err());
    }
}
