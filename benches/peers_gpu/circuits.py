"""The circuits of the benchmark suite as flat lists of operations, drawn by the same rules and from the same random numbers.

Called by `tasks.py`. It follows `benches/src/workload.rs` and `benches/src/task.rs` and must not know any peer.
Qubit 0 is the least significant bit of a basis state; angles are radians.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from random_stream import PURPOSE_TEST, RandomStream

RUN_WORKLOADS = ("qft", "hea", "rqc", "qaoa", "qv")


@dataclass(frozen=True)
class Operation:
    """A gate on qubits (controls first). `slots` are places in the circuit's angles; for `su4`, of its matrices."""

    name: str
    qubits: tuple
    slots: tuple = ()


@dataclass
class Circuit:
    """Operations, and what fills their slots: `angles` are numbers, `matrices` are 4x4 with the first qubit least significant."""

    num_qubits: int
    operations: list = field(default_factory=list)
    angles: list = field(default_factory=list)
    matrices: list = field(default_factory=list)

    def add(self, name, qubits, *angles):
        """Adds a gate whose angles have slots of their own."""
        slots = tuple(range(len(self.angles), len(self.angles) + len(angles)))
        self.angles.extend(angles)
        self.operations.append(Operation(name, tuple(qubits), slots))

    def add_matrix(self, qubits, matrix):
        """Adds a gate on two qubits by its matrix."""
        self.operations.append(Operation("su4", tuple(qubits), (len(self.matrices),)))
        self.matrices.append(matrix)


def by_name(name, num_qubits):
    """A circuit of `RUN_WORKLOADS` with the depth that the suite gives it."""
    build = {
        "qft": qft,
        "hea": lambda n: hardware_efficient(n, 5),
        "rqc": lambda n: random_circuit(n, 20),
        "qaoa": lambda n: qaoa(n, 3),
        "qv": lambda n: quantum_volume(n, 10),
    }
    return build[name](num_qubits)


def qft(n):
    """Quantum Fourier transform of a product state, swaps included."""
    circuit = Circuit(n)
    for q in range(n):
        circuit.add("ry", [q], 0.1 * (q + 1))
    for i in reversed(range(n)):
        circuit.add("h", [i])
        for j in range(i):
            circuit.add("cp", [j, i], math.pi / 2.0 ** (i - j))
    for q in range(n // 2):
        circuit.add("swap", [q, n - 1 - q])
    return circuit


def _add_layers(circuit, weights, layers):
    n = circuit.num_qubits
    for _ in range(layers):
        for q in range(n):
            circuit.add("ry", [q], next(weights))
            circuit.add("rz", [q], next(weights))
        for q in range(n if n > 1 else 0):
            circuit.add("cx", [q, (q + 1) % n])


def _points():
    """Values of parameters, uniform in (-3, 3), in the order of the parameters."""
    stream = RandomStream(7, PURPOSE_TEST, 0)
    while True:
        yield 6.0 * stream.uniform() - 3.0


def hardware_efficient(n, layers):
    """RY and RZ on every qubit, then a ring of CX, in layers."""
    circuit = Circuit(n)
    _add_layers(circuit, _points(), layers)
    return circuit


def random_circuit(n, depth):
    """U on every qubit, then CZ on a random matching, `depth` times."""
    stream, circuit, order = RandomStream(2, PURPOSE_TEST, n), Circuit(n), list(range(n))
    for _ in range(depth):
        for q in range(n):
            circuit.add("u", [q], *[math.pi * (2.0 * stream.uniform() - 1.0) for _ in range(3)])
        stream.shuffle(order)
        for a, b in zip(order[::2], order[1::2]):
            circuit.add("cz", [a, b])
    return circuit


def qaoa(n, rounds):
    """QAOA rounds on a random graph with about three edges for each qubit."""
    stream, likely = RandomStream(3, PURPOSE_TEST, n), 6.0 / (n - 1)
    edges = [(i, j) for i in range(n) for j in range(i) if stream.uniform() < likely]
    circuit, weights = Circuit(n), _points()
    for q in range(n):
        circuit.add("h", [q])
    for _ in range(rounds):
        gamma, beta = next(weights), next(weights)
        for i, j in edges:
            circuit.add("rzz", [i, j], gamma)
        for q in range(n):
            circuit.add("rx", [q], beta)
    return circuit


def quantum_volume(n, depth):
    """A random matrix of U(4) on every pair of a random matching, `depth` times (Cross et al., arXiv:1811.12926)."""
    stream, circuit, order = RandomStream(5, PURPOSE_TEST, n), Circuit(n), list(range(n))
    for _ in range(depth):
        stream.shuffle(order)
        for a, b in zip(order[::2], order[1::2]):
            circuit.add_matrix([a, b], _random_unitary(stream))
    return circuit


def _random_unitary(stream):
    """Columns of normal numbers, made orthogonal one after the other, twice: rounding is left."""
    columns = []
    for _ in range(4):
        column = np.array([complex(stream.normal(), stream.normal()) for _ in range(4)])
        for other in columns + columns:
            column = column - np.vdot(other, column) * other
        columns.append(column / np.linalg.norm(column))
    return np.array(columns).T


def classifier(n, layers):
    """Data as angles of RY on every qubit, then trainable layers: the first n slots are data, the others weights."""
    circuit, weights = Circuit(n), _points()
    for q in range(n):
        circuit.add("ry", [q], next(weights))
    _add_layers(circuit, weights, layers)
    return circuit


def classifier_rows(circuit, batch):
    """Angles of a batch, batch x slots: each row has data of its own, all have the same weights."""
    stream, n = RandomStream(13, PURPOSE_TEST, 0), circuit.num_qubits
    rows = np.tile(np.array(circuit.angles), (batch, 1))
    rows[:, :n] = [[stream.normal() for _ in range(n)] for _ in range(batch)]
    return rows


def ising_chain(n):
    """The transverse-field Ising chain, sum Z_i Z_{i+1} + 1/2 sum X_i, as (coefficient, ((letter, qubit), ...))."""
    bonds = [(1.0, (("Z", i), ("Z", i + 1))) for i in range(n - 1)]
    return bonds + [(0.5, (("X", i),)) for i in range(n)]
