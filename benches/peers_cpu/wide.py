"""A wide and shallow circuit: the value of a chain of ZZ and its gradient, this project beside PRISM-Q's matrix product states.

    python wide.py --ansatz PATH [--qubits 100] [--layers 6] [--bond 64]

What is timed, and how, is in README.md.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"


def bricks(qubits, layers):
    """Gates as (name, parameter or nothing, qubits), and the values of the parameters."""
    draw = random.Random(1)
    gates, values = [], {}
    for layer in range(layers):
        for qubit in range(qubits):
            for name in ("ry", "rz"):
                parameter = f"{name}{layer}_{qubit}"
                values[parameter] = draw.uniform(-1.5, 1.5)
                gates.append((name, parameter, [qubit]))
        gates += [("cx", None, [qubit, qubit + 1]) for qubit in range(layer % 2, qubits - 1, 2)]
    return gates, values


def openqasm(qubits, gates, values, version):
    """With the values as numbers in OpenQASM 2, with the parameters as inputs in OpenQASM 3."""
    if version == 2:
        lines = ["OPENQASM 2.0;", 'include "qelib1.inc";', f"qreg q[{qubits}];"]
    else:
        lines = ["OPENQASM 3.0;", 'include "stdgates.inc";', *(f"input float {name};" for name in values), f"qubit[{qubits}] q;"]
    for name, parameter, on in gates:
        angle = "" if parameter is None else f"({values[parameter]!r})" if version == 2 else f"({parameter})"
        lines.append(f"{name}{angle} " + ",".join(f"q[{qubit}]" for qubit in on) + ";")
    return "\n".join(lines) + "\n"


def ours(binary, folder, command, observable, repeat):
    line = [binary, command, "circuit.qasm", "--observable", observable, "--bindings", "values.csv"]
    line += ["--threads", "1", "--repeat", str(repeat), "--format", "json"]
    out = subprocess.run(line, cwd=folder, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    answer = json.loads(out.stdout)
    timings = answer["timings"]
    return answer, timings["plan_s"], statistics.median(timings["execute_s"])


def prism_value(text, terms, bond, repeat):
    import prism_q

    circuit, seconds = prism_q.parse_qasm(text), []
    observable = prism_q.PauliObservable(terms)
    for _ in range(repeat):
        start = time.perf_counter()
        found = prism_q.simulate(circuit).backend(prism_q.BackendKind.mps(bond)).observable_expectation(observable)
        seconds.append(time.perf_counter() - start)
    return found.mean, statistics.median(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ansatz", default="ansatz")
    parser.add_argument("--qubits", type=int, default=100)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--bond", type=int, default=64, help="the largest bond of a matrix product state")
    parser.add_argument("--repeat", type=int, default=9)
    given = parser.parse_args()
    gates, values = bricks(given.qubits, given.layers)
    terms = [(1.0, [(qubit, "Z"), (qubit + 1, "Z")]) for qubit in range(given.qubits - 1)]
    observable = " + ".join(f"Z{qubit}*Z{qubit + 1}" for qubit in range(given.qubits - 1))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "circuit.qasm").write_text(openqasm(given.qubits, gates, values, 3))
        with open(Path(folder, "values.csv"), "w", newline="") as file:
            csv.writer(file).writerows([list(values), [repr(value) for value in values.values()]])
        run, plan_s, value_s = ours(given.ansatz, folder, "run", observable, given.repeat)
        grad, _, gradient_s = ours(given.ansatz, folder, "grad", observable, given.repeat)
    value = run["expectations"][0][0]
    assert abs(value - grad["values"][0]) < 1e-9
    theirs, mps_s = prism_value(openqasm(given.qubits, gates, values, 2), terms, given.bond, given.repeat)
    if abs(theirs - value) > 1e-6:
        sys.exit(f"WRONG: {value} here, {theirs} there")
    shift_s = 2 * len(values) * mps_s
    print(f"{given.qubits} qubits, {given.layers} layers, {len(values)} parameters, value {value:.12f}")
    print(f"planning   {plan_s:.6f} s")
    print(f"value      {value_s:.6f} s, a matrix product state {mps_s:.6f} s: {mps_s / value_s:.2f}, planning counted {mps_s / (value_s + plan_s):.2f}")
    print(f"gradient   {gradient_s:.6f} s, its shift rule {shift_s:.2f} s: {shift_s / gradient_s:.0f}")


if __name__ == "__main__":
    main()
