"""Prints how far PySCF's Hartree-Fock and exact energies are from those of the files, at the same geometries.

Run by hand, where PySCF is installed; nothing else needs it. PySCF has its own integrals and its own STO-3G table, with
fewer digits than PennyLane's: differences up to 3e-8 hartree come from there (with the same table they are below 3e-9).
Exit status 1 beyond 1e-7.
"""

import sys
from pathlib import Path

from check import read
from pyscf import gto, mcscf, scf


def main() -> int:
    worst = 0.0
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        header, _ = read(path)
        atoms = list(zip(header["atoms"], header["bohr"], strict=True))
        molecule = gto.M(atom=atoms, unit="Bohr", basis=header["basis"], charge=header["charge"], verbose=0)
        mean_field = scf.RHF(molecule).set(conv_tol=1e-13)
        hartree_fock = mean_field.kernel() - header["hartree_fock_energy"]
        active = mcscf.CASCI(mean_field, header["active_orbitals"], header["electrons"])
        exact = active.kernel()[0] - header["exact_energy"]
        worst = max(worst, abs(hartree_fock), abs(exact))
        print(f"{path.name:13} Hartree-Fock {hartree_fock:+.1e}, exact {exact:+.1e}")
    return 0 if 0.0 < worst <= 1e-7 else 1


if __name__ == "__main__":
    sys.exit(main())
