//! Which dialect a file without a version line is written in. Called before it is parsed.

use super::lexer::Lexer;
use super::names::{Keyword, Language, Names, keyword, only_in_three};
use super::token::TokenKind;

/// OpenQASM 3, unless there are registers in the old style and nothing of the new.
pub(crate) fn language(bytes: &[u8]) -> Language {
    let mut names = Names::new();
    let mut lexer = Lexer::new(bytes, 0);
    let mut starts_statement = true;
    let mut has_old_registers = false;
    // What cannot be read is the parser's to report.
    while let Ok(token) = lexer.next(&mut names) {
        match token.kind {
            TokenKind::End => break,
            TokenKind::Name(id) if starts_statement => match keyword(id, Language::Two) {
                // The version line says it.
                Some(Keyword::OpenQasm) => return Language::Three,
                Some(Keyword::Qreg | Keyword::Creg | Keyword::Opaque) => has_old_registers = true,
                _ if only_in_three(id).is_some() => return Language::Three,
                _ => {}
            },
            TokenKind::Equals | TokenKind::At | TokenKind::StarStar | TokenKind::Hardware => {
                return Language::Three;
            }
            _ => {}
        }
        starts_statement =
            matches!(token.kind, TokenKind::Semicolon | TokenKind::LeftBrace | TokenKind::RightBrace);
    }
    if has_old_registers { Language::Two } else { Language::Three }
}
