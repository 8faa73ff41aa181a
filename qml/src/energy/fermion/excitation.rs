//! Which electrons may go where.

use crate::ModelError;

/// Electrons in spin orbitals. Qubit k is spin orbital k, spin up for even k and down for odd k; 1 is occupied, and the
/// Hartree–Fock state occupies the lowest ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveSpace {
    electrons: usize,
    spin_orbitals: usize,
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
        Ok(ActiveSpace { electrons, spin_orbitals })
    }

    /// How many electrons.
    pub fn electrons(&self) -> usize {
        self.electrons
    }

    /// How many spin orbitals, which is how many qubits.
    pub fn spin_orbitals(&self) -> usize {
        self.spin_orbitals
    }

    /// Every double, then every single excitation that keeps the spin projection; each in lexical order.
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
                all.push(Excitation::Double { from, to });
            }
        }
        for from in occupied {
            let same_spin = empty.clone().filter(|to| to % 2 == from % 2);
            all.extend(same_spin.map(|to| Excitation::Single { from, to }));
        }
        all
    }
}

/// `(i, j)` with `i < j`.
fn pairs(range: std::ops::Range<usize>) -> impl Iterator<Item = (usize, usize)> {
    let end = range.end;
    range.flat_map(move |i| (i + 1..end).map(move |j| (i, j)))
}
