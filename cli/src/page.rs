//! A page of results that opens in a browser without a network: style, sections, tables.
//!
//! Called by commands that write reports. Must not know what is reported.

use plotters::style::RGBColor;
use std::fmt::Write;

/// The colours of classes, in turn.
pub const COLOURS: [RGBColor; 8] = [
    RGBColor(31, 98, 173),
    RGBColor(204, 94, 16),
    RGBColor(24, 128, 92),
    RGBColor(139, 61, 148),
    RGBColor(176, 42, 55),
    RGBColor(15, 130, 150),
    RGBColor(150, 120, 20),
    RGBColor(90, 96, 104),
];

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#222830;max-width:940px;margin:2em auto;padding:0 1em}\
h1{font-size:1.6em;margin-bottom:.2em}h2{font-size:1.15em;margin:2em 0 .6em;border-bottom:1px solid #e4e7eb}\
table{border-collapse:collapse;font-size:14px}td,th{padding:.25em .8em;text-align:right;border-bottom:1px solid #e4e7eb}\
td:first-child,th:first-child{text-align:left}figure{margin:0;overflow-x:auto}figcaption,.note{color:#5a6068;font-size:14px}\
svg{max-width:100%;height:auto}.wide svg{max-width:none}pre{background:#f6f7f9;padding:1em;overflow-x:auto;font-size:13px}";

/// A page under way.
pub struct Page {
    text: String,
}

impl Page {
    /// A page with a heading and a line below it.
    pub fn new(title: &str, subtitle: &str) -> Page {
        let (title, subtitle) = (escape(title), escape(subtitle));
        Page {
            text: format!(
                "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
                 content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\n\
                 <h1>{title}</h1>\n<p class=\"note\">{subtitle}</p>\n"
            ),
        }
    }

    /// A section; `content` is HTML.
    pub fn section(&mut self, heading: &str, content: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "<section><h2>{}</h2>\n{content}\n</section>", escape(heading));
    }

    /// The whole page.
    pub fn finish(self) -> String {
        // Pictures carry names too; no other control character means anything here.
        let text: String =
            self.text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        text + "</html>\n"
    }
}

/// A table; `rows` are cells of plain text.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let cells = |row: &[String], tag: &str| -> String {
        row.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect()
    };
    let header: Vec<String> = header.iter().map(|cell| (*cell).to_string()).collect();
    let body: String = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(row, "td"))).collect();
    format!("<table><tr>{}</tr>\n{body}</table>", cells(&header, "th"))
}

/// A picture with a line below it.
pub fn figure(svg: &str, caption: &str) -> String {
    format!("<figure>{svg}<figcaption>{}</figcaption></figure>", escape(caption))
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    let escaped = |c: char| match c {
        '&' => "&amp;".to_string(),
        '<' => "&lt;".to_string(),
        '>' => "&gt;".to_string(),
        '"' => "&quot;".to_string(),
        c if c.is_control() && c != '\n' => String::new(),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}
