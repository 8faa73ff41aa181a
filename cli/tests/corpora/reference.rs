//! One file of the collection, and its reference result compared with what the binary answered.
//!
//! References are exact to the digits that they print: 13 of an amplitude, 12 decimals of a fidelity.

use ansatz::circuits::C64;
use ansatz_tests::statistics;
use serde_json::Value;
use std::collections::BTreeMap;

/// Of probabilities and amplitudes.
const TOLERANCE: f64 = 1e-9;
/// Of fidelities and expectation values, which are printed with 12 decimals.
const DECIMALS: f64 = 1e-11;

/// A row of the collection's index.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) file: String,
    pub(crate) version: u64,
    pub(crate) class: String,
    pub(crate) loader: String,
    /// `None`: not known.
    pub(crate) qubits: Option<u64>,
    pub(crate) reference: String,
}

impl Row {
    pub(crate) fn new(row: &Value) -> Row {
        let text = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {row}")).to_string();
        Row {
            file: text("file"),
            version: row["version"].as_u64().expect("a version"),
            class: text("cls"),
            loader: text("loader"),
            qubits: row["qubits"].as_u64(),
            reference: text("reference"),
        }
    }

    /// A random program, whose exact state lies beside it.
    pub(crate) fn random(file: &str, version: u64) -> Row {
        Row {
            file: file.into(),
            version,
            class: "unitary".into(),
            loader: if version == 2 { "qasm2".into() } else { "random".into() },
            qubits: None,
            reference: file.replace(".qasm", ".json"),
        }
    }
}

/// Compares amplitudes with `state` of a reference, up to the global phase.
pub(crate) fn compare_state(state: &[C64], reference: &Value) -> Result<(), String> {
    let qubits = reference["n"].as_u64().ok_or("the reference has no number of qubits")? as usize;
    if state.len() != 1 << qubits {
        return Err(format!("{} amplitudes of {qubits} qubits", state.len()));
    }
    compare_top(state, &reference["top"])?;
    for (j, fidelity) in numbers(&reference["fid"]).enumerate() {
        let found = fidelity_with_product(state, qubits, j);
        close(&format!("fidelity {j}"), (found, fidelity), DECIMALS)?;
    }
    for (axis, key) in ["x", "y", "z"].into_iter().enumerate() {
        for (qubit, expected) in numbers(&reference[key]).enumerate() {
            let found = pauli(state, qubit)[axis];
            close(&format!("⟨{key}{qubit}⟩"), (found, expected), DECIMALS)?;
        }
    }
    Ok(())
}

fn numbers(list: &Value) -> impl Iterator<Item = f64> {
    list.as_array().into_iter().flatten().map(|number| number.as_f64().unwrap_or(f64::NAN))
}

fn close(what: &str, (found, expected): (f64, f64), tolerance: f64) -> Result<(), String> {
    // Written so that a NaN is an error.
    if (found - expected).abs() <= tolerance {
        return Ok(());
    }
    Err(format!("{what} is {found} instead of {expected}"))
}

/// The listed amplitudes and their probabilities; the first one fixes the phase.
fn compare_top(state: &[C64], top: &Value) -> Result<(), String> {
    let mut phase = None;
    for entry in top.as_array().ok_or("the reference lists no amplitudes")? {
        let bits = entry[0].as_str().unwrap_or_default();
        let index = usize::from_str_radix(bits, 2).map_err(|error| format!("{bits}: {error}"))?;
        let number = |k: usize| entry[k].as_f64().unwrap_or(f64::NAN);
        let expected = C64::new(number(2), number(3));
        let found = *state.get(index).ok_or_else(|| format!("no basis state {bits}"))?;
        close(&format!("the probability of {bits}"), (found.norm_sqr(), number(1)), TOLERANCE)?;
        let phase = *phase.get_or_insert_with(|| C64::cis(expected.arg() - found.arg()));
        let difference = (found * phase - expected).norm();
        close(
            &format!("the amplitude of {bits}: {found} and {expected}: their difference"),
            (difference, 0.0),
            TOLERANCE,
        )?;
    }
    Ok(())
}

/// |⟨r_j|ψ⟩|² of the product state r_j = ∏_k (cos a·|0⟩ + e^{ib} sin a·|1⟩), a = 0.3 + 0.1 j + 0.05 k, b = 0.7 k + 0.2 j.
fn fidelity_with_product(state: &[C64], qubits: usize, j: usize) -> f64 {
    let mut rest = state.to_vec();
    // Qubit 0 is the lowest bit of the index: each step contracts the lowest qubit that is left.
    for k in 0..qubits {
        let (j, k) = (j as f64, k as f64);
        let (a, b) = (0.3 + 0.1 * j + 0.05 * k, 0.7 * k + 0.2 * j);
        let one = C64::cis(-b) * a.sin();
        rest = rest.chunks_exact(2).map(|pair| pair[0] * a.cos() + pair[1] * one).collect();
    }
    rest[0].norm_sqr()
}

/// ⟨X⟩, ⟨Y⟩ and ⟨Z⟩ of one qubit.
fn pauli(state: &[C64], qubit: usize) -> [f64; 3] {
    let bit = 1 << qubit;
    let (mut coherence, mut z) = (C64::ZERO, 0.0);
    for (index, amplitude) in state.iter().enumerate().filter(|(index, _)| index & bit == 0) {
        let partner = state[index | bit];
        coherence += amplitude.conj() * partner;
        z += amplitude.norm_sqr() - partner.norm_sqr();
    }
    [2.0 * coherence.re, 2.0 * coherence.im, z]
}

/// Compares a distribution over bit strings with `outcomes` of a reference; `false` where they have no common form.
pub(crate) fn compare_outcomes(found: &Value, reference: &Value, loader: &str) -> Result<bool, String> {
    let Some(top) = reference["top"].as_array() else { return Ok(false) };
    let (is_named, is_listed) = (loader.contains("qasm"), loader == "qdk");
    let is_exact = reference["kind"] == "exact";
    if !is_exact && !is_named && !is_listed {
        return Ok(false);
    }
    let found: BTreeMap<String, f64> = found
        .as_object()
        .into_iter()
        .flatten()
        .map(|(bits, p)| {
            (if is_listed { listed(bits) } else { bits.clone() }, p.as_f64().unwrap_or(f64::NAN))
        })
        .collect();
    let rows: Vec<(&str, f64)> = top
        .iter()
        .map(|entry| (entry[0].as_str().unwrap_or_default(), entry[1].as_f64().unwrap_or(f64::NAN)))
        .collect();
    if rows.iter().any(|(bits, _)| *bits == "None" || bits.parse::<i64>().is_ok() && is_listed) {
        // The other program returns something else than its bits.
        return Ok(false);
    }
    close("the sum of all outcomes", (found.values().sum(), 1.0), TOLERANCE)?;
    let ours = |bits: &str| found.get(bits).copied().unwrap_or(0.0);
    if let Some(shots) = reference["shots"].as_f64() {
        return compare_shots(&rows, ours, shots).map(|()| true);
    }
    for (bits, p) in &rows {
        close(&format!("the probability of outcome {bits}"), (ours(bits), *p), TOLERANCE)?;
    }
    Ok(true)
}

/// Frequencies against probabilities by Pearson's χ², everything that is not listed as one outcome more.
fn compare_shots(rows: &[(&str, f64)], ours: impl Fn(&str) -> f64, shots: f64) -> Result<(), String> {
    let mut counts: Vec<u64> = rows.iter().map(|(_, p)| (p * shots).round() as u64).collect();
    let mut probabilities: Vec<f64> = rows.iter().map(|(bits, _)| ours(bits)).collect();
    counts.push((shots as u64).saturating_sub(counts.iter().sum()));
    probabilities.push((1.0 - probabilities.iter().sum::<f64>()).max(0.0));
    let p_value = statistics::p_value(&counts, &probabilities);
    if p_value > 1e-6 {
        Ok(())
    } else {
        Err(format!("the shots have p = {p_value:e} under our distribution"))
    }
}

/// `01 000` as `([0, 0, 0], [1, 0])`: registers in the order of their declaration, bit 0 first.
fn listed(bits: &str) -> String {
    let register = |word: &str| {
        let digits: Vec<String> = word.chars().rev().map(String::from).collect();
        if digits.len() == 1 { digits.concat() } else { format!("[{}]", digits.join(", ")) }
    };
    let registers: Vec<String> = bits.split(' ').rev().map(register).collect();
    if registers.len() == 1 { registers.concat() } else { format!("({})", registers.join(", ")) }
}
