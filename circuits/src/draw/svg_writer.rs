//! Writes SVG elements: numbers rounded, text escaped and measured. Called by the SVG renderer; knows no circuit.

use super::label::{cells, clean};
use std::fmt::Write;

/// A point in pixels.
pub(super) type Point = (f64, f64);

/// A growing SVG body. Classes are defined by the style sheet of the page.
#[derive(Debug, Default)]
pub(super) struct Writer {
    body: String,
}

impl Writer {
    /// What was written.
    pub(super) fn finish(self) -> String {
        self.body
    }

    /// Text as it is: the caller answers for its form.
    pub(super) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    /// Opens a group with a tooltip.
    pub(super) fn open_group(&mut self, title: &str) {
        self.raw(&format!("<g><title>{}</title>", escape(title)));
    }

    /// Closes a group.
    pub(super) fn close_group(&mut self) {
        self.raw("</g>");
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        let (x1, y1, x2, y2) = (px(from.0), px(from.1), px(to.0), px(to.1));
        self.element(format_args!(r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#));
    }

    /// A rectangle around a centre, with round corners.
    pub(super) fn rectangle(&mut self, class: &str, centre: Point, size: Point) {
        let (x, y) = (px(centre.0 - size.0 / 2.0), px(centre.1 - size.1 / 2.0));
        let (width, height) = (px(size.0), px(size.1));
        self.element(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>"#
        ));
    }

    /// A circle.
    pub(super) fn circle(&mut self, class: &str, centre: Point, radius: f64) {
        let (x, y, r) = (px(centre.0), px(centre.1), px(radius));
        self.element(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#));
    }

    /// A path, in coordinates relative to `origin`.
    pub(super) fn path(&mut self, class: &str, origin: Point, steps: &str) {
        let (x, y) = (px(origin.0), px(origin.1));
        self.element(format_args!(r#"<path class="{class}" d="M{x} {y}{steps}"/>"#));
    }

    /// A text, if there is any; its class decides size and anchor, `at` is on its baseline.
    pub(super) fn text(&mut self, class: &str, at: Point, text: &str) {
        if text.is_empty() {
            return;
        }
        let (x, y, text) = (px(at.0), px(at.1), escape(text));
        self.element(format_args!(r#"<text class="{class}" x="{x}" y="{y}">{text}</text>"#));
    }

    fn element(&mut self, markup: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{markup}");
    }
}

/// A length with at most one decimal.
pub(super) fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

/// Text fit for an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in clean(text).chars() {
        match ch {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An upper estimate of a text's width in pixels, for the wide ones among the usual sans-serif fonts.
pub(super) fn text_width(text: &str, font_size: f64) -> f64 {
    text.chars().map(share_of_em).sum::<f64>() * font_size
}

fn share_of_em(ch: char) -> f64 {
    match ch {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '|' | '\'' | '·' | ' ' | '/' => 0.37,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' => 0.43,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1.0,
        '+' | '=' | '<' | '>' => 0.84,
        'A'..='Z' => 0.75,
        _ if cells(ch) == 2 => 1.05,
        _ => 0.64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_lengths_are_short() {
        assert_eq!(escape("a<b> & \"c\"\u{1}'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;");
        assert_eq!([px(3.0), px(2.25), px(-0.5)], ["3", "2.2", "-0.5"]);
    }
}
