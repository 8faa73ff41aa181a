//! The four Pauli letters.

/// One Pauli letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pauli {
    /// Identity.
    I,
    /// Bit flip.
    X,
    /// `iXZ`.
    Y,
    /// Phase flip.
    Z,
}

impl Pauli {
    /// The letter of that name, upper or lower case.
    pub fn from_letter(letter: char) -> Option<Pauli> {
        Some(match letter.to_ascii_uppercase() {
            'I' => Pauli::I,
            'X' => Pauli::X,
            'Y' => Pauli::Y,
            'Z' => Pauli::Z,
            _ => return None,
        })
    }

    /// Its name.
    pub fn letter(self) -> char {
        match self {
            Pauli::I => 'I',
            Pauli::X => 'X',
            Pauli::Y => 'Y',
            Pauli::Z => 'Z',
        }
    }
}
