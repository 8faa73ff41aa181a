//! Text that does nothing to a terminal: what came from a file or an argument may hold characters that move the cursor, ring,
//! change colours, hide or reorder text; they are written out.
//!
//! Called wherever text leaves the program for people. Must not know what the text is about.

/// What is shown for a character: spaces for a tab, a number for what would move the cursor, show nothing, or reorder.
pub fn visible(character: char) -> Vec<char> {
    match character {
        '\t' => vec![' '; 4],
        c if acts(c) => c.escape_unicode().collect(),
        c => vec![c],
    }
}

/// Whether a terminal would do something with a character other than show it.
fn acts(character: char) -> bool {
    match character {
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// One line, in which nothing acts.
pub fn harmless(line: &str) -> String {
    line.chars().flat_map(|c| if c == '\t' { vec![' '] } else { visible(c) }).collect()
}

/// Lines, in which nothing but their ends acts.
pub fn harmless_lines(text: &str) -> String {
    text.split('\n').map(harmless).collect::<Vec<_>>().join("\n")
}

/// JSON with the same values, in which nothing acts: JSON's own escapes stand for what its strings may hold as it is.
pub fn harmless_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !acts(character) {
            text.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            text.push_str(&format!("\\u{unit:04x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({ "a\u{1b}[31m\u{202e}": ["\u{9b}\u{e0041}", "π\u{7f}\n"] });
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        let safe = harmless_json(&text);
        assert!(text.contains('\u{202e}') && !safe.contains(|c: char| c != '\n' && acts(c)), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).ok(), Some(value));
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(harmless_lines("a\tb\u{1b}[0m\nc\r\u{7}"), "a b\\u{1b}[0m\nc\\u{d}\\u{7}");
    }
}
