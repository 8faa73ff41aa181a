"""The functions of the CUDA runtime, cuBLAS and cuStateVec that `custatevec.py` calls, with the types of their headers.

`check_bindings.py` compares this table with the headers. It must not know circuits.
"""

import ctypes
import sys
from ctypes import c_char_p, c_int, c_int32, c_int64, c_longlong, c_size_t, c_uint32, c_void_p
from pathlib import Path

from measure import Unavailable

# Handles, streams and all pointers are c_void_p; enumerations are c_int.
_ARRAY, _ENUM, _HANDLE = c_void_p, c_int, c_void_p
_STATE = [_HANDLE, _ARRAY, _ENUM, c_uint32]
_MATRIX = [_ARRAY, _ENUM, _ENUM, c_int32]
_TARGETS = [_ARRAY, c_uint32, _ARRAY, _ARRAY, c_uint32, _ENUM]
_WORKSPACE = [_ARRAY, c_size_t]
_LANES = [c_uint32, c_int64, _ENUM, _ARRAY]
_DOT = [_HANDLE, c_int64, _ARRAY, c_int64, _ARRAY, c_int64, _ARRAY]
_GEMV = [_HANDLE, _ENUM, c_int, c_int, _ARRAY, _ARRAY, c_int, c_longlong, _ARRAY, c_int, c_longlong]
_GEMV += [_ARRAY, _ARRAY, c_int, c_longlong, c_int]

CUDART = {
    "cudaGetDeviceCount": [_ARRAY],
    "cudaMalloc": [_ARRAY, c_size_t],
    "cudaFree": [_ARRAY],
    "cudaMemset": [_ARRAY, c_int, c_size_t],
    "cudaMemcpy": [_ARRAY, _ARRAY, c_size_t, _ENUM],
    "cudaMemcpyAsync": [_ARRAY, _ARRAY, c_size_t, _ENUM, _HANDLE],
    "cudaMemsetAsync": [_ARRAY, c_int, c_size_t, _HANDLE],
    "cudaDeviceSynchronize": [],
}
DRIVER = {
    "cuInit": [c_uint32],
    "cuDeviceGetName": [_ARRAY, c_int, c_int],
}
CUBLAS = {
    "cublasCreate_v2": [_ARRAY],
    "cublasSetPointerMode_v2": [_HANDLE, _ENUM],
    "cublasCaxpy_v2_64": [_HANDLE, c_int64, _ARRAY, _ARRAY, c_int64, _ARRAY, c_int64],
    "cublasZaxpy_v2_64": [_HANDLE, c_int64, _ARRAY, _ARRAY, c_int64, _ARRAY, c_int64],
    "cublasCdotc_v2_64": _DOT,
    "cublasZdotc_v2_64": _DOT,
    "cublasCgemvStridedBatched": _GEMV,
    "cublasZgemvStridedBatched": _GEMV,
}
CUSTATEVEC = {
    "custatevecCreate": [_ARRAY],
    "custatevecInitializeStateVector": [*_STATE, _ENUM],
    "custatevecApplyMatrixGetWorkspaceSize": [_HANDLE, _ENUM, c_uint32, *_MATRIX, c_uint32, c_uint32, _ENUM, _ARRAY],
    "custatevecApplyMatrix": [*_STATE, *_MATRIX, *_TARGETS, *_WORKSPACE],
    "custatevecApplyMatrixBatchedGetWorkspaceSize": [
        *[_HANDLE, _ENUM, c_uint32, *_LANES, *_MATRIX, c_uint32],
        *[c_uint32, c_uint32, _ENUM, _ARRAY],
    ],
    "custatevecApplyMatrixBatched": [*_STATE, *_LANES, *_MATRIX, c_uint32, *_TARGETS, *_WORKSPACE],
}

COMPLEX_F32, COMPLEX_F64 = 4, 5
TO_DEVICE, TO_HOST, WITHIN_DEVICE = 1, 2, 3
POINTERS_TO_HOST, POINTERS_TO_DEVICE = 0, 1
CONJUGATE_TRANSPOSE = 2
ROW_MAJOR, ZERO_STATE, SHARED_MATRIX, MATRIX_FOR_EACH = 1, 0, 0, 1
COMPUTE_DEFAULT = 0


class CudaError(Exception):
    """A call that did not succeed; the message has its name and the library's reason."""


def _load(folder, name):
    """A library of a wheel by its path, or else as the loader finds it."""
    for root in sys.path:
        path = Path(root, folder, name)
        if path.is_file():
            return ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    try:
        return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise Unavailable(f"library not found: {error}") from error


def _checked(name, reason):
    def check(status, function, arguments):
        if status:
            raise CudaError(f"{name}: {reason(status).decode()} ({status})")
        return status

    return check


def _declare(library, prototypes, reason):
    for name, types in prototypes.items():
        function = getattr(library, name)
        function.argtypes, function.restype, function.errcheck = types, c_int, _checked(name, reason)
    return library


class Libraries:
    """The three libraries, each function checked: a status other than success is a `CudaError`."""

    def __init__(self):
        cuda, nvidia = "nvidia/cu13/lib", "cuquantum/lib"
        cudart = _load(cuda, "libcudart.so.13")
        cudart.cudaGetErrorString.restype = c_char_p
        self.cudart = _declare(cudart, CUDART, cudart.cudaGetErrorString)
        _load(cuda, "libcublasLt.so.13")
        cublas = _load(cuda, "libcublas.so.13")
        cublas.cublasGetStatusString.restype = c_char_p
        self.cublas = _declare(cublas, CUBLAS, cublas.cublasGetStatusString)
        library = _load(nvidia, "libcustatevec.so.1")
        library.custatevecGetErrorString.restype = c_char_p
        library.custatevecGetVersion.restype = c_size_t
        self.custatevec = _declare(library, CUSTATEVEC, library.custatevecGetErrorString)

    def version(self):
        number = self.custatevec.custatevecGetVersion()
        return f"cuStateVec {number // 10000}.{number // 100 % 100}.{number % 100}"

    def device_count(self):
        count = c_int()
        self.cudart.cudaGetDeviceCount(ctypes.byref(count))
        return count.value

    def device_name(self):
        """The name of the first device: the runtime has it only in a structure that changes with its version."""
        driver = _declare(ctypes.CDLL("libcuda.so.1"), DRIVER, lambda status: b"driver error")
        name = ctypes.create_string_buffer(256)
        driver.cuInit(0)
        driver.cuDeviceGetName(name, len(name), 0)
        return name.value.decode()


class Memory:
    """Device memory of so many bytes, freed with the object."""

    def __init__(self, libraries, size):
        self._free, pointer = libraries.cudart.cudaFree, c_void_p()
        self.pointer = None
        libraries.cudart.cudaMalloc(ctypes.byref(pointer), max(size, 1))
        self.pointer, self.size = pointer.value, size

    def __del__(self):
        if self.pointer is not None:
            self._free(self.pointer)


def upload(libraries, array):
    """A contiguous array's bytes in device memory."""
    memory = Memory(libraries, array.nbytes)
    libraries.cudart.cudaMemcpy(memory.pointer, array.ctypes.data, array.nbytes, TO_DEVICE)
    return memory


def download(libraries, pointer, array):
    """Fills an array from device memory; waits for what was launched before."""
    libraries.cudart.cudaMemcpy(array.ctypes.data, pointer, array.nbytes, TO_HOST)
    return array
