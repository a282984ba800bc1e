"""How complete each driver is: checklist.toml read, graded and rendered into docs/drivers.md.

`python -m youjian.collector.drivers.checklist docs` rewrites the generated table.
"""

import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from msgspec import Struct, convert

Item = Literal["reconnect", "diagnostics", "partial_answers", "clock", "captures"]
Grade = Literal["none", "bronze", "silver", "gold"]
ITEMS: tuple[Item, ...] = get_args(Item)
BEGIN = "<!-- checklist: written by python -m youjian.collector.drivers.checklist docs -->"
END = "<!-- end of checklist -->"
_GRADES: tuple[tuple[int, Grade], ...] = ((len(ITEMS), "gold"), (3, "silver"), (1, "bronze"), (0, "none"))


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """One item of one driver: the test that shows it, or why it is open."""

    done: str | None = None
    open: str | None = None

    def __post_init__(self) -> None:
        if (self.done is None) == (self.open is None):
            raise ValueError("a mark is either done or open")


class Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """All items of one driver."""

    reconnect: Mark
    diagnostics: Mark
    partial_answers: Mark
    clock: Mark
    captures: Mark

    def of(self, item: Item) -> Mark:
        """The mark of one item."""
        return getattr(self, item)

    @property
    def grade(self) -> Grade:
        """bronze: something is shown; silver: three items are; gold: all are."""
        done = sum(self.of(item).done is not None for item in ITEMS)
        return next(grade for least, grade in _GRADES if done >= least)


def checklist() -> dict[str, Marks]:
    """The marks of every driver, in the order of the file; msgspec.ValidationError names what is wrong."""
    file = resources.files("youjian.collector.drivers") / "checklist.toml"
    raw: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return convert(raw, dict[str, Marks])


def table() -> str:
    """The table of docs/drivers.md: what is shown by which test, what is open and why."""
    lines = [
        "| driver | grade | " + " | ".join(item.replace("_", " ") for item in ITEMS) + " |",
        "|---|---|" + "---|" * len(ITEMS),
    ]
    for driver, marks in checklist().items():
        cells = [_cell(marks.of(item)) for item in ITEMS]
        lines.append(f"| `{driver}` | {marks.grade} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def rendered(page: str) -> str:
    """The page with its table written anew; ValueError when it has no place for one."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no {BEGIN!r} … {END!r}")
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def _cell(mark: Mark) -> str:
    if mark.done is None:
        return f"open: {mark.open}"
    file, _, name = mark.done.removeprefix("tests/").partition("::")
    return f"`{name or file}`"


def main() -> None:
    """Rewrite the table in the folder of the documents."""
    path = Path(sys.argv[1]) / "drivers.md"
    path.write_text(rendered(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
