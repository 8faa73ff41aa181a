//! The words of the language. Made by the lexer, read by the parser.

use super::ast::Binary;
use super::names::NameId;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Name(NameId),
    /// Digits, with an optional `0x`, `0o`, `0b` prefix and underscores.
    Integer,
    /// A number with a point or an exponent.
    Float,
    /// A number with a unit of time.
    Duration,
    /// A number with `im`.
    Imaginary,
    /// Text in quotes.
    Text,
    /// `$n`.
    Hardware,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Colon,
    Semicolon,
    Comma,
    Dot,
    At,
    Hash,
    Arrow,
    Equals,
    /// `+=` and its kind.
    CompoundAssign(Binary),
    EqualEqual,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    ShiftLeft,
    ShiftRight,
    Plus,
    PlusPlus,
    Minus,
    Star,
    StarStar,
    Slash,
    Percent,
    Caret,
    Ampersand,
    AmpersandAmpersand,
    Pipe,
    PipePipe,
    Tilde,
    Bang,
    /// The end of the file.
    End,
}

/// A token and where it stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// The symbols, longest first where one is the start of another.
pub(crate) const SYMBOLS: &[(&str, TokenKind)] = {
    use TokenKind::*;
    &[
        ("**=", CompoundAssign(Binary::Power)),
        ("<<=", CompoundAssign(Binary::ShiftLeft)),
        (">>=", CompoundAssign(Binary::ShiftRight)),
        ("->", Arrow),
        ("==", EqualEqual),
        ("!=", NotEqual),
        ("<=", LessEqual),
        (">=", GreaterEqual),
        ("<<", ShiftLeft),
        (">>", ShiftRight),
        ("++", PlusPlus),
        ("**", StarStar),
        ("&&", AmpersandAmpersand),
        ("||", PipePipe),
        ("+=", CompoundAssign(Binary::Add)),
        ("-=", CompoundAssign(Binary::Subtract)),
        ("*=", CompoundAssign(Binary::Multiply)),
        ("/=", CompoundAssign(Binary::Divide)),
        ("%=", CompoundAssign(Binary::Remainder)),
        ("&=", CompoundAssign(Binary::BitAnd)),
        ("|=", CompoundAssign(Binary::BitOr)),
        ("^=", CompoundAssign(Binary::BitXor)),
        ("(", LeftParen),
        (")", RightParen),
        ("[", LeftBracket),
        ("]", RightBracket),
        ("{", LeftBrace),
        ("}", RightBrace),
        (":", Colon),
        (";", Semicolon),
        (",", Comma),
        (".", Dot),
        ("@", At),
        ("#", Hash),
        ("=", Equals),
        ("<", Less),
        (">", Greater),
        ("+", Plus),
        ("-", Minus),
        ("*", Star),
        ("/", Slash),
        ("%", Percent),
        ("^", Caret),
        ("&", Ampersand),
        ("|", Pipe),
        ("~", Tilde),
        ("!", Bang),
    ]
};
