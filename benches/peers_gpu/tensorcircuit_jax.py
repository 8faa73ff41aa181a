"""TensorCircuit-NG on JAX: jit for circuits, jit of vmap of grad for gradients."""

from jax_peer import JaxPeer
from measure import main


class TensorCircuitJax(JaxPeer):
    """One traced circuit; wire n - 1 - q is qubit q."""

    name = "tensorcircuit-jax"
    methods = {"u": ("u", "theta phi lbd"), "cx": ("cnot", ""), "cp": ("cphase", "theta")}

    def load(self):
        import tensorcircuit

        self.tc = tensorcircuit
        self.backend = tensorcircuit.set_backend("jax")
        tensorcircuit.set_dtype("complex128" if self.precision == "f64" else "complex64")
        return f"tensorcircuit-ng {tensorcircuit.__version__}"

    def _circuit(self, circuit, angles, matrices):
        traced, last = self.tc.Circuit(circuit.num_qubits), circuit.num_qubits - 1
        for operation in circuit.operations:
            wires = [last - qubit for qubit in operation.qubits]
            if operation.name == "su4":
                traced.unitary(*wires[::-1], unitary=matrices[operation.slots[0]])
                continue
            default = (operation.name, "theta" if operation.slots else "")
            method, names = self.methods.get(operation.name, default)
            values = (angles[slot] for slot in operation.slots)
            getattr(traced, method)(*wires, **dict(zip(names.split(), values)))
        return traced

    def state_function(self, circuit):
        return lambda angles, matrices: self._circuit(circuit, angles, matrices).state()

    def expectation_function(self, circuit, observable):
        last = circuit.num_qubits - 1

        def value(angles):
            traced, total = self._circuit(circuit, angles, None), 0.0
            for coefficient, factors in observable:
                words = {axis: [last - q for letter, q in factors if letter.lower() == axis] for axis in "xyz"}
                total += coefficient * self.backend.real(traced.expectation_ps(**words))
            return total

        return value


if __name__ == "__main__":
    main(TensorCircuitJax)
