"""Checks and times one peer on one workload, and prints a row of JSON for each size. Called by every peer's script.

It must not know which peer it has. A peer is a class with `name`; its constructor takes a device (`cuda` or `cpu`) and a
precision and raises `Unavailable`; `version` and `device` are text; `prepare(task)` returns a function without arguments
that runs the task and waits for the device, or raises `Refused`; `fetch(task, result)` brings the result to the host as
amplitudes or as lanes x slots. `note` and `issue_s` may add to the row.
"""

import argparse
import json
import sys
import time

import numpy as np

import oracle
import tasks

CHECKED_QUBITS = 10
REHEARSAL_QUBITS = 6
TOLERANCES = {("f64", False): 1e-10, ("f32", False): 1e-4, ("f64", True): 1e-9, ("f32", True): 1e-3}
MOST_REPEATS, LEAST_REPEATS, REPEAT_SECONDS = 25, 3, 1.0


class Unavailable(Exception):
    """The peer cannot run on this machine; the message says why."""


class Refused(Exception):
    """The peer cannot do this task; the message says why."""


class Wrong(Exception):
    """The peer's answer is not the oracle's."""


def out_of_memory(error):
    """Whether an error of any peer's library says that the device has no room."""
    text = f"{type(error).__name__} {error}".lower()
    return any(sign in text for sign in ("out of memory", "resource_exhausted", "memoryerror", "memory allocation"))


def _check(peer, precision, task, result):
    answer = np.asarray(peer.fetch(task, result))
    difference = oracle.deviation(task, answer)
    if not difference <= TOLERANCES[precision, task.observable is not None]:
        raise Wrong(f"WRONG at {task.circuit.num_qubits} qubits: off by {difference:.3g}")


def _seconds(call):
    """The median of a few runs."""
    seconds, start = [], time.perf_counter()
    while len(seconds) < LEAST_REPEATS or (
        len(seconds) < MOST_REPEATS and time.perf_counter() - start < REPEAT_SECONDS
    ):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return float(np.median(seconds))


def _case(peer, precision, workload, num_qubits):
    """Numbers of one size. The first run (compilation, warm-up) is not in the seconds."""
    task = tasks.make(workload, num_qubits)
    start = time.perf_counter()
    call = peer.prepare(task)
    result = call()
    prepare_s = time.perf_counter() - start
    if num_qubits <= CHECKED_QUBITS:
        _check(peer, precision, task, result)
    del result
    numbers = {"seconds": _seconds(call), "prepare_s": prepare_s}
    if getattr(peer, "issue_s", None) is not None:
        numbers["issue_s"] = peer.issue_s
    return numbers


def _rehearse(peer, precision, workload, sizes):
    """Checks a small size of the workload if none of those that are timed is small enough."""
    if min(sizes) > CHECKED_QUBITS:
        task = tasks.make(workload, REHEARSAL_QUBITS)
        _check(peer, precision, task, peer.prepare(task)())


def _attempt(function, *arguments):
    """What a function returns, or a row's reason why there is nothing."""
    try:
        return function(*arguments)
    except Refused as error:
        return {"skipped": str(error)}
    except Wrong as error:
        return {"wrong": str(error)}
    except Exception as error:  # Whatever a peer's library raises is a reason, and the other sizes go on.
        lines = str(error).strip().splitlines() or [""]
        reason = "out of memory" if out_of_memory(error) else f"failed: {type(error).__name__}: {lines[0][:200]}"
        return {"skipped": reason}


def _rows(peer_class, options):
    sizes = sorted(int(size) for size in options.qubits.split(","))
    base = {"workload": options.workload, "precision": options.precision, "peer": peer_class.name}
    blank = {"version": None, "device": None, "seconds": None}

    def row(num_qubits, **more):
        layers, batch = tasks.layers_and_batch(options.workload, num_qubits)
        return {**base, "qubits": num_qubits, "layers": layers, "batch": batch, **blank, **more}

    try:
        peer = peer_class(options.device, options.precision)
    except Unavailable as error:
        yield from (row(size, skipped=str(error)) for size in sizes)
        return
    about = {"version": peer.version, "device": peer.device}
    if getattr(peer, "note", None):
        about["note"] = peer.note
    failure = _attempt(_rehearse, peer, options.precision, options.workload, sizes)
    for size in sizes:
        numbers = failure or _attempt(_case, peer, options.precision, options.workload, size)
        if "wrong" in numbers or numbers.get("skipped") == "out of memory":
            failure = numbers
        yield row(size, **{**about, **numbers})


def main(peer_class):
    """The command line of a peer's script. Exit code 1 if an answer was wrong; no GPU is not an error."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--precision", choices=["f32", "f64"], default="f64")
    parser.add_argument("--workload", choices=tasks.WORKLOADS, default="hea")
    parser.add_argument("--qubits", default="10", help="sizes, separated by commas")
    wrong = False
    for row in _rows(peer_class, parser.parse_args()):
        wrong |= "wrong" in row
        print(json.dumps(row), flush=True)
    sys.exit(wrong)
