//! The circuit files that these tests run.

use crate::support::Scratch;

/// A Bell pair, nothing measured.
pub(crate) const BELL: &str =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n";

/// One qubit that reads 1 with probability sin²(0.3), measured at the end.
pub(crate) const MEASURED: &str =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\ncreg c[1];\nrx(0.6) q[0];\nmeasure q -> c;\n";

/// Measures, decides and resets on the way.
pub(crate) const DYNAMIC: &str = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[1];\ncreg d[2];\n\
     ry(0.8) q[0];\nmeasure q[0] -> c[0];\nif (c == 1) rx(0.7) q[1];\nreset q[0];\nh q[0];\nmeasure q -> d;\n";

/// ⟨Z0⟩ = cos θ, ⟨X1⟩ = sin φ.
pub(crate) const INPUTS: &str = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] theta;\n\
     input float[64] phi;\nqubit[2] q;\nry(theta) q[0];\nry(phi) q[1];\n";

/// A layered circuit on `qubits` qubits, large enough that several threads have work, then `rest`.
pub(crate) fn layers(qubits: usize, rest: &str) -> String {
    let mut text = format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[{qubits}] q;\n");
    for layer in 0..3 {
        for k in 0..qubits {
            let angle = 0.37 * (k + 1) as f64 + 0.11 * f64::from(layer);
            text += &format!("ry({angle}) q[{k}];\nrz({}) q[{k}];\n", angle / 2.0);
        }
        for k in 0..qubits {
            text += &format!("cx q[{k}], q[{}];\n", (k + 1) % qubits);
        }
    }
    text + rest
}

/// The hardware-efficient ansatz: layers of RY and RZ on every qubit and a ring of CX, every angle an input `w0`, `w1`, ….
pub(crate) fn hardware_efficient(qubits: usize, layers: usize) -> String {
    let mut text = String::from("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
    for k in 0..2 * qubits * layers {
        text += &format!("input float[64] w{k};\n");
    }
    text += &format!("qubit[{qubits}] q;\n");
    for layer in 0..layers {
        for qubit in 0..qubits {
            let slot = 2 * (layer * qubits + qubit);
            text += &format!("ry(w{slot}) q[{qubit}];\nrz(w{}) q[{qubit}];\n", slot + 1);
        }
        for qubit in 0..qubits {
            text += &format!("cx q[{qubit}], q[{}];\n", (qubit + 1) % qubits);
        }
    }
    text
}

/// The transverse-field Ising observable Σ Z_i Z_{i+1} + ½ Σ X_i.
pub(crate) fn ising(qubits: usize) -> String {
    let bonds = (1..qubits).map(|k| format!("1.0 * Z{} Z{k}", k - 1));
    let fields = (0..qubits).map(|k| format!("0.5 * X{k}"));
    bonds.chain(fields).collect::<Vec<_>>().join(" + ")
}

/// All of them in a folder, and two rows of inputs.
pub(crate) fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("measured.qasm", MEASURED);
    scratch.file("dynamic.qasm", DYNAMIC);
    scratch.file("inputs.qasm", INPUTS);
    scratch.file("rows.csv", "theta,phi\n0.1,0.2\n0.3,0.4\n");
    scratch
}
