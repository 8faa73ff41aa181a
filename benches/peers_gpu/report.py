"""Rows as a table, and ratios to our own rows. Called by `run.py`; it must not run anything.

A ratio is the peer's seconds divided by ours: above 1 we are faster.
"""

import json

COLUMNS = ("workload", "qubits", "batch", "precision", "peer", "seconds", "ratio", "device")
# (layers, rows) where a row of `ansatz bench` does not say them.
OUR_SHAPES = {"gradient": (5, 1), "batch gradient": (2, 32)}


def key(row):
    """What must be equal for a ratio: the question, not who answers."""
    question = (row["workload"], row["qubits"], row["precision"])
    if row["workload"] not in OUR_SHAPES:
        return question
    layers, batch = OUR_SHAPES[row["workload"]]
    return (*question, row.get("layers", layers), row.get("batch", batch))


def read_ours(path, device):
    """Our fastest seconds on a device for each question, from the JSON of `ansatz bench --format json`: a list of rows."""
    best = {}
    for row in json.loads(path.read_text()):
        # Both batches ask the same question of other sizes, which are part of the key.
        row["workload"] = row["workload"].removeprefix("large ")
        if row.get("seconds") is not None and row["device"].startswith(device):
            best[key(row)] = min(row["seconds"], best.get(key(row), float("inf")))
    return best


def add_ratios(rows, ours):
    """Adds `ours` and `ratio` to the rows that have seconds on both sides."""
    for row in rows:
        own = ours.get(key(row))
        if own is not None and row.get("seconds") is not None:
            row["ours"], row["ratio"] = own, row["seconds"] / own


def _cell(row, column):
    value = row.get(column)
    if column == "seconds":
        return f"{value:.3e}" if value is not None else row.get("wrong") or f"skipped: {row.get('skipped')}"
    if column == "ratio":
        return f"{value:.2f}" if value is not None else ""
    return "" if value is None else str(value)


def table(rows):
    """Text with a line for each row; a column is as wide as its cells, but for long reasons."""
    lines = [list(COLUMNS)] + [[_cell(row, column) for column in COLUMNS] for row in rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(COLUMNS))]
    widths = [min(width, 72) for width in widths]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def summary(rows):
    """One line: how many were timed, skipped and wrong."""
    timed = sum(row.get("seconds") is not None for row in rows)
    wrong = sum("wrong" in row for row in rows)
    return f"{timed} timed, {len(rows) - timed - wrong} skipped, {wrong} WRONG"
