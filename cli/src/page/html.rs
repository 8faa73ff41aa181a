//! Pieces of a page: pictures, remarks, texts of files.
//!
//! Called by reports. Must not know what is reported.

use super::theme::themed;

/// A picture with a heading above it and a line below it; either may be empty.
pub fn figure(heading: &str, svg: &str, caption: &str) -> String {
    framed("", heading, svg, caption)
}

/// A picture that keeps its size, and scrolls where that is more than the window's.
pub fn wide_figure(svg: &str, caption: &str) -> String {
    framed(" class=\"wide\"", "", svg, caption)
}

fn framed(class: &str, heading: &str, svg: &str, caption: &str) -> String {
    let heading = match heading {
        "" => String::new(),
        text => format!("<h3>{}</h3>\n", escape(text)),
    };
    let below = match caption {
        "" => String::new(),
        text => format!("\n<figcaption>{}</figcaption>", escape(text)),
    };
    format!("<figure{class}>\n{heading}<div>{}</div>{below}\n</figure>\n", themed(svg))
}

/// Pictures side by side where there is room.
pub fn figures(figures: &[String]) -> String {
    format!("<div class=\"figures\">\n{}</div>\n", figures.concat())
}

/// A sentence beside the results.
pub fn remark(text: &str) -> String {
    format!("<p class=\"remark\">{}</p>\n", escape(text))
}

/// The text of a file.
pub fn source(text: &str) -> String {
    format!("<pre>{}</pre>\n", escape(text.trim_end()))
}

/// What is seen when it is asked for; `content` is HTML.
pub fn details(summary: &str, content: &str) -> String {
    format!("<details>\n<summary>{}</summary>\n{content}</details>\n", escape(summary))
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
