"""Check the licences of everything that is installed or bundled: offline, by its own metadata.

    python scripts/licences.py

Python packages are those of this environment, the console's those of console/package-lock.json. Each needs a
licence of the list below; AGPL, GPL and SSPL fail wherever they stand. Exit status 1 names what does not fit.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

LOCK = Path(__file__).parents[1] / "console" / "package-lock.json"
OWN = {"youjian"}
ALLOWED = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|0?BSD|BSD-[23]-Clause|Apache|ISC|PSF|Python Software Foundation|Python-2\.0|MPL"
    r"|Mozilla Public License|LGPL|Zlib|CC0-1\.0|Unlicense|BlueOak|Public Domain)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(AGPL|GPL|SSPL|BUSL|Affero|GNU General Public|Commons Clause|Elastic)\b", re.IGNORECASE
)
KNOWN = {"atheris": "Apache-2.0"}
"""Packages whose metadata name no licence, with what their LICENSE file is."""


def python_licences() -> Iterator[tuple[str, str]]:
    """Every installed package with what its metadata say of its licence."""
    for one in distributions():
        name = str(one.metadata["Name"])
        if name not in OWN:
            yield name, KNOWN.get(name) or " / ".join(_said(one))


def console_licences(lock: Path = LOCK) -> Iterator[tuple[str, str]]:
    """Every package of the console's lock file with its licence."""
    for path, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if path:
            yield path.rpartition("node_modules/")[2], str(package.get("license", ""))


def fault(licence: str) -> str:
    """What is wrong with a licence; empty when nothing is.

    >>> fault("MIT"), fault("LGPL-3.0-only"), fault("(MIT OR CC0-1.0)")
    ('', '', '')
    >>> fault("AGPL-3.0"), fault("GPL-2.0-only"), fault("")
    ('is forbidden', 'is forbidden', 'is not on the list')
    """
    if FORBIDDEN.search(licence):
        return "is forbidden"
    return "" if ALLOWED.search(licence) else "is not on the list"


def main() -> int:
    """Print what does not fit."""
    found = [*python_licences(), *console_licences()]
    wrong = [f"{name}: licence {said!r} {why}" for name, said in found if (why := fault(said))]
    told = "\n".join(wrong) if wrong else f"{len(found)} packages, each with a licence of the list"
    sys.stdout.write(told + "\n")
    return 1 if wrong else 0


def _said(one: Distribution) -> list[str]:
    """The expression, else the first line of the free text, and the classifiers."""
    texts = [*_field(one, "License-Expression"), *_field(one, "License")]
    free = next((text.strip() for text in texts if text.strip()), "")
    classifiers = _field(one, "Classifier")
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    return [free.splitlines()[0][:80] if free else "", *named]


def _field(one: Distribution, name: str) -> list[str]:
    return one.metadata.get_all(name) or []


if __name__ == "__main__":
    sys.exit(main())
