"""PennyLane's default.qubit on JAX: jit for circuits, jit of vmap of grad (backpropagation) for gradients."""

from jax_peer import JaxPeer
from measure import main


class PennylaneJax(JaxPeer):
    """One QNode for each circuit; wire n - 1 - q is qubit q."""

    name = "pennylane-jax"

    def load(self):
        import pennylane

        self.qml = pennylane
        self.gates = {
            "h": pennylane.Hadamard, "rx": pennylane.RX, "ry": pennylane.RY, "rz": pennylane.RZ, "u": pennylane.U3,
            "cx": pennylane.CNOT, "cz": pennylane.CZ, "cp": pennylane.ControlledPhaseShift, "swap": pennylane.SWAP,
            "rzz": pennylane.IsingZZ,
        }  # fmt: skip
        return f"pennylane {pennylane.__version__}"

    def _apply(self, circuit, angles, matrices):
        last = circuit.num_qubits - 1
        for operation in circuit.operations:
            wires = [last - qubit for qubit in operation.qubits]
            if operation.name == "su4":
                self.qml.QubitUnitary(matrices[operation.slots[0]], wires=wires[::-1])
            else:
                self.gates[operation.name](*(angles[slot] for slot in operation.slots), wires=wires)

    def _node(self, circuit, function):
        """Backpropagation even for a state: with any other method, JAX calls back to the host for each circuit."""
        device = self.qml.device("default.qubit", wires=circuit.num_qubits)
        return self.qml.qnode(device, interface="jax", diff_method="backprop")(function)

    def state_function(self, circuit):
        def final_state(angles, matrices):
            self._apply(circuit, angles, matrices)
            return self.qml.state()

        return self._node(circuit, final_state)

    def expectation_function(self, circuit, observable):
        last, letters = circuit.num_qubits - 1, {"X": self.qml.X, "Y": self.qml.Y, "Z": self.qml.Z}
        words = [[letters[letter](last - qubit) for letter, qubit in factors] for _, factors in observable]
        products = [self.qml.prod(*word) if len(word) > 1 else word[0] for word in words]
        total = self.qml.Hamiltonian([coefficient for coefficient, _ in observable], products)

        def value(angles):
            self._apply(circuit, angles, None)
            return self.qml.expval(total)

        return self._node(circuit, value)


if __name__ == "__main__":
    main(PennylaneJax)
