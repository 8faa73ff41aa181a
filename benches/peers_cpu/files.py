"""Circuit files: this project beside PRISM-Q and Aer, one thread each.

    python files.py --ansatz PATH FOLDER... [--qubits 2-22] [--limit 60] [--json rows.json]

What is timed, and how, is in README.md.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
RANGES = ((1, 10), (11, 16), (17, 22), (23, 1 << 16))
WARM, ENOUGH_S = 9, 4.0


def ansatz(binary, command, file, *options):
    line = [binary, command, str(file), "--threads", "1", "--format", "json", *options]
    return subprocess.run(line, capture_output=True, text=True)


def ours(binary, file, limit):
    """Seconds of planning and running, or why there are none."""
    options = ["--shots", "1", "--repeat"]
    try:
        start = time.perf_counter()
        line = [binary, "run", str(file), "--threads", "1", "--format", "json", *options, "1"]
        once = subprocess.run(line, capture_output=True, text=True, timeout=limit)
        is_long = time.perf_counter() - start > ENOUGH_S / 2
    except subprocess.TimeoutExpired:
        return {"ours": limit, "note": f"over {limit:g} s"}
    if once.returncode:
        return {"ours": limit, "note": once.stderr.strip().splitlines()[0][:80]}
    answer = json.loads((once if is_long else ansatz(binary, "run", file, *options, str(WARM))).stdout)
    timings = answer["timings"]
    execute = timings["execute_s"][1:] or timings["execute_s"]
    plan = ansatz(binary, "plan", file)
    predicted = json.loads(plan.stdout).get("predicted_s") if plan.returncode == 0 else None
    return {"ours": timings["plan_s"] + statistics.median(execute), "plan": timings["plan_s"], "predicted": predicted}


def median_of(call):
    seconds = []
    while len(seconds) < WARM and sum(seconds) < ENOUGH_S:
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:] or seconds)


def prism(text, measures, kind):
    import prism_q

    circuit = prism_q.parse_qasm(text)

    def once():
        simulation = prism_q.simulate(circuit).seed(1)
        if kind == "dense":
            simulation = simulation.backend(prism_q.BackendKind.statevector())
        return simulation.shots(1) if measures else simulation.run()

    return median_of(once)


def aer(text, measures):
    from qiskit import qasm2, transpile
    from qiskit_aer import AerSimulator

    backend = AerSimulator(method="statevector", max_parallel_threads=1)
    circuit = qasm2.loads(text, custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
    if not measures:
        circuit.measure_all()
    circuit = transpile(circuit, backend, optimization_level=0)
    return statistics.median(backend.run(circuit, shots=1).result().results[0].time_taken for _ in range(3))


PEERS = {
    "prism-q": lambda text, measures: prism(text, measures, "dense"),
    "auto": lambda text, measures: prism(text, measures, "auto"),
    "aer": aer,
}


def in_a_process(peer, file, limit):
    """A peer may need more than the machine has, or never end: then only its process does."""
    line = [sys.executable, __file__, "--peer", peer, str(file)]
    try:
        out = subprocess.run(line, capture_output=True, text=True, timeout=limit + 10)
        return json.loads(out.stdout.splitlines()[-1])
    except (subprocess.TimeoutExpired, IndexError, json.JSONDecodeError):
        return {}


def one_peer(peer, file):
    text = Path(file).read_text(errors="replace")
    try:
        return {peer: PEERS[peer](text, "measure" in text)}
    except BaseException as error:  # the panic of an extension is no Exception
        return {f"{peer}_note": str(error)[:60]}


def row_of(binary, file, limit):
    row = {"file": str(file), **ours(binary, file, limit)}
    for peer in PEERS:
        row |= in_a_process(peer, file, limit)
    dense = [row[peer] for peer in ("prism-q", "aer") if peer in row] or [row[peer] for peer in ("auto",) if peer in row]
    row["dense_ratio"] = min(dense) / row["ours"] if dense else None
    row["auto_ratio"] = row["auto"] / row["ours"] if "auto" in row else None
    return row


def mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def summary(rows):
    for low, high in RANGES:
        some = [row for row in rows if low <= row["qubits"] <= high and row["dense_ratio"]]
        if not some:
            continue
        ratios = [row["dense_ratio"] for row in some]
        auto = [row["auto_ratio"] for row in some if row["auto_ratio"]]
        told = [row["predicted"] / row["ours"] for row in some if row.get("predicted")]
        print(
            f"\n{low} to {high} qubits: {len(some)} files, dense {mean(ratios):.2f}, auto {mean(auto):.2f}, "
            f"won {sum(r >= 1 for r in ratios)}, under 0.8 {sum(r < 0.8 for r in ratios)}, predicted / measured {mean(told):.2f}"
        )
        for row in sorted(some, key=lambda row: row["dense_ratio"])[:10]:
            print(f"  {row['dense_ratio']:6.2f}  {row['file']}")


def files_of(binary, folders, low, high):
    for folder in folders:
        for file in sorted(Path(folder).rglob("*.qasm")):
            plan = ansatz(binary, "plan", file)
            qubits = json.loads(plan.stdout)["qubits"] if plan.returncode == 0 else 0
            if low <= qubits <= high:
                yield qubits, file


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ansatz", default="ansatz")
    parser.add_argument("--qubits", default="2-22", metavar="LOW-HIGH")
    parser.add_argument("--limit", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="+", metavar="FOLDER")
    given = parser.parse_args()
    if given.peer:
        return print(json.dumps(one_peer(given.peer, given.paths[0])))
    low, high = map(int, given.qubits.split("-"))
    rows = []
    for qubits, file in sorted(files_of(given.ansatz, given.paths, low, high)):
        row = {"qubits": qubits, **row_of(given.ansatz, file, given.limit)}
        rows.append(row)
        seconds = " ".join(f"{key} {row[key]:.6f}" for key in ("ours", "plan", *PEERS) if key in row)
        print(f"{row['dense_ratio'] or math.nan:8.2f}  {qubits:3d} qubits  {seconds}  {file} {row.get('note', '')}", flush=True)
        if given.json:
            Path(given.json).write_text(json.dumps(rows, indent=1))
    summary(rows)


if __name__ == "__main__":
    main()
