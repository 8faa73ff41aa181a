"""Verifies every molecule file here: counts, Hartree-Fock energy, exact energy, references, and the Hartree-Fock state.

Run by hand after `make.py`. It has its own parser of the text and its own matrices (Kronecker products, restricted to
the electron sector afterwards), and knows neither PennyLane nor `make.py`. Exit status 1 when a file is wrong.

    python check.py           # the files beside this one
    python check.py FOLDER
"""

import re
import sys
import tomllib
from functools import reduce
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import eigsh

LETTERS = {
    "I": sparse.csr_array(np.eye(2)),
    "X": sparse.csr_array([[0, 1], [1, 0]]),
    "Y": sparse.csr_array([[0, -1j], [1j, 0]]),
    "Z": sparse.csr_array([[1, 0], [0, -1]]),
}
TERM = re.compile(r"([+-]?) ?(\d+(?:\.\d+)?(?:e-?\d+)?) \* (I|[XYZ]\d+(?: [XYZ]\d+)*)")
STATED = 1e-8  # hartree: what the header states
REFERENCE = 2e-9  # hartree: references have nine decimals, and the Hartree-Fock ones were converged to 1e-9


def read(path: Path) -> tuple[dict, list[tuple[float, dict[int, str]]]]:
    """The header, and the terms as (coefficient, letter of each qubit)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = tomllib.loads("\n".join(line[2:] for line in lines if line.startswith("# ")))
    terms = []
    for line in lines:
        if line.startswith("#"):
            continue
        found = TERM.fullmatch(line)
        if found is None:
            raise ValueError(f"{path.name}: not a term: {line}")
        sign, number, word = found.groups()
        letters = {} if word == "I" else {int(part[1:]): part[0] for part in word.split()}
        terms.append((float(sign + number), letters))
    return header, terms


def matrix(terms, qubits: int) -> sparse.csr_array:
    """The operator on all 2^qubits states; qubit 0 is the least significant bit, so the last factor."""
    total = sparse.csr_array((2**qubits, 2**qubits), dtype=complex)
    for coefficient, letters in terms:
        factors = [LETTERS[letters.get(qubit, "I")] for qubit in reversed(range(qubits))]
        total = total + coefficient * reduce(lambda a, b: sparse.kron(a, b, format="csr"), factors)
    return total


def sector(qubits: int, electrons: int) -> np.ndarray:
    """Indices of the states with `electrons` set bits, as many in even places as in odd ones."""
    bits = np.arange(2**qubits)[:, None] >> np.arange(qubits) & 1
    ups, downs = bits[:, 0::2].sum(axis=1), bits[:, 1::2].sum(axis=1)
    return np.flatnonzero((ups + downs == electrons) & (ups == downs))


def verify(path: Path) -> list[str]:
    """What is wrong with a file; prints its numbers."""
    header, terms = read(path)
    qubits, state = header["qubits"], header["hartree_fock_state"]
    operator = matrix(terms, qubits)
    inside = sector(qubits, header["electrons"])
    exact = np.linalg.eigvalsh(operator[inside][:, inside].toarray())[0]
    mean_field = operator[int(state, 2), int(state, 2)].real
    everywhere = eigsh(operator, k=1, which="SA", v0=np.ones(2**qubits), return_eigenvectors=False)[0]
    print(f"{path.name:13} {qubits:2} {len(terms):3} {mean_field:.9f} {exact:.9f} {everywhere:.9f}")
    differences = {
        "hartree_fock_energy": (mean_field, STATED),
        "exact_energy": (exact, STATED),
        "reference_hartree_fock_energy": (mean_field, REFERENCE),
        "reference_exact_energy": (exact, REFERENCE),
    }
    wrong = [
        f"{path.name}: {key} is {header[key]}, found {value}"
        for key, (value, tolerance) in differences.items()
        if not abs(header[key] - value) <= tolerance
    ]
    distinct = len({tuple(sorted(word.items())) for _, word in terms})
    if not len(terms) == distinct == header["terms"]:
        wrong.append(f"{path.name}: {len(terms)} terms, {distinct} different, but {header['terms']} stated")
    if len(state) != qubits or state.count("1") != header["electrons"] or int(state, 2) not in inside:
        wrong.append(f"{path.name}: the Hartree-Fock state {state} is not in the sector")
    if max(max(word, default=0) for _, word in terms) != qubits - 1:
        wrong.append(f"{path.name}: the highest qubit is not {qubits - 1}")
    return wrong


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    paths = sorted(folder.glob("*.txt"))
    print("file, qubits, terms, Hartree-Fock, exact in the sector, lowest in the whole Fock space")
    wrong = [message for path in paths for message in verify(path)]
    print("\n".join(wrong) if wrong else f"{len(paths)} files are right")
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
