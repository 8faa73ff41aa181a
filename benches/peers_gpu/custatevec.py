"""cuStateVec through ctypes, one call for each gate, and its batched calls for batches.

It has no gradients of its own: the adjoint method here (Jones and Gacon, arXiv:2009.02823) is per-gate calls and inner
products by cuBLAS, whose results stay on the device until the end. Matrices are made before the time starts.
"""

import ctypes
import time
from ctypes import c_int32, c_size_t

import numpy as np

import cuda_libraries as cuda
import gates
from measure import Refused, Unavailable, main


class Steps:
    """Prepared calls of one shape of state: a step is (function, arguments before the state, arguments after it)."""

    def __init__(self, libraries, handle, precision, task):
        self.libraries, self.handle, self.task = libraries, handle, task
        wide = precision == "f64"
        self.type, self.kind = (np.complex128, cuda.COMPLEX_F64) if wide else (np.complex64, cuda.COMPLEX_F32)
        self.amplitudes = 1 << task.circuit.num_qubits
        self.kept, self.workspace = [], cuda.Memory(libraries, 0)
        self.lane_numbers = self._upload(np.arange(task.lanes, dtype=np.int32))

    def _upload(self, array):
        memory = cuda.upload(self.libraries, np.ascontiguousarray(array))
        self.kept.append(memory)
        return memory.pointer

    def step(self, matrix, targets, controls=()):
        """A step that applies a matrix, or one matrix of (lanes, rows, columns) to each lane."""
        matrix = np.ascontiguousarray(matrix, dtype=self.type)
        on, under = (c_int32 * len(targets))(*targets), (c_int32 * len(controls))(*controls)
        self.kept.append((matrix, on, under))
        tail = (on, len(targets), under if controls else None, None, len(controls), cuda.COMPUTE_DEFAULT)
        sizes = (len(targets), len(controls), cuda.COMPUTE_DEFAULT)
        if self.task.lanes == 1:
            return self._single(matrix.ctypes.data, tail, sizes)
        return self._batched(matrix, tail, sizes)

    def _single(self, matrix, tail, sizes):
        library, bits = self.libraries.custatevec, self.task.circuit.num_qubits
        given = (matrix, self.kind, cuda.ROW_MAJOR, 0)
        space = self._space(library.custatevecApplyMatrixGetWorkspaceSize, (bits, *given, *sizes))
        return library.custatevecApplyMatrix, (self.kind, bits, *given, *tail, *space)

    def _batched(self, matrix, tail, sizes):
        library, bits = self.libraries.custatevec, self.task.circuit.num_qubits
        count = len(matrix) if matrix.ndim == 3 else 1
        mapping = cuda.MATRIX_FOR_EACH if matrix.ndim == 3 else cuda.SHARED_MATRIX
        numbers = self.lane_numbers if matrix.ndim == 3 else None
        lanes = (self.task.lanes, self.amplitudes, mapping, numbers)
        given = (self._upload(matrix), self.kind, cuda.ROW_MAJOR, 0, count)
        query = library.custatevecApplyMatrixBatchedGetWorkspaceSize
        space = self._space(query, (bits, *lanes, *given, *sizes))
        return library.custatevecApplyMatrixBatched, (self.kind, bits, *lanes, *given, *tail, *space)

    def _space(self, query, arguments):
        """Workspace that is large enough. Earlier steps keep theirs: all are in `kept`."""
        size = c_size_t()
        query(self.handle, self.kind, *arguments, ctypes.byref(size))
        if size.value > self.workspace.size:
            self.workspace = cuda.Memory(self.libraries, size.value)
            self.kept.append(self.workspace)
        return (self.workspace.pointer, self.workspace.size) if size.value else (None, 0)

    def apply(self, step, state):
        function, arguments = step
        function(self.handle, state, *arguments)

    def matrix(self, operation):
        """The operation's matrix; one for each lane where its angle differs between lanes."""
        circuit, rows = self.task.circuit, self.task.rows
        if operation.slots and operation.name != "su4" and operation.slots[0] < self.task.shared_from:
            return np.array([gates.matrix(operation, row, circuit.matrices) for row in rows])
        return gates.matrix(operation, rows[0], circuit.matrices)

    def of(self, operation):
        """The step of an operation."""
        controls, targets = gates.split(operation)
        return self.step(self.matrix(operation), targets, controls)


class CuStateVec:
    """One state, or a batch of states one after the other in memory."""

    name = "custatevec"
    issue_s = None

    def __init__(self, device, precision):
        if device != "cuda":
            raise Unavailable("it runs on a GPU only")
        self.libraries = cuda.Libraries()
        try:
            if not self.libraries.device_count():
                raise Unavailable("no GPU")
        except cuda.CudaError as error:
            raise Unavailable(f"no GPU: {error}") from error
        self.precision, self.version = precision, self.libraries.version()
        self.device = f"cuda {self.libraries.device_name()}"
        self.handle, self.blas = ctypes.c_void_p(), ctypes.c_void_p()
        self.libraries.custatevec.custatevecCreate(ctypes.byref(self.handle))
        self.libraries.cublas.cublasCreate_v2(ctypes.byref(self.blas))

    def prepare(self, task):
        """Uploads what the task needs and makes its calls' arguments."""
        steps = Steps(self.libraries, self.handle, self.precision, task)
        run = State(self, steps) if task.observable is None else Adjoint(self, steps)

        def call():
            start = time.perf_counter()
            run.issue()
            self.issue_s = time.perf_counter() - start
            self.libraries.cudart.cudaDeviceSynchronize()
            return run.answer()

        return call

    def fetch(self, task, result):
        if isinstance(result, State):
            return result.amplitudes()
        return result


class State:
    """The circuit on one state."""

    def __init__(self, peer, steps):
        self.peer, self.steps = peer, steps
        self.plan = [steps.of(operation) for operation in steps.task.circuit.operations]
        self.state = cuda.Memory(peer.libraries, steps.amplitudes * np.dtype(steps.type).itemsize)

    def issue(self):
        start = self.peer.libraries.custatevec.custatevecInitializeStateVector
        bits = self.steps.task.circuit.num_qubits
        start(self.peer.handle, self.state.pointer, self.steps.kind, bits, cuda.ZERO_STATE)
        for step in self.plan:
            self.steps.apply(step, self.state.pointer)

    def answer(self):
        return self

    def amplitudes(self):
        return cuda.download(self.peer.libraries, self.state.pointer, np.empty(self.steps.amplitudes, self.steps.type))


class Adjoint:
    """Forward, lambda = H psi, and back: each derivative is Im <lambda|P|psi> after its gate exp(-i angle P / 2)."""

    def __init__(self, peer, steps):
        self.peer, self.steps, self.task = peer, steps, steps.task
        item, lanes = np.dtype(steps.type).itemsize, steps.task.lanes
        self.count = lanes * steps.amplitudes
        self.bytes = self.count * item
        zeros = np.zeros((lanes, steps.amplitudes), steps.type)
        zeros[:, 0] = 1
        self.start = cuda.upload(peer.libraries, zeros)
        self.psi, self.bra = (cuda.Memory(peer.libraries, self.bytes) for _ in range(2))
        self.row = lanes * item
        self.results = cuda.Memory(peer.libraries, steps.task.rows.shape[1] * self.row)
        peer.libraries.cudart.cudaMemset(self.results.pointer, 0, self.results.size)
        self.one_and_zero = cuda.upload(peer.libraries, np.array([1, 0], steps.type))
        self.forward = [steps.of(operation) for operation in self.task.circuit.operations]
        self.words = [self._word(*term) for term in self.task.observable]
        self.backward = self._backward()

    def _word(self, coefficient, factors):
        qubits, matrix = gates.pauli_word(factors)
        return np.array([coefficient], self.steps.type), self.steps.step(matrix, qubits)

    def _backward(self):
        """For each operation from the last to the first trainable one: (slot, generator, undo psi, undo lambda)."""
        operations, plan = self.task.circuit.operations, []
        first = next(k for k, operation in enumerate(operations) if operation.slots)
        for operation in reversed(operations[first:]):
            controls, targets = gates.split(operation)
            inverse = np.conj(np.swapaxes(self.steps.matrix(operation), -1, -2))
            undo = self.steps.step(inverse, targets, controls)
            if not operation.slots:
                plan.append((None, None, undo, undo))
                continue
            if operation.name not in gates.GENERATORS:
                raise Refused(f"no generator for {operation.name}")
            generator = gates.GENERATORS[operation.name]
            step = self.steps.step(generator, targets)
            plan.append((operation.slots[0], step, self.steps.step(inverse @ generator, targets), undo))
        return plan

    def issue(self):
        cudart, apply = self.peer.libraries.cudart, self.steps.apply
        psi, bra = self.psi.pointer, self.bra.pointer
        cudart.cudaMemcpyAsync(psi, self.start.pointer, self.bytes, cuda.WITHIN_DEVICE, None)
        cudart.cudaMemsetAsync(bra, 0, self.bytes, None)
        for step in self.forward:
            apply(step, psi)
        self._accumulate()
        mode = self.peer.libraries.cublas.cublasSetPointerMode_v2
        mode(self.peer.blas, cuda.POINTERS_TO_DEVICE)
        last = len(self.backward) - 1
        for k, (slot, generator, undo_psi, undo_bra) in enumerate(self.backward):
            if slot is not None:
                apply(generator, psi)
                self._inner_products(self.results.pointer + slot * self.row)
            if k < last:
                apply(undo_psi, psi)
                apply(undo_bra, bra)
        mode(self.peer.blas, cuda.POINTERS_TO_HOST)

    def _accumulate(self):
        """lambda += c P psi for every term; P twice is nothing, so psi is back after each."""
        cublas = self.peer.libraries.cublas
        add = cublas.cublasZaxpy_v2_64 if self.steps.kind == cuda.COMPLEX_F64 else cublas.cublasCaxpy_v2_64
        for coefficient, step in self.words:
            self.steps.apply(step, self.psi.pointer)
            add(self.peer.blas, self.count, coefficient.ctypes.data, self.psi.pointer, 1, self.bra.pointer, 1)
            self.steps.apply(step, self.psi.pointer)

    def _inner_products(self, to):
        """<lambda|psi> of every lane, left on the device."""
        cublas, size, wide = self.peer.libraries.cublas, self.steps.amplitudes, self.steps.kind == cuda.COMPLEX_F64
        psi, bra = self.psi.pointer, self.bra.pointer
        if self.task.lanes == 1:
            dot = cublas.cublasZdotc_v2_64 if wide else cublas.cublasCdotc_v2_64
            dot(self.peer.blas, size, bra, 1, psi, 1, to)
            return
        product = cublas.cublasZgemvStridedBatched if wide else cublas.cublasCgemvStridedBatched
        one = self.one_and_zero.pointer
        zero = one + np.dtype(self.steps.type).itemsize
        matrix, vector = (bra, size, size), (psi, 1, size)
        shape = (self.peer.blas, cuda.CONJUGATE_TRANSPOSE, size, 1, one)
        product(*shape, *matrix, *vector, zero, to, 1, 1, self.task.lanes)

    def answer(self):
        lanes, slots = self.task.rows.shape
        values = np.empty((slots, lanes), self.steps.type)
        return cuda.download(self.peer.libraries, self.results.pointer, values).imag.T


if __name__ == "__main__":
    main(CuStateVec)
