"""The two plans, clause by clause: served by pages and commands that are there, proved by tests that are.

docs/mission.md is the list; this holds it against console, profiles, commands and tests.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from youjian.cli import build_parser

ROOT = Path(__file__).parents[2]
CITIES = {"J": "jingdezhen", "Z": "zhengzhou"}
CLAUSES = {
    *("J1", "J2", "J3.1", "J3.2", "J3.3", "J3.4"),
    *(f"J4.{n}" for n in range(1, 11)),
    *(f"J5.{n}" for n in range(1, 6)),
    "Z1",
    *(f"Z2.{n}" for n in range(1, 8)),
    *(f"Z3.{n}" for n in range(1, 5)),
    *(f"Z4.{n}" for n in range(1, 6)),
    "Z5",
}
"""Every numbered clause of both plans; Z5 is the annex."""
_PAGE = re.compile(r'path: "(?P<path>[^"]+)".*?module: "(?P<module>[^"]*)"')


@dataclass(frozen=True)
class Clause:
    """A line of the list."""

    number: str
    served: tuple[str, ...]
    proofs: tuple[str, ...]
    waits: bool


def clauses() -> list[Clause]:
    """The lines of docs/mission.md."""
    text = (ROOT / "docs" / "mission.md").read_text(encoding="utf-8")
    lines = [line.strip("|").split("|") for line in text.splitlines() if re.match(r"\| [JZ]\d", line)]
    return [
        Clause(cells[0].split()[0], _quoted(cells[2]), _quoted(cells[3]), cells[2].strip() == "not yet")
        for cells in lines
    ]


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def pages() -> dict[str, str]:
    """The console's pages with the module that each belongs to."""
    text = (ROOT / "console" / "src" / "app" / "routes.tsx").read_text(encoding="utf-8")
    return {found["path"]: found["module"] for found in _PAGE.finditer(text)}


def modules_of(city: str) -> set[str]:
    """The modules that are on in a city."""
    profile = ROOT / "src" / "youjian" / "profiles" / city / "profile.toml"
    return set(tomllib.loads(profile.read_text(encoding="utf-8"))["modules"]["on"])


def commands() -> set[str]:
    """The jobs of the command line."""
    return set(re.findall(r"^    ([a-z]+)\b", build_parser(None).format_help(), re.MULTILINE))


def test_every_clause_of_both_plans_is_listed_once() -> None:
    numbers = [one.number for one in clauses()]
    assert sorted(numbers) == sorted(CLAUSES)


@pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause.number)
def test_a_clause_is_served_and_proved(clause: Clause) -> None:
    assert clause.waits != bool(clause.served)
    assert bool(clause.served) == bool(clause.proofs)
    known, on, jobs = pages(), modules_of(CITIES[clause.number[0]]), commands()
    for place in clause.served:
        if place.startswith("youjian "):
            assert place.split()[1] in jobs, place
        else:
            assert place in known, place
            assert known[place] in on | {""}, f"{place}: its module is off in the city"
    for proof in clause.proofs:
        path, _, name = proof.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {name or 'test_'}" in text, proof
