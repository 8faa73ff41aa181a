//! Which electrons may go where.

use super::SpinOrder;
use crate::ModelError;

/// Electrons in spin orbitals. Spin orbital k is spin up for even k and down for odd k, and is on qubit k unless another [`SpinOrder`] is set; 1 is
/// occupied, and the Hartree–Fock state occupies the lowest ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveSpace {
    electrons: usize,
    spin_orbitals: usize,
    spin_order: SpinOrder,
}

/// Electrons that move: the generator is `A = T − T†` with `T` as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Excitation {
    /// `T = a†_to a_from`.
    Single {
        /// Occupied at first.
        from: usize,
        /// Empty at first.
        to: usize,
    },
    /// `T = a†_{to.0} a†_{to.1} a_{from.1} a_{from.0}`.
    Double {
        /// Occupied at first, ascending.
        from: (usize, usize),
        /// Empty at first, ascending.
        to: (usize, usize),
    },
}

/// Qubits that a Pauli string can name.
const MOST_ORBITALS: usize = 62;

impl ActiveSpace {
    /// A space of so many electrons and spin orbitals.
    ///
    /// # Errors
    /// [`ModelError::Size`] for more than 62 spin orbitals, and for no electrons or more than there are spin orbitals.
    pub fn new(electrons: usize, spin_orbitals: usize) -> Result<ActiveSpace, ModelError> {
        let size = |setting, expected, found| Err(ModelError::Size { setting, expected, found });
        if !(1..=MOST_ORBITALS).contains(&spin_orbitals) {
            return size("qubits", "from 1 to 62", spin_orbitals);
        }
        if !(1..=spin_orbitals).contains(&electrons) {
            return size("electrons", "at least 1 and at most the number of qubits", electrons);
        }
        Ok(ActiveSpace { electrons, spin_orbitals, spin_order: SpinOrder::default() })
    }

    /// The same space with its spin orbitals on qubits in another order.
    ///
    /// ```
    /// use ansatz_qml::energy::fermion::{ActiveSpace, SpinOrder};
    /// let space = ActiveSpace::new(2, 4)?.with_spin_order(SpinOrder::Block)?;
    /// assert!(space.occupied().eq([0, 2]));
    /// # Ok::<(), ansatz_qml::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError::Size`] for blocks of an odd number of spin orbitals.
    pub fn with_spin_order(self, spin_order: SpinOrder) -> Result<ActiveSpace, ModelError> {
        let found = self.spin_orbitals;
        match spin_order {
            SpinOrder::Block if found % 2 == 1 => {
                let expected = "even where spins are in blocks";
                Err(ModelError::Size { setting: "qubits", expected, found })
            }
            _ => Ok(ActiveSpace { spin_order, ..self }),
        }
    }

    /// The order of its spin orbitals on qubits.
    pub fn spin_order(&self) -> SpinOrder {
        self.spin_order
    }

    /// The qubits that the Hartree–Fock state occupies.
    pub fn occupied(self) -> impl Iterator<Item = usize> {
        (0..self.electrons).map(move |orbital| self.qubit(orbital))
    }

    /// The qubit of a spin orbital, spin up being even.
    fn qubit(self, orbital: usize) -> usize {
        match self.spin_order {
            SpinOrder::Interleaved => orbital,
            SpinOrder::Block => orbital / 2 + orbital % 2 * (self.spin_orbitals / 2),
        }
    }

    /// 1 for a qubit of spin up, −1 for one of spin down.
    pub(super) fn spin(self, qubit: usize) -> f64 {
        let down = match self.spin_order {
            SpinOrder::Interleaved => qubit % 2 == 1,
            SpinOrder::Block => qubit >= self.spin_orbitals / 2,
        };
        if down { -1.0 } else { 1.0 }
    }

    /// How many electrons.
    pub fn electrons(&self) -> usize {
        self.electrons
    }

    /// How many spin orbitals, which is how many qubits.
    pub fn spin_orbitals(&self) -> usize {
        self.spin_orbitals
    }

    /// Every double, then every single excitation that keeps the spin projection, by their qubits; each in lexical order of the spin orbitals.
    ///
    /// ```
    /// use ansatz_qml::energy::fermion::ActiveSpace;
    /// assert_eq!(ActiveSpace::new(4, 8)?.excitations().len(), 18 + 8);
    /// # Ok::<(), ansatz_qml::ModelError>(())
    /// ```
    pub fn excitations(&self) -> Vec<Excitation> {
        let (occupied, empty) = (0..self.electrons, self.electrons..self.spin_orbitals);
        let mut all = Vec::new();
        for from in pairs(occupied.clone()) {
            // Spin down has odd numbers.
            let down = from.0 % 2 + from.1 % 2;
            for to in pairs(empty.clone()).filter(|to| to.0 % 2 + to.1 % 2 == down) {
                all.push(Excitation::Double { from: self.pair(from), to: self.pair(to) });
            }
        }
        for from in occupied {
            let same_spin = empty.clone().filter(|to| to % 2 == from % 2);
            let single = |to| Excitation::Single { from: self.qubit(from), to: self.qubit(to) };
            all.extend(same_spin.map(single));
        }
        all
    }

    /// The qubits of two spin orbitals, ascending.
    fn pair(self, orbitals: (usize, usize)) -> (usize, usize) {
        let (a, b) = (self.qubit(orbitals.0), self.qubit(orbitals.1));
        (a.min(b), a.max(b))
    }
}

/// `(i, j)` with `i < j`.
fn pairs(range: std::ops::Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    let end = range.end;
    range.flat_map(move |i| (i + 1..end).map(move |j| (i, j)))
}
