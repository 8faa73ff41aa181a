//! A page of results that opens in a browser without a network: one style, light and dark, for every report.
//!
//! Called by commands that write reports. Must not know what is reported.

mod html;
mod provenance;
mod table;
mod theme;

pub use html::{details, escape, figure, figures, remark, source, wide_figure};
pub use provenance::{Invocation, Provenance};
pub use table::{Words, facts, table, words};

use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// A page under way.
pub struct Page {
    text: String,
}

impl Page {
    /// A page with a heading and a line below it.
    pub fn new(title: &str, subtitle: &str) -> Page {
        let (title, subtitle) = (escape(title), escape(subtitle));
        let colours = theme::variables();
        Page {
            text: format!(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
                 <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
                 <style>\n{colours}{STYLE}</style>\n</head>\n<body>\n\
                 <header>\n<h1>{title}</h1>\n<p class=\"subtitle\">{subtitle}</p>\n</header>\n<main>\n"
            ),
        }
    }

    /// A section; `content` is HTML.
    pub fn section(&mut self, heading: &str, content: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "<section>\n<h2>{}</h2>\n{content}\n</section>", escape(heading));
    }

    /// The whole page.
    pub fn finish(self) -> String {
        // Pictures carry names too; no other control character means anything here.
        let text: String =
            self.text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        text + "</main>\n</body>\n</html>\n"
    }
}
