"""How a conflict is told: the key, the content that stands and the one that was refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from youjian.contract.platform import Conflict
from youjian.contract.tables import Table

_JSON = msgspec.json.Encoder()
_SUBJECTS = ("nozzle", "tank")


def conflict(
    spec: Table, known_at: datetime, end: datetime, refused: Mapping[str, Any], kept: Mapping[str, Any]
) -> Conflict:
    """A record of `spec` refused at `known_at` because `kept` stands under its key."""
    return Conflict(
        station_id=refused[spec.station or ""],
        table=spec.name,
        key=_text(refused, tuple(c for c in spec.key if c != spec.station)),
        received_at=known_at,
        subject=subject_of(refused),
        at=end,
        kept=_text(kept, spec.content),
        refused=_text(refused, spec.content),
    )


def subject_of(record: Mapping[str, Any]) -> str:
    """What a record is about, as findings name it: a device, a nozzle, a tank, or the station.

    >>> subject_of({"nozzle_id": 3})
    'nozzle:3'
    """
    if record.get("device"):
        return record["device"]
    for kind in _SUBJECTS:
        if record.get(f"{kind}_id") is not None:
            return f"{kind}:{record[f'{kind}_id']}"
    return "station"


def _text(record: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    return _JSON.encode({c: record[c] for c in columns}).decode()
