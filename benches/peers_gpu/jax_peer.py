"""What the two peers on JAX share: the device, precision, compilation and waiting. Called by their scripts.

It must not know how a peer describes circuits. A subclass defines `version_of`, `state_function(circuit)`, a function of
(angles, matrices), and `expectation_function(circuit, observable)`, a function of the angles. Qubit q is the subclass's
wire n - 1 - q, so that amplitudes are in this project's order.
"""

import os

import numpy as np

from measure import Unavailable


class JaxPeer:
    """A peer whose functions JAX can trace."""

    def __init__(self, device, precision):
        os.environ["JAX_PLATFORMS"] = device
        os.environ.setdefault("XLA_PYTHON_CLIENT_MEM_FRACTION", "0.92")
        try:
            import jax
        except ImportError as error:
            raise Unavailable(f"not installed: {error}") from error
        jax.config.update("jax_enable_x64", precision == "f64")
        # Products of 32-bit numbers are otherwise rounded to 10 bits on recent GPUs.
        jax.config.update("jax_default_matmul_precision", "highest")
        self.jax, self.precision, self._numbers = jax, precision, jax.numpy
        try:
            found = jax.devices()[0]
        except Exception as error:  # Which one it raises without a GPU differs between its versions.
            reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
            raise Unavailable(f"JAX finds no {device} device: {reason}") from error
        self.device = f"{found.platform} {found.device_kind}"
        try:
            self.version = f"{self.load()}, jax {jax.__version__}"
        except ImportError as error:
            raise Unavailable(f"not installed: {error}") from error

    def _put(self, array, kind):
        wide = self.precision == "f64"
        types = {"real": ("float32", "float64"), "complex": ("complex64", "complex128")}
        return self._numbers.asarray(np.asarray(array, dtype=types[kind][wide]))

    def prepare(self, task):
        """Compiles the task. Angles and matrices are arguments, so that nothing is folded into the program."""
        function, arguments = self._state(task) if task.observable is None else self._gradients(task)
        compiled = self.jax.jit(function).lower(*arguments).compile()
        return lambda: self.jax.block_until_ready(compiled(*arguments))

    def _state(self, task):
        matrices = np.array(task.circuit.matrices).reshape(-1, 4, 4)
        arguments = (self._put(task.rows[0], "real"), self._put(matrices, "complex"))
        return self.state_function(task.circuit), arguments

    def _gradients(self, task):
        """Derivatives of each lane's value in all slots; shared angles are not repeated for each lane."""
        value = self.expectation_function(task.circuit, task.observable)
        shared = self._put(task.rows[0, task.shared_from :], "real")
        if task.lanes == 1:
            return self.jax.grad(value), (shared,)
        joined = lambda own, common: value(self._numbers.concatenate([own, common]))
        batched = self.jax.vmap(self.jax.grad(joined, argnums=(0, 1)), in_axes=(0, None))
        return batched, (self._put(task.rows[:, : task.shared_from], "real"), shared)

    def fetch(self, task, result):
        """Amplitudes, or lanes x slots."""
        if task.observable is None:
            return np.asarray(result).reshape(-1)
        parts = [np.asarray(part).reshape(task.lanes, -1) for part in self.jax.tree.leaves(result)]
        return np.concatenate(parts, axis=1)
