"""Checks custatevec.py without a GPU: its types against the wheels' headers, and its answers with the C stand-in.

    python check_bindings.py

It needs the wheels' headers (custatevec-cu13, nvidia-cublas, nvidia-cuda-runtime) and, for the answers, a C compiler.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cuda_libraries as cuda
import tasks

HERE = Path(__file__).resolve().parent
HEADERS = {
    "cuda_runtime_api.h": ("nvidia/cu13/include", cuda.CUDART),
    "cuda.h": ("nvidia/cu13/include", cuda.DRIVER),
    "cublas_api.h": ("nvidia/cu13/include", cuda.CUBLAS),
    "custatevec.h": ("cuquantum/include", cuda.CUSTATEVEC),
}
LIBRARIES = ("nvidia/cu13/lib/libcudart.so.13", "nvidia/cu13/lib/libcublasLt.so.13", "nvidia/cu13/lib/libcublas.so.13")
LIBRARIES += ("cuquantum/lib/libcustatevec.so.1", "libcuda.so.1")
SCALARS = {
    "int": ctypes.c_int, "unsigned int": ctypes.c_uint32, "size_t": ctypes.c_size_t, "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32, "int64_t": ctypes.c_int64, "long long int": ctypes.c_longlong,
    "custatevecIndex_t": ctypes.c_int64, "CUdevice": ctypes.c_int,
}  # fmt: skip
HANDLES = ("custatevecHandle_t", "cublasHandle_t", "cudaStream_t")
# Enumerations: the type that C gives them is int.
ENUMERATIONS = ("cudaDataType_t", "cudaMemcpyKind", "cublasOperation_t", "cublasPointerMode_t")
ENUMERATIONS += tuple(f"custatevec{kind}_t" for kind in ("MatrixLayout", "ComputeType", "MatrixMapType", "StateVectorType"))


def folder(part):
    """The folder of a wheel that has these headers."""
    for root in sys.path:
        if Path(root, part).is_dir():
            return Path(root, part)
    sys.exit(f"{part} is not installed: see requirements.txt")


def expected(parameter):
    """The ctypes type of a parameter as the header writes it."""
    text = re.sub(r"\b(const|enum)\b", "", re.sub(r"__dv\(.*?\)", "", parameter))
    words = text.replace("*", " * ").split()
    if "*" in words or any(word in HANDLES for word in words):
        return ctypes.c_void_p
    if any(word in ENUMERATIONS for word in words):
        return ctypes.c_int
    name = " ".join(words[:-1])
    return SCALARS[name]


def signature(header, name):
    """The ctypes types of a function, read from a header without its comments."""
    found = re.search(rf"\b{name}\s*\(([^;]*)\)\s*;", header)
    if not found:
        sys.exit(f"{name} is not in its header")
    parameters = found.group(1).strip()
    return [] if parameters in ("", "void") else [expected(part) for part in parameters.split(",")]


def check_signatures():
    count, wrong = 0, 0
    for file, (part, table) in HEADERS.items():
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", Path(folder(part), file).read_text(), flags=re.S)
        for name, types in table.items():
            right = signature(text, name)
            count += 1
            if right != list(types):
                wrong += 1
                print(f"WRONG {name}: header {[t.__name__ for t in right]}, here {[t.__name__ for t in types]}")
    print(f"{count} signatures compared with {len(HEADERS)} headers, {wrong} wrong")
    return wrong


def build(root, compiler):
    """The stand-in, under every name that is loaded, laid out as the wheels are."""
    parts = ("nvidia/cu13/include", "nvidia/cu13/include/cccl", "cuquantum/include")
    includes = [f"-I{folder(part)}" for part in parts]
    library = root / "standin.so"
    command = [compiler, "-O2", "-shared", "-fPIC", *includes, str(HERE / "standin.c"), "-o", str(library), "-lm"]
    subprocess.run(command, check=True)
    for name in LIBRARIES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(library, root / name)


def check_answers():
    """Every workload in both precisions; the scripts compare with the oracle themselves."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("answers not checked: no C compiler")
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        build(root, compiler)
        paths = [str(root), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "LD_LIBRARY_PATH": str(root)}
        for workload in tasks.WORKLOADS:
            for precision in ("f64", "f32"):
                sizes = "3" if workload == "batch gradient" else "2,5"
                options = ["--workload", workload, "--precision", precision, "--qubits", sizes]
                command = [sys.executable, str(HERE / "custatevec.py"), *options]
                ran = subprocess.run(command, env=environment, capture_output=True, text=True)
                timed = ran.stdout.count('"seconds": ') - ran.stdout.count('"seconds": null')
                if ran.returncode or timed != len(sizes.split(",")):
                    wrong += 1
                    print(f"WRONG {workload} {precision}\n{ran.stdout}{ran.stderr}")
    print(f"{len(tasks.WORKLOADS)} workloads in 2 precisions against the oracle, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if check_signatures() + check_answers() else 0)
