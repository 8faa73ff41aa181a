"""What is asked of a peer: a circuit and either its final state or its gradients. Called by `measure.py` and `run.py`.

The names are those of the suite. It must not know any peer.
"""

from dataclasses import dataclass

import numpy as np

import circuits

WORKLOADS = (*circuits.RUN_WORKLOADS, "gradient", "batch gradient")
# The suite's own batch is of 8 qubits; all other sizes are deeper and wider: (layers, rows).
BATCHES = {8: (2, 32)}
LARGE_BATCH = (5, 1024)


@dataclass
class Task:
    """`rows` are the angles of each lane, lanes x slots; the slots before `shared_from` differ from lane to lane."""

    workload: str
    circuit: circuits.Circuit
    rows: np.ndarray
    observable: list = None
    shared_from: int = 0

    @property
    def lanes(self):
        return len(self.rows)


def layers_and_batch(workload, num_qubits):
    """Layers of a gradient's ansatz, `None` for the other workloads, and rows; a single circuit has one row."""
    if workload == "batch gradient":
        return BATCHES.get(num_qubits, LARGE_BATCH)
    return (5 if workload == "gradient" else None), 1


def make(workload, num_qubits):
    """The task of a workload's name and size."""
    layers, batch = layers_and_batch(workload, num_qubits)
    if workload == "gradient":
        circuit = circuits.hardware_efficient(num_qubits, layers)
        return Task(workload, circuit, np.array([circuit.angles]), circuits.ising_chain(num_qubits))
    if workload == "batch gradient":
        circuit = circuits.classifier(num_qubits, layers)
        rows = circuits.classifier_rows(circuit, batch)
        return Task(workload, circuit, rows, [(1.0, (("Z", 0),))], num_qubits)
    circuit = circuits.by_name(workload, num_qubits)
    return Task(workload, circuit, np.array([circuit.angles]))
