//! Matrix Market: a square sparse matrix whose entry (i, j) is the weight of an edge, nodes from 1.
//! Source: <https://math.nist.gov/MatrixMarket/formats.html>.
//!
//! Called by the reader of graphs.

use super::super::{Graph, GraphError};
use super::lines::{Edges, Lines, Mirrored, Numbering, Word};

/// What the first line begins with.
pub(super) const BANNER: &str = "%%MatrixMarket";

pub(super) fn read(text: &str) -> Result<Graph, GraphError> {
    let header = Lines::new(text, &[]).next().unwrap_or_default();
    let (fields, mirrored) = header_of(&header)?;
    let mut lines = Lines::new(text, &['%']);
    let none =
        || GraphError::Text { line: 1, column: 1, message: "expected a line `NODES NODES ENTRIES`".into() };
    let size = lines.next().ok_or_else(none)?;
    let [rows, columns, count] = size[..] else { return Err(size[0].error("`NODES NODES ENTRIES`")) };
    let nodes = rows.count("the number of rows")?;
    if columns.count("the number of columns")? != nodes {
        return Err(columns.wrong("the matrix of a graph has as many columns as rows".into()));
    }
    let mut edges = Edges::new(Numbering { first: 1, nodes: Some(nodes), mirrored });
    for words in lines {
        if words.len() != fields {
            return Err(
                words[0].wrong(format!("expected {fields} numbers for an entry, found {}", words.len()))
            );
        }
        edges.read(&words)?;
    }
    let expected = count.count("the number of entries")?;
    match edges.lines == expected {
        true => edges.graph(),
        false => Err(count.wrong(format!("{expected} entries are announced, {} are there", edges.lines))),
    }
}

/// How many numbers an entry has, and whether it may be there twice.
fn header_of(words: &[Word<'_>]) -> Result<(usize, Mirrored), GraphError> {
    let expected = "`%%MatrixMarket matrix coordinate real symmetric`";
    let [banner, object, layout, field, symmetry] = words else {
        let place = Word { text: "", line: 1, column: 1 };
        return Err(words.last().unwrap_or(&place).error(expected));
    };
    let known =
        |word: &Word<'_>, names: &[&str]| names.iter().any(|name| word.text.eq_ignore_ascii_case(name));
    for (word, names) in [
        (banner, &[BANNER][..]),
        (object, &["matrix"]),
        (layout, &["coordinate"]),
        (field, &["real", "double", "integer", "pattern"]),
        (symmetry, &["symmetric", "general"]),
    ] {
        if !known(word, names) {
            return Err(word.error(&format!("`{}`", names.join("`, `"))));
        }
    }
    let fields = if known(field, &["pattern"]) { 2 } else { 3 };
    let mirrored = if known(symmetry, &["general"]) { Mirrored::Same } else { Mirrored::Refused };
    Ok((fields, mirrored))
}
