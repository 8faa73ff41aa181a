"""Runs the peers on the suite's workloads, each in processes of its own, and writes rows, a table and ratios.

    python run.py --output rows.json
    python run.py --output rows.json --ours ours.json    with rows of `ansatz bench --device cuda --format json`
    python run.py --device cpu --qubits 4 --peers pennylane-jax,tensorcircuit-jax --output rows.json

A peer that is not installed or finds no GPU gives skipped rows and is no error. Exit code 1 if an answer was wrong.
"""

import argparse
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path

import report
import tasks

HERE = Path(__file__).resolve().parent
PEERS = {
    "custatevec": "custatevec.py",
    "tensorcircuit-jax": "tensorcircuit_jax.py",
    "pennylane-jax": "pennylane_jax.py",
    "prism-q": "prismq.py",
}
SIZES = {"gradient": [8, 12, 16, 20, 24], "batch gradient": [8, 10]}
RUN_SIZES = list(range(4, 31, 2))


def _lines(stream):
    """A queue of the stream's lines; `None` at its end."""
    lines = queue.Queue()

    def read():
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _skipped(peer, case, num_qubits, reason):
    workload, precision = case
    layers, batch = tasks.layers_and_batch(workload, num_qubits)
    row = {"workload": workload, "precision": precision, "peer": peer, "qubits": num_qubits, "layers": layers}
    return {**row, "batch": batch, "version": None, "device": None, "seconds": None, "skipped": reason}


def peer_rows(peer, case, sizes, options):
    """Rows of one peer's process. If it ends early or a size takes too long, that size and larger ones are skipped."""
    workload, precision = case
    command = [sys.executable, "-W", "ignore", str(HERE / PEERS[peer]), "--device", options.device]
    command += ["--workload", workload, "--precision", precision, "--qubits", ",".join(map(str, sizes))]
    rows, reason = [], "not run"
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines, errors = _lines(process.stdout), _lines(process.stderr)
        while len(rows) < len(sizes):
            try:
                line = lines.get(timeout=options.limit)
            except queue.Empty:
                reason = f"over {options.limit:g} s"
                break
            if line is None:
                reason = f"its process ended: {_last(errors)}"
                break
            if line.startswith("{"):
                rows.append(json.loads(line))
                progress(rows[-1])
        process.kill()
    for size in sizes[len(rows) :]:
        rows.append(_skipped(peer, case, size, reason))
        progress(rows[-1])
    return rows


def _last(errors):
    """The last line that a process wrote to standard error, which has ended."""
    last = "no message"
    while (line := errors.get()) is not None:
        last = line.strip()[:200] or last
    return last


def progress(row):
    text = row.get("wrong") or (f"{row['seconds']:.3e} s" if row["seconds"] is not None else row["skipped"])
    name = f"{row['peer']} {row['precision']} {row['workload']} of {row['qubits']} qubits"
    print(f"{name}: {text}", file=sys.stderr, flush=True)


def write(path, rows):
    """Whole or not at all."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(rows, indent=1) + "\n")
    draft.replace(path)


def names(known):
    """An option's type: some of the known names, separated by commas."""

    def parse(text):
        for name in text.split(","):
            if name not in known:
                raise argparse.ArgumentTypeError(f"expected some of {', '.join(known)}, found {name}")
        return text.split(",")

    return parse


def sizes(text):
    found = sorted({int(part) for part in text.split(",")})
    if not 2 <= found[0] <= found[-1] <= 40:
        raise argparse.ArgumentTypeError("expected sizes from 2 to 40")
    return found


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--peers", type=names(list(PEERS)), default=list(PEERS))
    parser.add_argument("--workloads", type=names(list(tasks.WORKLOADS)), default=list(tasks.WORKLOADS))
    parser.add_argument("--precisions", type=names(["f32", "f64"]), default=["f32", "f64"])
    parser.add_argument("--qubits", type=sizes, help="sizes of every workload, separated by commas")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one size, its compilation included")
    parser.add_argument("--output", type=Path, default=Path("peers_gpu.json"))
    parser.add_argument("--ours", type=Path, help="rows of `ansatz bench --format json`")
    return parser.parse_args()


def main():
    chosen = options()
    ours = report.read_ours(chosen.ours, chosen.device) if chosen.ours else {}
    rows, unavailable = [], {}
    for workload in chosen.workloads:
        asked = chosen.qubits or SIZES.get(workload, RUN_SIZES)
        for precision in chosen.precisions:
            for peer in chosen.peers:
                case = (workload, precision)
                reason = unavailable.get((peer, precision))
                if reason:
                    rows += [_skipped(peer, case, size, reason) for size in asked]
                    continue
                found = peer_rows(peer, case, asked, chosen)
                if found[0]["version"] is None and "skipped" in found[0]:
                    unavailable[peer, precision] = found[0]["skipped"]
                rows += found
                report.add_ratios(rows, ours)
                # What has been measured is kept if a later process takes the machine down.
                write(chosen.output, rows)
    report.add_ratios(rows, ours)
    write(chosen.output, rows)
    print(report.table(rows))
    print(report.summary(rows))
    sys.exit(any("wrong" in row for row in rows))


if __name__ == "__main__":
    main()
