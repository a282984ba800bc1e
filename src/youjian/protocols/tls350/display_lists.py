"""Inventories written tank by tank, a line for each value, as printers and some other makers' consoles do."""

import re
from collections.abc import Iterable

from youjian.protocols.tls350.display_rows import Decimal, Row, number_in
from youjian.protocols.tls350.display_words import HEADINGS, folded, unit_of

_TANK = re.compile(
    r"\s*T(?:ANK)?\s*(?:NO\.?)?\s*#?\s*(?P<tank>\d{1,2})\s*[:.\-]?\s*(?P<label>.*?)\s*", re.IGNORECASE
)
_LINE = re.compile(
    r"\s*(?P<name>[^=:]{2,24}?)\s*[=:]\s*(?P<number>[+-]?\d[\d.,]*|[-?*.]+)\s*(?P<unit>[^\d\s].{0,12}?)?\s*"
)
_KINDS = {word: kind for kind, words in HEADINGS.items() for word in words}


def listed(lines: Iterable[str], decimal: Decimal) -> list[Row]:
    """The tanks of a report such as `T 1:DIESEL` followed by `VOLUME = 5318 GALS`."""
    rows: list[Row] = []
    for line in lines:
        value = _LINE.fullmatch(line)
        kind = _KINDS.get(folded(value["name"]).strip()) if value else None
        if value and kind == "product" and rows:
            continue
        if value and kind and rows:
            rows[-1].values.setdefault(kind, number_in(value["number"], decimal))
            unit = unit_of(value["unit"] or "")
            if unit:
                rows[-1].units.setdefault(*unit)
        elif kind is None and (tank := _TANK.fullmatch(line)):
            rows.append(Row(int(tank["tank"]), tank["label"], {}, {}))
    return [row for row in rows if {"volume", "height"} & set(row.values)]
