"""The answers, by NumPy alone and slowly: states by matrix products, gradients by the shift rule. Called by `measure.py`.

It must not know any peer: what it says is what they are checked against.
"""

import numpy as np

import gates


def _apply(state, num_qubits, qubits, matrix):
    """Applies a matrix to a state of shape (2,) * n, whose first axis is the highest qubit."""
    axes = [num_qubits - 1 - qubit for qubit in reversed(qubits)]
    tensor = matrix.reshape((2,) * (2 * len(qubits)))
    product = np.tensordot(tensor, state, axes=(range(len(qubits), 2 * len(qubits)), axes))
    return np.moveaxis(product, range(len(qubits)), axes)


def _controlled(matrix, controls):
    """The matrix with as many controls above its targets."""
    for _ in range(controls):
        whole = np.eye(2 * len(matrix), dtype=complex)
        whole[len(matrix) :, len(matrix) :] = matrix
        matrix = whole
    return matrix


def state(circuit, angles):
    """The final state from |0...0>, index = basis state with qubit 0 least significant."""
    amplitudes = np.zeros((2,) * circuit.num_qubits, complex)
    amplitudes[(0,) * circuit.num_qubits] = 1
    for operation in circuit.operations:
        controls, targets = gates.split(operation)
        whole = _controlled(gates.matrix(operation, angles, circuit.matrices), len(controls))
        amplitudes = _apply(amplitudes, circuit.num_qubits, (*targets, *controls), whole)
    return amplitudes.reshape(-1)


def expectation(circuit, angles, observable):
    """The value of a sum of Pauli words in the final state."""
    final = state(circuit, angles).reshape((2,) * circuit.num_qubits)
    value = 0.0
    for coefficient, factors in observable:
        qubits, matrix = gates.pauli_word(factors)
        value += coefficient * np.vdot(final, _apply(final, circuit.num_qubits, qubits, matrix)).real
    return value


def gradient(circuit, angles, observable):
    """Derivatives in every slot by the shift rule: exact, as each slot is the angle of one rotation."""
    values = []
    for slot in range(len(angles)):
        shift = np.zeros(len(angles))
        shift[slot] = np.pi / 2
        ahead, behind = (expectation(circuit, angles + sign * shift, observable) for sign in (1, -1))
        values.append((ahead - behind) / 2)
    return np.array(values)


def deviation(task, answer):
    """The largest difference between a peer's answer and the right one; a state's global phase is free."""
    if task.observable is None:
        right = state(task.circuit, task.rows[0])
        overlap = np.vdot(right, answer)
        phase = overlap / abs(overlap) if abs(overlap) > 0.5 else 1.0
        return float(np.max(np.abs(answer - phase * right)))
    if answer.shape != task.rows.shape:
        return float("inf")
    lanes = sorted({0, task.lanes - 1})
    right = [gradient(task.circuit, task.rows[lane], task.observable) for lane in lanes]
    return float(np.max(np.abs(answer[lanes] - right)))
