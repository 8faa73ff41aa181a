//! Outcomes for serde, behind the feature `serde`: bits are their text, counts a structure whose outcomes are keys. What is read is checked.

use crate::{Bits, Counts};
use ansatz_circuits::Register;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

impl Serialize for Bits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bits, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Counts as they are saved.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Counts", deny_unknown_fields)]
struct Record {
    num_bits: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    registers: Vec<Register>,
    counts: BTreeMap<Bits, u64>,
}

impl Record {
    /// Refuses outcomes of another length, registers beyond the bits, and more shots than a number holds.
    fn check(&self) -> Result<(), String> {
        let num_bits = self.num_bits;
        if let Some(bits) = self.counts.keys().find(|bits| bits.len() != num_bits) {
            return Err(format!("expected outcomes of {num_bits} bits, found `{bits}`"));
        }
        let ends = |register: &Register| register.start.checked_add(register.size);
        let is_inside = |register: &&Register| ends(register).is_some_and(|end| end <= num_bits);
        if let Some(Register { name, .. }) = self.registers.iter().find(|register| !is_inside(register)) {
            let name = name.escape_debug();
            return Err(format!("register `{name}` ends beyond the outcomes, which have {num_bits} bits"));
        }
        let shots = self.counts.values().try_fold(0u64, |sum, count| sum.checked_add(*count));
        shots.map(|_| ()).ok_or_else(|| "there are more than 2^64 - 1 shots".to_string())
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = self.iter().map(|(bits, count)| (bits.clone(), *count)).collect();
        let registers = self.registers().to_vec();
        Record { num_bits: self.num_bits(), registers, counts }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Counts, D::Error> {
        let record = Record::deserialize(deserializer)?;
        record.check().map_err(D::Error::custom)?;
        Ok(Counts::new(record.counts, record.num_bits, &record.registers.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Device, Sampler};
    use ansatz_circuits::Circuit;

    #[test]
    fn counts_come_back_as_they_were() -> Result<(), Box<dyn std::error::Error>> {
        let mut circuit = Circuit::new(3);
        circuit.add_bit_register("a", 1);
        circuit.add_bit_register("b", 2);
        circuit.h(0)?.cx(0, 2)?.measure(0, 0)?.measure(1, 1)?.measure(2, 2)?;
        let counts = Sampler::new(&Device::cpu(), &circuit)?.sample(&[], 100, 3)?;
        let json = serde_json::to_string(&counts)?;
        let read: Counts = serde_json::from_str(&json)?;
        assert_eq!(read, counts);
        assert_eq!(read.to_string(), counts.to_string());
        assert!(json.contains(r#""101":"#), "{json}");
        let marginal = counts.marginal(&[2, 0]);
        assert_eq!(serde_json::from_str::<Counts>(&serde_json::to_string(&marginal)?)?, marginal);
        Ok(())
    }

    #[test]
    fn counts_that_do_not_fit_together_are_refused() {
        let register = |start: &str| {
            format!(
                r#"{{"num_bits": 2, "registers": [{{"name": "c", "start": {start}, "size": 2}}], "counts": {{}}}}"#
            )
        };
        for (wrong, why) in [
            (r#"{"num_bits": 2, "counts": {"101": 1}}"#.to_string(), "outcomes of 2 bits"),
            (r#"{"num_bits": 2, "counts": {"1x": 1}}"#.to_string(), "bit string"),
            (r#"{"num_bits": 1, "counts": {"0": 18446744073709551615, "1": 1}}"#.to_string(), "2^64 - 1"),
            (register("1"), "register `c`"),
            (register("18446744073709551615"), "register `c`"),
        ] {
            let error = serde_json::from_str::<Counts>(&wrong).map(|_| ()).map_err(|error| error.to_string());
            assert!(error.as_ref().is_err_and(|error| error.contains(why)), "{wrong}: {error:?}");
        }
        assert!(serde_json::from_str::<Counts>(&register("0")).is_ok());
    }
}
