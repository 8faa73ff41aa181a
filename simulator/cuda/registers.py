#!/usr/bin/env python3
"""Assembles the committed PTX and reports registers, stack and spills of every kernel and function: registers.md.

    python3 simulator/cuda/registers.py            # writes the table
    python3 simulator/cuda/registers.py --check    # compares; exit code 1 if it differs or anything spills

It needs Python and, the first time, network access to PyPI (a wheel of 41 MB with ptxas, kept in ~/.cache/ansatz); no GPU.
"""

import gzip
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from wheels import fetched  # noqa: E402

WHEEL = "nvidia-cuda-nvcc-cu12==12.9.86"
ARCHITECTURES = ("sm_70", "sm_80", "sm_90")
HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "registers.md"
HEAD = """# Registers of the kernels

Written by `registers.py` from `ptxas -v` of `{wheel}`. A function that is not inlined uses its kernel's registers; stack is
what a thread keeps in local memory, spills are registers that did not fit.

| precision | architecture | kernel or function | registers | stack bytes | spill stores | spill loads | shared bytes |
|---|---|---|---|---|---|---|---|
"""


def ptxas():
    """The assembler, fetched once."""
    tool = fetched(WHEEL, "nvidia/cuda_nvcc/bin/ptxas")
    tool.chmod(0o755)
    return tool


def plain(symbol):
    """`run_turns` of `_Z9run_turnsPK4TilePK4Step`."""
    mangled = re.match(r"_Z(\d+)(.*)", symbol)
    if not mangled:
        return symbol
    length, rest = int(mangled.group(1)), mangled.group(2)
    form = re.match(r"IL4Form(\d)E", rest[length:])
    return rest[:length] + ({"0": " (plain)", "1": " (adjoint)"}[form.group(1)] if form else "")


def rows(tool, bits, architecture):
    with tempfile.NamedTemporaryFile(suffix=".ptx") as ptx:
        ptx.write(gzip.decompress((HERE / f"f{bits}.ptx.gz").read_bytes()))
        ptx.flush()
        command = [tool, "-v", f"-arch={architecture}", ptx.name, "-o", "/dev/null"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    found, name = {}, None
    for line in text.splitlines():
        if match := re.search(r"Compiling entry function '(\S+)'", line):
            entry = match.group(1)
        elif match := re.search(r"Function properties for (\S+)", line):
            name = match.group(1)
        elif match := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            # A function is listed under each kernel that calls it: the worst counts.
            numbers = [int(n) for n in match.groups()]
            found[name] = [max(pair) for pair in zip(numbers, found.get(name, ["", 0, 0, 0, ""])[1:4])]
            found[name] = ["", *found[name], ""]
        elif match := re.search(r"Used (\d+) registers", line):
            shared = re.search(r"(\d+) bytes smem", line)
            found[entry][0], found[entry][4] = match.group(1), shared.group(1) if shared else "0"
    for name in sorted(found, key=plain):
        yield [f"f{bits}", architecture, plain(name), *map(str, found[name])]


def main():
    tool = ptxas()
    table = [row for bits in (32, 64) for architecture in ARCHITECTURES for row in rows(tool, bits, architecture)]
    text = HEAD.format(wheel=WHEEL) + "".join("| " + " | ".join(row) + " |\n" for row in table)
    spilling = [" ".join(row[:3]) for row in table if row[5] != "0" or row[6] != "0"]
    if spilling:
        print("spills: " + "; ".join(spilling), file=sys.stderr)
    if "--check" not in sys.argv:
        TABLE.write_text(text)
    elif not TABLE.exists() or TABLE.read_text() != text:
        sys.exit(f"{TABLE.name} is not what the kernels assemble to; run {pathlib.Path(__file__).name} and commit")
    print(f"{len(table)} rows, {len(spilling)} of them spill")
    sys.exit(1 if spilling else 0)


if __name__ == "__main__":
    main()
