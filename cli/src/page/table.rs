//! Tables of a page: with a header, or facts by name.
//!
//! Called by reports. Each scrolls in its own box where it is wider than the window.

use super::html::escape;

/// What the cells of a table are, which decides to which side they keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Numbers.
    None,
    /// Texts.
    All,
}

/// A table of numbers with its caption; the first cell of a row names it. `rows` are plain text.
pub fn table(caption: &str, header: &[&str], rows: &[Vec<String>]) -> String {
    words(Words::None, caption, header, rows)
}

/// As [`table`], of numbers or of texts.
pub fn words(words: Words, caption: &str, header: &[&str], rows: &[Vec<String>]) -> String {
    let class = if words == Words::All { " class=\"words\"" } else { "" };
    let names: String =
        header.iter().map(|name| format!("<th scope=\"col\">{}</th>", escape(name))).collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!(
        "<div class=\"scroll\"><table{class}>\n{}<thead><tr>{names}</tr></thead>\n\
         <tbody>\n{body}</tbody>\n</table></div>\n",
        captioned(caption)
    )
}

/// What stands above a table, if anything does.
fn captioned(caption: &str) -> String {
    if caption.is_empty() { String::new() } else { format!("<caption>{}</caption>\n", escape(caption)) }
}

fn line(row: &[String]) -> String {
    let Some((name, cells)) = row.split_first() else { return String::new() };
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
    format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", escape(name))
}

/// What is known, a name and a text each.
pub fn facts(caption: &str, facts: &[(String, String)]) -> String {
    let body: String = facts.iter().map(|(name, value)| line(&[name.clone(), value.clone()])).collect();
    format!(
        "<div class=\"scroll\"><table class=\"facts\">\n{}<tbody>\n{body}</tbody>\n</table></div>\n",
        captioned(caption)
    )
}
