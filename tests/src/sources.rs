//! Rust sources as the layering test reads them: code without comments and test modules, string literals apart.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the test package lies in the workspace").to_path_buf()
}

/// One source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path from the root of the workspace, with `/`.
    pub path: String,
    /// Its code: comments, `#[cfg(test)]` items and the contents of literals are blanks, lines stay lines.
    pub code: String,
    /// The string literals of that code: line and contents.
    pub literals: Vec<(usize, String)>,
    /// Lines of the file as it is.
    pub num_lines: usize,
}

impl Source {
    /// Reads and takes apart one text.
    pub fn new(path: String, text: &str) -> Source {
        let (mut code, mut literals) = blank(text);
        for range in test_items(&code) {
            let lines = line_of(&code, range.start)..=line_of(&code, range.end);
            literals.retain(|(line, _)| !lines.contains(line));
            code[range].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        }
        Source { path, code: code.into_iter().collect(), literals, num_lines: text.lines().count() }
    }

    /// Lines in which a word (letters, digits, `_`, `::`, a final `!`) stands by itself.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let stands_alone = |line: &str, at: usize| {
            let before = line[..at].chars().next_back().is_none_or(|c| !is_word(c));
            let after = line[at + word.len()..].chars().next().is_none_or(|c| !is_word(c));
            before && (after || word.ends_with('!'))
        };
        let found = |line: &str| line.match_indices(word).any(|(at, _)| stands_alone(line, at));
        self.code.lines().enumerate().filter(|(_, line)| found(line)).map(|(k, _)| k + 1).collect()
    }
}

/// Every Rust file under a folder of the workspace; none if there is no such folder.
pub fn rust_files(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    collect(&workspace().join(folder), &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("sources are readable text");
        let relative = path.strip_prefix(workspace()).expect("found below the workspace");
        Source::new(relative.to_string_lossy().replace('\\', "/"), &text)
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The names under `[dependencies]` (and build and target dependencies) of a member's manifest.
pub fn dependencies(member: &str) -> Vec<String> {
    let path = workspace().join(member).join("Cargo.toml");
    let text = fs::read_to_string(path).expect("a member has a manifest");
    let mut inside = false;
    let mut names = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            inside = section.contains("dependencies") && !section.contains("dev-dependencies");
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or("");
            names.push(name.trim_matches('"').to_string());
        }
    }
    names
}

fn line_of(code: &[char], at: usize) -> usize {
    code[..at].iter().filter(|c| **c == '\n').count() + 1
}

/// Comments and the insides of literals become blanks; string literals are listed with their lines.
fn blank(text: &str) -> (Vec<char>, Vec<(usize, String)>) {
    let source: Vec<char> = text.chars().collect();
    let mut code = Vec::with_capacity(source.len());
    let mut literals = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let (kind, end) = token(&source, at);
        let piece = &source[at..end];
        match kind {
            Token::Code => code.extend(piece),
            Token::Comment | Token::Character => code.extend(piece.iter().map(blanked)),
            Token::Text => {
                literals.push((line_of(&code, code.len()), contents(piece)));
                code.extend(piece.iter().map(blanked));
            }
        }
        at = end;
    }
    (code, literals)
}

fn blanked(c: &char) -> char {
    if *c == '\n' { '\n' } else { ' ' }
}

fn contents(literal: &[char]) -> String {
    let text: String = literal.iter().collect();
    text.trim_start_matches(['r', 'b', 'c']).trim_matches('#').trim_matches('"').to_string()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Code,
    Comment,
    Character,
    Text,
}

/// The token that starts here and where it ends. A name is one token, so that `r` inside it starts no raw string.
fn token(source: &[char], at: usize) -> (Token, usize) {
    let next = |offset: usize| source.get(at + offset).copied().unwrap_or('\0');
    match (source[at], next(1)) {
        ('/', '/') => (Token::Comment, find(source, at, |c| c == '\n')),
        ('/', '*') => (Token::Comment, end_of_block_comment(source, at)),
        ('"', _) => (Token::Text, end_of_text(source, at + 1)),
        ('b' | 'c', '"') => (Token::Text, end_of_text(source, at + 2)),
        ('r', '"' | '#') if next(1) == '"' || next(2) == '"' || next(2) == '#' => raw_text(source, at),
        ('\'', '\\') => (Token::Character, find(source, at + 3, |c| c == '\'') + 1),
        ('\'', _) if next(2) == '\'' => (Token::Character, at + 3),
        (c, _) if c.is_alphanumeric() || c == '_' => {
            (Token::Code, find(source, at, |c| !(c.is_alphanumeric() || c == '_')))
        }
        _ => (Token::Code, at + 1),
    }
}

fn find(source: &[char], from: usize, ends: impl Fn(char) -> bool) -> usize {
    (from..source.len()).find(|k| ends(source[*k])).unwrap_or(source.len())
}

fn end_of_block_comment(source: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0usize, start);
    while at + 1 < source.len() {
        match (source[at], source[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

fn end_of_text(source: &[char], mut at: usize) -> usize {
    while at < source.len() && source[at] != '"' {
        at += if source[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(source.len())
}

fn raw_text(source: &[char], start: usize) -> (Token, usize) {
    let hashes = source[start + 1..].iter().take_while(|c| **c == '#').count();
    let mut at = start + 2 + hashes;
    while at < source.len() {
        let closes = source[at] == '"'
            && source[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
        if closes {
            return (Token::Text, at + 1 + hashes);
        }
        at += 1;
    }
    (Token::Text, source.len())
}

/// Ranges of the items under `#[cfg(test)]`: up to the brace that closes the item, or its semicolon.
fn test_items(code: &[char]) -> Vec<std::ops::Range<usize>> {
    let marker: Vec<char> = "#[cfg(test)]".chars().collect();
    let starts = (0..code.len().saturating_sub(marker.len())).filter(|at| code[*at..].starts_with(&marker));
    starts.map(|start| start..end_of_item(code, start + marker.len())).collect()
}

fn end_of_item(code: &[char], from: usize) -> usize {
    let mut depth = 0usize;
    for (at, c) in code.iter().enumerate().skip(from) {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at,
            '}' => depth -= 1,
            ';' if depth == 0 => return at,
            _ => {}
        }
    }
    code.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_literals_and_test_modules_are_set_apart() {
        let text = "// unsafe\nlet a = \"h\\\"x\"; /* a /* b */ */ let b: &'static str = r#\"cx\"#;\n\
                    let c = '\"'; unsafe_code; real!(1)\n#[cfg(test)]\nmod tests { fn f() { println!(\"no\") } }\nlast";
        let source = Source::new("a.rs".into(), text);
        let literals: Vec<&str> = source.literals.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(literals, ["h\\\"x", "cx"]);
        assert_eq!(source.literals[0].0, 2);
        assert!(source.lines_with("unsafe").is_empty() && source.lines_with("println!").is_empty());
        assert_eq!(source.lines_with("real!"), [3]);
        assert_eq!(source.lines_with("last"), [6]);
    }
}
