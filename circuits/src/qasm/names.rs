//! Names as small numbers: every spelling is stored once, and the reserved words come first.
//! Called by the lexer, which makes them, and by everyone who compares them.

use std::collections::HashMap;
use std::sync::Arc;

/// The number of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NameId(pub(crate) u32);

macro_rules! keywords {
    ($($variant:ident $text:literal $dialect:ident,)*) => {
        /// The reserved words of both dialects.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Keyword { $($variant),* }

        const KEYWORDS: &[(Keyword, &str, Reserved)] = &[$((Keyword::$variant, $text, Reserved::$dialect)),*];
    };
}

/// In which dialect a word is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reserved {
    Both,
    Three,
}

keywords! {
    OpenQasm "OPENQASM" Both, Include "include" Both, Qreg "qreg" Both, Creg "creg" Both, Gate "gate" Both,
    Opaque "opaque" Both, Measure "measure" Both, Reset "reset" Both, Barrier "barrier" Both, If "if" Both,
    Pi "pi" Both,
    Qubit "qubit" Three, Bit "bit" Three, Bool "bool" Three, Int "int" Three, Uint "uint" Three,
    Float "float" Three, Angle "angle" Three, Complex "complex" Three, Array "array" Three,
    Duration "duration" Three, Stretch "stretch" Three, Void "void" Three, Input "input" Three,
    Output "output" Three, Const "const" Three, Let "let" Three, Inv "inv" Three, Pow "pow" Three,
    Ctrl "ctrl" Three, Negctrl "negctrl" Three, Else "else" Three, For "for" Three, While "while" Three,
    In "in" Three, Switch "switch" Three, Case "case" Three, Default "default" Three, Break "break" Three,
    Continue "continue" Three, Return "return" Three, End "end" Three, Def "def" Three, Extern "extern" Three,
    Cal "cal" Three, Defcal "defcal" Three, DefcalGrammar "defcalgrammar" Three, Box "box" Three,
    Delay "delay" Three, DurationOf "durationof" Three, True "true" Three, False "false" Three,
    Readonly "readonly" Three, Mutable "mutable" Three, Pragma "pragma" Three,
    PiSign "π" Three, Tau "tau" Three, TauSign "τ" Three, Euler "euler" Three, EulerSign "ℇ" Three,
}

/// Which OpenQASM a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// OpenQASM 2.
    Two,
    /// OpenQASM 3.
    Three,
}

/// Every name that occurs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    ids: HashMap<Arc<str>, NameId>,
    texts: Vec<Arc<str>>,
}

impl Names {
    /// The reserved words.
    pub(crate) fn new() -> Names {
        let mut names = Names { ids: HashMap::new(), texts: Vec::new() };
        KEYWORDS.iter().for_each(|(_, text, _)| _ = names.intern(text));
        names
    }

    /// The number of a name.
    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let (id, stored): (NameId, Arc<str>) = (NameId(self.texts.len() as u32), text.into());
        self.texts.push(Arc::clone(&stored));
        self.ids.insert(stored, id);
        id
    }

    /// The spelling.
    pub(crate) fn text(&self, id: NameId) -> &str {
        &self.texts[id.0 as usize]
    }
}

/// The reserved word that a name is in `language`.
pub(crate) fn keyword(id: NameId, language: Language) -> Option<Keyword> {
    let (keyword, _, reserved) = KEYWORDS.get(id.0 as usize)?;
    (*reserved == Reserved::Both || language == Language::Three).then_some(*keyword)
}

/// Every reserved word of either dialect.
pub(crate) fn reserved() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|row| row.1)
}

/// The word that a name is in OpenQASM 3 and not in OpenQASM 2.
pub(crate) fn only_in_three(id: NameId) -> Option<Keyword> {
    KEYWORDS.get(id.0 as usize).filter(|row| row.2 == Reserved::Three).map(|row| row.0)
}
