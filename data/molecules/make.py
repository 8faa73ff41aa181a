"""Writes one file for each molecule: a header of energies and geometry, then the Hamiltonian as a Pauli sum.

Run by hand when a molecule is added; nothing reads this file. Integrals and Hartree-Fock are PennyLane's own
(no external chemistry program), the mapping is Jordan-Wigner, and the exact energy is found here.
`check.py` verifies the files and shares no code with this one.

    python make.py            # writes the files beside this one
    python make.py FOLDER     # writes them there
"""

import math
import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import pennylane as qml

BOHR_IN_ANGSTROM = 0.529177210544  # CODATA 2022
BASIS = "STO-3G"
DECIMALS = 12  # of coefficients and energies: machines differ by 1e-13


@dataclass(frozen=True)
class Molecule:
    """What is chosen, and the (Hartree-Fock, exact) energies of an earlier calculation, in hartree."""

    file: str
    title: str
    atoms: list[str]
    angstrom: list[list[float]]
    reference: tuple[float, float]
    charge: int = 0
    active: tuple[int | None, int | None] = (None, None)  # (electrons, spatial orbitals)


def line(spacing: float, count: int) -> list[list[float]]:
    """`count` atoms on the z axis, the first at the origin."""
    return [[0.0, 0.0, k * spacing] for k in range(count)]


def triangle(side: float) -> list[list[float]]:
    """Three atoms in the xy plane."""
    return [[0.0, 0.0, 0.0], [side, 0.0, 0.0], [side / 2, side * math.sqrt(3) / 2, 0.0]]


def bent(bond: float, degrees: float) -> list[list[float]]:
    """An atom at the origin and two at distance `bond` in the yz plane."""
    half = math.radians(degrees) / 2
    y, z = bond * math.sin(half), bond * math.cos(half)
    return [[0.0, 0.0, 0.0], [0.0, y, z], [0.0, -y, z]]


MOLECULES = [
    Molecule("h2", "H2, bond 0.735 angstrom", ["H"] * 2, line(0.735, 2), (-1.116998997, -1.137306036)),
    Molecule("heh+", "HeH+, bond 0.772 angstrom", ["He", "H"], line(0.772, 2), (-2.841382489, -2.851024029), charge=1),
    Molecule(
        "h3+",
        "H3+, equilateral triangle of side 0.987 angstrom",
        ["H"] * 3,
        triangle(0.987),
        (-1.246504366, -1.274436206),
        charge=1,
    ),
    Molecule("h4_chain", "H4, chain of spacing 1.0 angstrom", ["H"] * 4, line(1.0, 4), (-2.098545939, -2.166387451)),
    Molecule(
        "lih",
        "LiH, bond 1.595 angstrom",
        ["Li", "H"],
        line(1.595, 2),
        (-7.862023874, -7.882174520),
        active=(2, 5),
    ),
    Molecule(
        "beh2",
        "BeH2, linear, bond 1.3264 angstrom",
        ["H", "Be", "H"],
        [[0.0, 0.0, -1.3264], [0.0, 0.0, 0.0], [0.0, 0.0, 1.3264]],
        (-15.560312318, -15.594837936),
        active=(4, 6),
    ),
    Molecule(
        "h2o",
        "H2O, bond 0.9584 angstrom, angle 104.5 degrees",
        ["O", "H", "H"],
        bent(0.9584, 104.5),
        (-74.963104338, -74.970551095),
        active=(4, 4),
    ),
]


@dataclass(frozen=True)
class Hamiltonian:
    """Terms `(x, z) -> c` of `sum c i^|x&z| X^x Z^z`, bit k of a mask for qubit k, and what they describe."""

    terms: dict[tuple[int, int], float]
    qubits: int
    electrons: int
    hartree_fock: float


def hamiltonian(molecule: Molecule) -> Hamiltonian:
    """Hartree-Fock, then the Jordan-Wigner Hamiltonian in the active space; spin orbital k is qubit k."""
    bohr = np.array(molecule.angstrom) / BOHR_IN_ANGSTROM
    model = qml.qchem.Molecule(molecule.atoms, bohr, charge=molecule.charge, basis_name=BASIS.lower(), unit="bohr")
    frozen, active = qml.qchem.active_space(model.n_electrons, model.n_orbitals, 1, *molecule.active)
    one, two = integrals(model)
    nuclear = float(qml.qchem.nuclear_energy(model.nuclear_charges, model.coordinates)()[0])
    total, _ = freeze(one, two, list(range(model.n_electrons // 2)))
    constant, one = freeze(one, two, frozen)
    # PennyLane's order: <pq|rs> = two[p, q, s, r], that is (pr|qs) of charge densities.
    two = np.einsum("psqr->pqrs", two)[np.ix_(active, active, active, active)]
    fermions = qml.qchem.fermionic_observable(np.array([nuclear + constant]), one[np.ix_(active, active)], two)
    paulis = qml.jordan_wigner(fermions, ps=True, tol=1e-10)
    paulis.simplify(tol=1e-10)
    terms = {masks(word): real(coefficient) for word, coefficient in paulis.items()}
    return Hamiltonian(terms, 2 * len(active), model.n_electrons - 2 * len(frozen), nuclear + total)


def integrals(model) -> tuple[np.ndarray, np.ndarray]:
    """`(p|h|q)` and `(pq|rs)`, charge densities left and right, over the Hartree-Fock orbitals."""
    energies, orbitals, _, one, two = map(np.array, qml.qchem.scf(model, n_steps=200, tol=1e-12)())
    c = oriented(energies, orbitals)
    return c.T @ one @ c, np.einsum("ap,bq,abcd,cr,ds->pqrs", c, c, two, c, c, optimize=True)


def oriented(energies: np.ndarray, orbitals: np.ndarray) -> np.ndarray:
    """The orbitals without the freedom that Hartree-Fock leaves, so that any machine writes the same terms.

    A sign, or a rotation among orbitals of equal energy, is chosen such that the coefficients of these orbitals form a
    lower triangle with a positive diagonal over the atomic orbitals that take part in them.
    """
    fixed = np.empty_like(orbitals)
    for group in np.split(np.arange(len(energies)), np.flatnonzero(np.diff(energies) > 1e-6) + 1):
        block = orbitals[:, group]
        rotation, triangle = np.linalg.qr(block[np.linalg.norm(block, axis=1) > 1e-6].T)
        fixed[:, group] = block @ rotation * np.sign(np.diag(triangle))
    return fixed


def freeze(one: np.ndarray, two: np.ndarray, frozen: list[int]) -> tuple[float, np.ndarray]:
    """The energy of doubly occupied orbitals, and the one-electron integrals of an electron in their field."""
    coulomb = np.einsum("pqii->pq", two[:, :, frozen][..., frozen])
    exchange = np.einsum("piiq->pq", two[:, frozen][:, :, frozen])
    field = one + 2 * coulomb - exchange
    return float(np.trace((one + field)[np.ix_(frozen, frozen)])), field


def real(coefficient) -> float:
    """The coefficient as it is written; a complex one means that the operator is not Hermitian."""
    number = complex(coefficient)
    if abs(number.imag) > 1e-10:
        raise ValueError(f"a coefficient is not real: {number}")
    return round(number.real, DECIMALS)


def masks(word) -> tuple[int, int]:
    """The masks of a PennyLane Pauli word: qubits with X or Y, qubits with Z or Y."""
    x = sum(1 << qubit for qubit, letter in word.items() if letter in "XY")
    z = sum(1 << qubit for qubit, letter in word.items() if letter in "ZY")
    return x, z


def sector(qubits: int, electrons: int) -> list[int]:
    """Basis states with half the electrons in even qubits (spin up) and half in odd ones (spin down)."""
    ups, downs = range(0, qubits, 2), range(1, qubits, 2)
    half = electrons // 2
    return sorted(
        sum(1 << q for q in up + down) for up in combinations(ups, half) for down in combinations(downs, half)
    )


def exact_energy(model: Hamiltonian) -> float:
    """The lowest eigenvalue with this number of electrons and zero spin projection."""
    states = sector(model.qubits, model.electrons)
    position = {state: k for k, state in enumerate(states)}
    matrix = np.zeros((len(states), len(states)), dtype=complex)
    for (x, z), coefficient in model.terms.items():
        for state, column in position.items():
            row = position.get(state ^ x)
            if row is not None:
                phase = 1j ** (x & z).bit_count() * (-1) ** (z & state).bit_count()
                matrix[row, column] += coefficient * phase
    return float(np.linalg.eigvalsh(matrix)[0])


def excitations(qubits: int, electrons: int) -> tuple[int, int]:
    """How many singles and doubles the rule in README.md gives; PennyLane must list the same ones."""
    occupied, empty = range(electrons), range(electrons, qubits)
    singles = [[i, a] for i in occupied for a in empty if i % 2 == a % 2]
    doubles = [
        [i, j, a, b]
        for i, j in combinations(occupied, 2)
        for a, b in combinations(empty, 2)
        if i % 2 + j % 2 == a % 2 + b % 2
    ]
    theirs = qml.qchem.excitations(electrons, qubits)
    if [sorted(theirs[0]), sorted(theirs[1])] != [sorted(singles), sorted(doubles)]:
        raise ValueError(f"the rule for excitations fails for {electrons} electrons in {qubits} qubits")
    return len(singles), len(doubles)


def header(molecule: Molecule, model: Hamiltonian) -> list[str]:
    """The header: TOML once `# ` is taken off each line."""
    bohr = (np.array(molecule.angstrom) / BOHR_IN_ANGSTROM).tolist()
    singles, doubles = excitations(model.qubits, model.electrons)
    charges = sum(qml.qchem.basis_data.atomic_numbers[atom] for atom in molecule.atoms)
    frozen = (charges - molecule.charge - model.electrons) // 2
    fields = {
        "title": quoted(molecule.title),
        "made_with": quoted(f"PennyLane {qml.__version__}"),
        "mapping": quoted("Jordan-Wigner"),
        "basis": quoted(BASIS),
        "charge": molecule.charge,
        "atoms": "[" + ", ".join(map(quoted, molecule.atoms)) + "]",
        "angstrom": molecule.angstrom,
        "bohr": bohr,
        "frozen_orbitals": frozen,
        "active_orbitals": model.qubits // 2,
        "electrons": model.electrons,
        "qubits": model.qubits,
        "terms": len(model.terms),
        "single_excitations": singles,
        "double_excitations": doubles,
        "hartree_fock_state": quoted("0" * (model.qubits - model.electrons) + "1" * model.electrons),
        "hartree_fock_energy": round(model.hartree_fock, DECIMALS),
        "exact_energy": round(exact_energy(model), DECIMALS),
        "reference_hartree_fock_energy": molecule.reference[0],
        "reference_exact_energy": molecule.reference[1],
    }
    return [f"# {key} = {value}" for key, value in fields.items()]


def quoted(text: str) -> str:
    """A TOML string; no title here holds a quote or a backslash."""
    return f'"{text}"'


def body(terms: dict[tuple[int, int], float]) -> list[str]:
    """One term a line, the diagonal ones first."""
    lines = []
    for (x, z), coefficient in sorted(terms.items()):
        letters = ((q, "IXZY"[(x >> q & 1) + 2 * (z >> q & 1)]) for q in range((x | z).bit_length()))
        word = " ".join(f"{letter}{q}" for q, letter in letters if letter != "I") or "I"
        sign = "-" if coefficient < 0 else "+" if lines else ""
        lines.append(f"{sign} {abs(coefficient)!r} * {word}".strip())
    return lines


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for molecule in MOLECULES:
        model = hamiltonian(molecule)
        text = "\n".join([*header(molecule, model), *body(model.terms)]) + "\n"
        (folder / f"{molecule.file}.txt").write_text(text, encoding="utf-8", newline="\n")
        print(f"{molecule.file}.txt: {model.qubits} qubits, {len(model.terms)} terms", flush=True)


if __name__ == "__main__":
    main()
