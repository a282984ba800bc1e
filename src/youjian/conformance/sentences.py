"""The sentences of docs/station-api.md as items to judge: sentences.toml, and what the page says beyond it.

`python -m youjian.conformance.sentences docs/station-api.md` names sentences of the page without an item,
and items whose sentence the page no longer has.
"""

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from youjian.conformance.page import sentences

Side = Literal["platform", "collector"]
_FILE = Path(__file__).parent / "sentences.toml"


class Sentence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence of the page that binds somebody.

    `text` is the page's own; `how` says how it is judged, or why it cannot be seen on the wire. Under
    `platform` and `collector` stand the checks by which that side is judged.
    """

    id: str
    text: str
    zh: str
    binds: list[Side]
    how: str
    platform: list[str] = []
    collector: list[str] = []

    def checks(self, side: Side) -> list[str]:
        """The checks that judge it on one side."""
        return self.platform if side == "platform" else self.collector


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    narrative: list[str]
    sentence: list[Sentence]


@cache
def _loaded() -> _File:
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), _File)


def items() -> list[Sentence]:
    """All items in the page's order."""
    return _loaded().sentence


def narrative() -> list[str]:
    """Sentences of the page that bind nobody: they explain, lead over, or stand in an example."""
    return _loaded().narrative


def strangers(page: str) -> tuple[list[str], list[str]]:
    """Sentences of the page that neither list has, and sentences of the lists that the page does not have."""
    on_page = sentences(page)
    known = [*narrative(), *(item.text for item in items())]
    return [text for text in on_page if text not in known], [text for text in known if text not in on_page]


def main(path: Path) -> int:
    """Print what is amiss; 0 when page and items agree."""
    missing, orphans = strangers(path.read_text(encoding="utf-8"))
    lines = [f"no item: {text}" for text in missing] + [f"not on the page: {text}" for text in orphans]
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
