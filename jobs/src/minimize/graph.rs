//! `[graph]`: a file of edges, or a formula with keys of its own.
//!
//! Called by the minimization.

use crate::error::{JobError, Outcome};
use crate::files::read_regular;
use crate::place::Place;
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{
    ModelError, UnknownName,
    energy::maxcut::{GRAPHS, Graph, GraphShape, graph_by_name},
};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Where a graph comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum GraphSource {
    /// A line for each edge.
    File(PathBuf),
    /// A formula.
    Generator(GraphGenerator),
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
const KEYS: Keys<'static> = Keys { table: "graph", known: &["file", "generator", "nodes", "degree", "seed"] };

/// What decides which source it is.
#[derive(Deserialize)]
struct Chosen {
    file: Option<PathBuf>,
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
        let Chosen { file: path, generator } = file.table("graph", &[])?;
        KEYS.check(file, &[])?;
        match (path, generator) {
            (Some(path), None) => {
                KEYS.refuse_unused(file, &["file"], |key| format!("a file has no `{key}`; remove it"))?;
                Ok(Some(GraphSource::File(path)))
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
    pub(super) fn load(&self, file: &TomlFile) -> Outcome<NamedGraph> {
        match self {
            GraphSource::File(path) => of_file(file, path),
            GraphSource::Generator(generator) => {
                let graph = generator.generate();
                let graph = graph.map_err(|error| file.at(&["graph.nodes", "graph.generator"], error))?;
                Ok(NamedGraph { name: generator.name().into(), graph })
            }
        }
    }
}

fn of_file(file: &TomlFile, path: &Path) -> Outcome<NamedGraph> {
    let path = file.beside(path);
    let name = path.display().to_string();
    let bytes =
        read_regular(&path).map_err(|reason| file.at(&["graph.file"], format!("{name}: {reason}")))?;
    let wrong = || Place::file(&name);
    let text = String::from_utf8(bytes).map_err(|_| JobError::input(wrong(), "is not UTF-8 text"))?;
    let graph = Graph::from_text(&text).map_err(|error| JobError::input(wrong(), error))?;
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
