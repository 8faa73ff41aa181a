//! Names made fit for a picture: cleaned, shortened, measured. Called by everything that draws a name.

/// `text` without what would break a line or a file: control characters become spaces; characters that occupy no
/// cell of their own, and those that no XML file may contain, are dropped.
pub(super) fn clean(text: &str) -> String {
    let visible = |ch: &char| ch.is_control() || cells(*ch) > 0;
    text.chars().filter(visible).map(|ch| if ch.is_control() { ' ' } else { ch }).collect()
}

/// `text` cut to `limit` characters, the last of which is then `…`.
pub(super) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_string();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// How many terminal cells a cleaned text occupies.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// Terminal cells of one character: 0 for combining and formatting marks, 2 for East Asian wide characters and
/// pictographs (the ranges of Unicode's EastAsianWidth that names use), otherwise 1.
pub(super) fn cells(ch: char) -> usize {
    match u32::from(ch) {
        0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F => 0,
        0x00AD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF => 0,
        0xFE00..=0xFE0F | 0xFFF0..=0xFFFB | 0xFFFE..=0xFFFF | 0xE0000..=0xE0FFF => 0,
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_shortened_and_measured() {
        assert_eq!(clean("a\nb\u{202E}c\u{FFFF}"), "a bc");
        assert_eq!(shorten("weights", 7), "weights");
        assert_eq!(shorten("weights", 4), "wei…");
        assert_eq!([width("θ[0]"), width("量子"), width("")], [4, 4, 0]);
    }
}
