//! The named parameters of a circuit. Called by builders and the front end.

use super::Circuit;
use crate::Parameter;

/// The names of a circuit's parameters, and the key that each of them gives its [`Parameter`].
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ParameterNames {
    names: Vec<String>,
    keys: Vec<u32>,
}

impl ParameterNames {
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The key of the parameter at each position.
    pub(super) fn keys(&self) -> &[u32] {
        &self.keys
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn at(&self, index: usize) -> Parameter {
        Parameter { index: index as u32, key: self.keys[index] }
    }

    pub(super) fn push(&mut self, name: String) -> Parameter {
        self.keys.push(key_of(&name));
        self.names.push(name);
        self.at(self.len() - 1)
    }
}

/// FNV-1a in 32 bits: the same on every machine and in every run.
fn key_of(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Circuit {
    /// The parameter of that name, added if it is new.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// assert_eq!(circuit.parameter("theta"), theta);
    /// assert_eq!(circuit.parameters(), ["theta"]);
    /// ```
    pub fn parameter(&mut self, name: &str) -> Parameter {
        match self.parameters.names.iter().position(|known| known == name) {
            Some(at) => self.parameters.at(at),
            None => self.add_parameter(name),
        }
    }

    /// The next parameter; the caller knows that the name is new.
    pub(crate) fn add_parameter(&mut self, name: &str) -> Parameter {
        self.parameters.push(name.to_string())
    }

    /// `count` new parameters `prefix[0]`, `prefix[1]`, …. A second vector of that prefix goes on counting: names
    /// are unique, for [`append`](Self::append) finds parameters by name.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(3);
    /// for (qubit, weight) in circuit.parameter_vector("w", 3).into_iter().enumerate() {
    ///     circuit.ry(weight, qubit)?;
    /// }
    /// assert_eq!(circuit.parameters(), ["w[0]", "w[1]", "w[2]"]);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn parameter_vector(&mut self, prefix: &str, count: usize) -> Vec<Parameter> {
        let index = |name: &String| {
            name.strip_prefix(prefix)?.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()
        };
        let known = self.parameters.names.iter().filter_map(index).max();
        let first = known.map_or(0, |last| last.saturating_add(1));
        let new = first..first.saturating_add(count);
        new.map(|j| self.parameters.push(format!("{prefix}[{j}]"))).collect()
    }
}
