"""The matrix of every operation, with its controls taken off. Called by the oracle and by peers that take matrices.

It must not know circuits. The first target is the least significant bit of a matrix's index.
"""

import numpy as np

GENERATORS = {
    "rx": np.array([[0, 1], [1, 0]], complex),
    "ry": np.array([[0, -1j], [1j, 0]], complex),
    "rz": np.array([[1, 0], [0, -1]], complex),
}
LETTERS = {"X": GENERATORS["rx"], "Y": GENERATORS["ry"], "Z": GENERATORS["rz"]}
_CONTROLLED = {"cx": 1, "cz": 1, "cp": 1}


def split(operation):
    """An operation's (controls, targets)."""
    controls = _CONTROLLED.get(operation.name, 0)
    return operation.qubits[:controls], operation.qubits[controls:]


def matrix(operation, angles, matrices):
    """The matrix on the operation's targets; `angles` and `matrices` are the circuit's."""
    if operation.name == "su4":
        return np.asarray(matrices[operation.slots[0]])
    return by_name(operation.name, *(angles[slot] for slot in operation.slots))


def by_name(name, *angles):
    """The matrix of a named gate on its targets."""
    if name in GENERATORS:
        half = angles[0] / 2
        return np.cos(half) * np.eye(2) - 1j * np.sin(half) * GENERATORS[name]
    if name == "u":
        theta, phi, lam = angles
        cosine, sine = np.cos(theta / 2), np.sin(theta / 2)
        return np.array(
            [[cosine, -np.exp(1j * lam) * sine], [np.exp(1j * phi) * sine, np.exp(1j * (phi + lam)) * cosine]]
        )
    if name == "rzz":
        return np.diag(np.exp(-0.5j * angles[0] * np.array([1, -1, -1, 1])))
    if name == "cp":
        return np.diag([1, np.exp(1j * angles[0])])
    constants = {
        "h": np.array([[1, 1], [1, -1]]) / np.sqrt(2),
        "cx": LETTERS["X"],
        "cz": LETTERS["Z"],
        "swap": np.eye(4)[[0, 2, 1, 3]],
    }
    return constants[name].astype(complex)


def pauli_word(factors):
    """A term's ((letter, qubit), ...) as (qubits, matrix on them)."""
    whole = np.eye(1)
    for letter, _ in factors:
        whole = np.kron(LETTERS[letter], whole)
    return tuple(qubit for _, qubit in factors), whole
