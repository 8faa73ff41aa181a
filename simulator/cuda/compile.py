#!/usr/bin/env python3
"""Compiles kernels.cu ahead of time: f32.ptx.gz and f64.ptx.gz, which the crate embeds.

    python3 simulator/cuda/compile.py            # writes the files
    python3 simulator/cuda/compile.py --check    # compares with the files that are there; exit code 1 if they differ

It needs Python and network access to PyPI the first time (a wheel of 23 MB, kept in ~/.cache/ansatz); no GPU, no driver
and no CUDA toolkit. NVRTC is pinned: 12.0 writes PTX 8.0, which drivers from 525 on accept, for sm_70 and later. The
PTX is the same bytes on every machine.
"""

import ctypes
import gzip
import hashlib
import pathlib
import sys

sys.dont_write_bytecode = True
from wheels import fetched  # noqa: E402

WHEEL = "nvidia-cuda-nvrtc-cu12==12.0.76"
ARCHITECTURE = "compute_70"
HERE = pathlib.Path(__file__).resolve().parent


def nvrtc():
    """The compiler's library, fetched once."""
    library = fetched(WHEEL, "nvidia/cuda_nvrtc/lib/libnvrtc.so.12")
    # The builtins are opened by name: they have to be there already.
    for builtins in library.parent.glob("libnvrtc-builtins.so*"):
        ctypes.CDLL(str(builtins), mode=ctypes.RTLD_GLOBAL)
    return ctypes.CDLL(str(library))


def check(lib, code, program=None):
    if code == 0:
        return
    lib.nvrtcGetErrorString.restype = ctypes.c_char_p
    message = lib.nvrtcGetErrorString(code).decode()
    if program is not None:
        size = ctypes.c_size_t()
        lib.nvrtcGetProgramLogSize(program, ctypes.byref(size))
        log = ctypes.create_string_buffer(size.value)
        lib.nvrtcGetProgramLog(program, log)
        message += "\n" + log.value.decode()
    sys.exit(f"NVRTC: {message}")


def compiled(lib, bits):
    """The PTX of one precision."""
    headers = sorted(HERE.glob("*.cuh"))
    sources = (ctypes.c_char_p * len(headers))(*[h.read_bytes() for h in headers])
    names = (ctypes.c_char_p * len(headers))(*[h.name.encode() for h in headers])
    program = ctypes.c_void_p()
    text = (HERE / "kernels.cu").read_bytes()
    check(lib, lib.nvrtcCreateProgram(ctypes.byref(program), text, b"kernels.cu", len(headers), sources, names))
    options = [f"--gpu-architecture={ARCHITECTURE}", f"-DREAL_BITS={bits}", "--std=c++14", "--fmad=true"]
    options = (ctypes.c_char_p * len(options))(*[o.encode() for o in options])
    check(lib, lib.nvrtcCompileProgram(program, len(options), options), program)
    size = ctypes.c_size_t()
    check(lib, lib.nvrtcGetPTXSize(program, ctypes.byref(size)))
    ptx = ctypes.create_string_buffer(size.value)
    check(lib, lib.nvrtcGetPTX(program, ptx))
    check(lib, lib.nvrtcDestroyProgram(ctypes.byref(program)))
    return ptx.value


def slim(ptx):
    """The PTX without indentation and comments between instructions: a tenth of it."""
    lines = [line.strip().replace(b"\t", b" ").replace(b"  ", b" ") for line in ptx.rstrip(b"\0").split(b"\n")]
    start = next(number for number, line in enumerate(lines) if line.startswith(b".version"))
    return b"\n".join(lines[:start] + [line for line in lines[start:] if line and not line.startswith(b"//")]) + b"\n"


def main():
    lib, differ = nvrtc(), []
    for bits in (32, 64):
        ptx, file = slim(compiled(lib, bits)), HERE / f"f{bits}.ptx.gz"
        # Other versions of zlib may write other bytes: what they hold counts.
        if "--check" not in sys.argv:
            file.write_bytes(gzip.compress(ptx, 9, mtime=0))
        elif not file.exists() or gzip.decompress(file.read_bytes()) != ptx:
            differ.append(file.name)
        print(f"{file.name}: {len(ptx)} bytes, sha256 {hashlib.sha256(ptx).hexdigest()[:16]}")
    if differ:
        sys.exit(f"{', '.join(differ)}: not what the sources compile to; run {pathlib.Path(__file__).name} and commit")


if __name__ == "__main__":
    main()
