//! One picture for light and dark: colours become names of the style sheet, and the style of a picture keeps to the picture.
//!
//! Called by the page. Files of pictures on their own are not changed by it.

use crate::picture::colours::{THEME, hex};

/// The names of all colours with their values, light and dark.
pub fn variables() -> String {
    let of = |colour: fn(&crate::picture::colours::Themed) -> String| -> String {
        THEME.iter().map(|themed| format!("--{}:{};", themed.name, colour(themed))).collect()
    };
    let light = of(|themed| hex(themed.light));
    let dark = of(|themed| hex(themed.dark));
    format!(
        ":root{{color-scheme:light dark;{light}}}\n@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
}

/// A picture inside of a page.
pub fn themed(svg: &str) -> String {
    let svg = svg.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
    let svg = match (svg.find("<style>"), svg.find("</style>")) {
        (Some(start), Some(end)) if start < end => {
            let style = &svg[start + "<style>".len()..end];
            format!("{}<style>\n{}{}", &svg[..start], scoped(&coloured(style)), &svg[end..])
        }
        _ => svg,
    };
    attributes(&svg)
}

/// Rules that are about drawn circuits only: a style sheet in a picture acts on the whole page.
fn scoped(style: &str) -> String {
    let rule = |rule: &str| {
        let (selectors, body) = rule.split_once('{')?;
        let own: Vec<String> =
            selectors.trim().split(',').map(|name| format!(".wide svg {}", name.trim())).collect();
        Some(format!("{}{{{body}}}\n", own.join(",")))
    };
    style.split('}').filter_map(rule).collect()
}

/// Colours of a style sheet by name, long or short.
fn coloured(style: &str) -> String {
    THEME.iter().fold(style.replace("#fff;", "#ffffff;").replace("#fff}", "#ffffff}"), |style, themed| {
        style.replace(&hex(themed.light).to_lowercase(), &format!("var(--{})", themed.name))
    })
}

/// Colours of attributes by name; words of a picture, which may say `#FFFFFF` too, stay what they are.
fn attributes(svg: &str) -> String {
    let mut text = String::with_capacity(svg.len() + svg.len() / 4);
    let mut rest = svg;
    while let Some(at) = rest.find("=\"#") {
        let (before, from) = rest.split_at(at + 2);
        let value = from.split('"').next().unwrap_or_default();
        text += before;
        match named(value).filter(|_| is_paint(before)) {
            Some(name) => text += &format!("var(--{name})"),
            None => text += value,
        }
        rest = &from[value.len()..];
    }
    text + rest
}

/// Whether what stands before a value says that it is a colour, within a tag.
fn is_paint(before: &str) -> bool {
    let tag = before.rfind('<').map_or("", |open| &before[open..]);
    !tag.contains('>') && [" fill=\"", " stroke=\""].iter().any(|name| before.ends_with(name))
}

fn named(value: &str) -> Option<&'static str> {
    let long = if value.eq_ignore_ascii_case("#fff") { "#FFFFFF" } else { value };
    THEME.iter().find(|themed| hex(themed.light).eq_ignore_ascii_case(long)).map(|themed| themed.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_names_and_words_stay() {
        let svg = "<svg width=\"2\" xmlns=\"http://www.w3.org/2000/svg\"><rect fill=\"#fff\" stroke=\"#1F62AD\"/>\
                   <text fill=\"#123456\">fill=\"#FFFFFF\"</text></svg>";
        assert_eq!(
            themed(svg),
            "<svg width=\"2\"><rect fill=\"var(--paper)\" stroke=\"var(--blue)\"/>\
             <text fill=\"#123456\">fill=\"#FFFFFF\"</text></svg>"
        );
    }

    #[test]
    fn the_style_of_a_circuit_acts_on_circuits_only() {
        use ansatz::circuits::{Circuit, draw};
        let circuit = Circuit::build(2, |c| c.h(0).cx(0, 1)).unwrap();
        let svg = draw::svg(&circuit, &draw::SvgOptions::default());
        let page = themed(&svg);
        let style = &page[page.find("<style>").unwrap() + 8..page.find("</style>").unwrap()];
        assert!(style.lines().count() > 10);
        for rule in style.lines() {
            let selectors = rule.split('{').next().unwrap();
            assert!(selectors.split(',').all(|name| name.starts_with(".wide svg ")), "{rule}");
            assert!(!rule.contains('#'), "a colour without a name: {rule}");
        }
        assert!(svg.contains("xmlns") && !page.contains("http"));
    }
}
