"""PRISM-Q's CUDA backend through its Python wheel: kernels compiled by NVRTC at run time, f64 only."""

import os

from measure import Refused, Unavailable, main

GATES = {"u": "u", "cp": "cphase"}


class PrismQ:
    """One circuit, built and timed by `run()`, which fuses, runs and brings the probabilities to the host."""

    name = "prism-q"
    note = "seconds include its reading back of 2^n probabilities"

    def __init__(self, device, precision):
        if precision != "f64":
            raise Unavailable("it computes in f64 only")
        # Smaller circuits would silently run on the CPU; it reads this once.
        os.environ.setdefault("PRISM_GPU_MIN_QUBITS", "0")
        try:
            import prism_q
        except ImportError as error:
            raise Unavailable(f"not installed: {error}") from error
        from importlib.metadata import version

        self.prism_q, self.version = prism_q, f"prism-q {version('prism-q')}"
        if device == "cpu":
            self.kind, self.device = prism_q.BackendKind.statevector(), "cpu"
            return
        found = prism_q.gpu_info()
        if not found.available:
            raise Unavailable(f"PRISM-Q finds no GPU: {found.reason}")
        self.kind = prism_q.BackendKind.statevector_gpu(prism_q.GpuContext(0))
        self.device = f"cuda {found.device}"

    def _circuit(self, task):
        builder = self.prism_q.CircuitBuilder(task.circuit.num_qubits)
        for operation in task.circuit.operations:
            if operation.name == "su4":
                matrix = task.circuit.matrices[operation.slots[0]]
                # Its first target is the most significant bit of the matrix's index.
                builder.gate(self.prism_q.Gate.unitary(matrix), list(operation.qubits[::-1]))
                continue
            angles = (task.rows[0, slot] for slot in operation.slots)
            getattr(builder, GATES.get(operation.name, operation.name))(*angles, *operation.qubits)
        return builder.build()

    def prepare(self, task):
        if task.observable is not None:
            raise Refused("its adjoint gradient runs on the CPU only")
        circuit = self._circuit(task)
        self._simulation = lambda: self.prism_q.simulate(circuit).seed(1).backend(self.kind)
        return lambda: self._simulation().run()

    def fetch(self, task, result):
        """The amplitudes, which `run()` does not return: the same simulation once more."""
        return self._simulation().state_vector()


if __name__ == "__main__":
    main(PrismQ)
