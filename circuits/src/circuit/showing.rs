//! Circuits for people: `{}` is the drawing, `{:?}` one line. Their text for other programs is OpenQASM.

use super::Circuit;
use crate::draw::{self, TextOptions};
use std::fmt::{self, Debug, Display, Formatter};

impl Display for Circuit {
    /// The drawing that [`draw::text`] makes, without spaces at the ends of lines.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let picture = draw::text(self, &TextOptions::default());
        let lines: Vec<&str> = picture.lines().map(str::trim_end).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// So many instructions are named.
const MOST_NAMED: usize = 24;

impl Debug for Circuit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Circuit({} qubits, {} bits", self.num_qubits(), self.num_bits())?;
        if !self.parameters().is_empty() {
            write!(f, ", parameters {:?}", self.parameters())?;
        }
        f.write_str(": ")?;
        for (k, instruction) in self.instructions().iter().take(MOST_NAMED).enumerate() {
            let qubits: Vec<usize> = instruction.qubits().collect();
            write!(f, "{}{} {qubits:?}", if k == 0 { "" } else { ", " }, instruction.name())?;
        }
        match self.instructions().len().saturating_sub(MOST_NAMED) {
            0 => f.write_str(")"),
            more => write!(f, ", and {more} more)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CircuitError;

    #[test]
    fn a_circuit_shows_its_drawing_and_debugs_in_one_line() -> Result<(), CircuitError> {
        let bell = Circuit::build(2, |c| c.h(0).cx(0, 1).measure(1, 0))?;
        assert!(bell.to_string().starts_with("      ┌───┐\n q0: ─┤ h ├─●"), "{bell}");
        assert_eq!(format!("{bell:?}"), "Circuit(2 qubits, 1 bits: h [0], cx [0, 1], measure [1])");
        let long = Circuit::build(1, |c| (0..30).fold(c, |c, _| c.x(0)))?;
        assert!(format!("{long:?}").ends_with("x [0], and 6 more)"));
        Ok(())
    }
}
