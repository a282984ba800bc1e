"""What stands on a station now, and which numbers it gets where it goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from youjian.bureau.language import pick
from youjian.bureau.registry.life_contracts import EquipmentKind
from youjian.bureau.times import now
from youjian.contract.fields import business_day

Pieces = dict[EquipmentKind, dict[int, "Piece"]]
Numbers = dict[EquipmentKind, dict[int, int]]
"""Old number to new number, by kind."""
KINDS: tuple[EquipmentKind, ...] = ("tank", "dispenser", "nozzle")
_NAMES: dict[EquipmentKind, tuple[str, str]] = {
    "tank": ("油罐", "tank"),
    "dispenser": ("加油机", "dispenser"),
    "nozzle": ("加油枪", "nozzle"),
}


@dataclass(frozen=True)
class Piece:
    """A tank, dispenser or nozzle that is in use, and when it last showed itself."""

    kind: EquipmentKind
    number: int
    product: str | None = None
    tank_id: int | None = None
    dispenser_id: int | None = None
    manifold: str | None = None
    valid_from: datetime | None = None
    last_record: datetime | None = None

    @property
    def name(self) -> str:
        """The piece as a person says it."""
        return piece_name(self.kind, self.number)


@dataclass(frozen=True)
class Equipment:
    """The equipment in use of one station; `largest` holds the largest number ever used, by kind."""

    station_id: str
    pieces: Pieces
    largest: dict[EquipmentKind, int] = field(default_factory=dict)

    @property
    def all(self) -> list[Piece]:
        """Every piece: tanks, dispensers, nozzles, each by number."""
        return [self.pieces[kind][number] for kind in KINDS for number in sorted(self.pieces[kind])]

    def only(self, chosen: Mapping[EquipmentKind, Iterable[int]]) -> "Equipment":
        """The chosen pieces alone."""
        wanted = {kind: set(numbers) for kind, numbers in chosen.items()}
        pieces: Pieces = {
            k: {n: p for n, p in self.pieces[k].items() if n in wanted.get(k, set())} for k in KINDS
        }
        return Equipment(self.station_id, pieces, self.largest)


def piece_name(kind: EquipmentKind, number: int) -> str:
    """A piece of equipment as a person says it.

    >>> piece_name("tank", 3)
    '3号油罐'
    """
    zh, en = _NAMES[kind]
    return pick(f"{number}号{zh}", f"{en} {number}")


def renumber(coming: Iterable[int], largest: int | None) -> dict[int, int]:
    """The numbers where it goes on: as they are where nothing stands yet, else the next free ones.

    A number that was ever used stays used: records of a retired nozzle keep pointing to it.

    >>> renumber([2, 5], 3), renumber([2, 5], None)
    ({2: 4, 5: 5}, {2: 2, 5: 5})
    """
    ordered = sorted(coming)
    if largest is None:
        return {number: number for number in ordered}
    return {number: largest + 1 + index for index, number in enumerate(ordered)}


def numbers_for(coming: Equipment, largest: Mapping[EquipmentKind, int]) -> Numbers:
    """New numbers for everything that comes over."""
    return {kind: renumber(coming.pieces[kind], largest.get(kind)) for kind in KINDS}


def equipment_of(station_id: str) -> Equipment:
    """What is in use at a station now, within the transaction's scope."""
    pieces: Pieces = {kind: {} for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, {"station": station_id, "today": business_day(now())})
        names = [column[0] for column in cursor.description or ()]
        for row in cursor.fetchall():
            piece = Piece(**dict(zip(names, row, strict=True)))
            pieces[piece.kind][piece.number] = piece
        cursor.execute(_LARGEST, {"station": station_id})
        largest = dict(cursor.fetchall())
    return Equipment(station_id, pieces, largest)


def last_trade(station_id: str) -> datetime | None:
    """The last fuelling or delivery that a station's records know."""
    return _one(_LAST_TRADE, {"station": station_id})


def _one(statement: str, parameters: Mapping[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return None if row is None else row[0]


_PIECES = """
SELECT 'tank' AS kind, t.tank_id AS number, t.product, NULL::smallint AS tank_id,
    NULL::smallint AS dispenser_id, t.manifold, NULL::timestamptz AS valid_from,
    (SELECT max(r.at) FROM tank_readings r WHERE r.station_id = t.station_id AND r.tank_id = t.tank_id)
        AS last_record
FROM tanks AS t WHERE t.station_id = %(station)s AND (t.retired_on IS NULL OR t.retired_on > %(today)s)
UNION ALL
SELECT 'nozzle', n.nozzle_id, n.product, n.tank_id, n.dispenser_id, NULL, n.valid_from,
    (SELECT max(f.ended_at) FROM fuellings f WHERE f.station_id = %(station)s AND f.nozzle_id = n.nozzle_id)
FROM (
    SELECT DISTINCT ON (nozzle_id) * FROM nozzles WHERE station_id = %(station)s
    ORDER BY nozzle_id, valid_from DESC NULLS LAST
) AS n WHERE (n.retired_on IS NULL OR n.retired_on > %(today)s)
UNION ALL
SELECT 'dispenser', d.dispenser_id, NULL, NULL, NULL, NULL, NULL, NULL
FROM (
    SELECT dispenser_id FROM dispensers
    WHERE station_id = %(station)s AND (retired_on IS NULL OR retired_on > %(today)s)
    UNION
    SELECT n.dispenser_id FROM (
        SELECT DISTINCT ON (nozzle_id) * FROM nozzles WHERE station_id = %(station)s
        ORDER BY nozzle_id, valid_from DESC NULLS LAST
    ) AS n WHERE (n.retired_on IS NULL OR n.retired_on > %(today)s)
) AS d
"""
_LARGEST = """
SELECT kind, max(number) FROM (
    SELECT 'tank' AS kind, tank_id AS number FROM tanks WHERE station_id = %(station)s
    UNION ALL SELECT 'tank', tank_id FROM tank_states WHERE station_id = %(station)s
    UNION ALL SELECT 'nozzle', nozzle_id FROM nozzles WHERE station_id = %(station)s
    UNION ALL SELECT 'nozzle', nozzle_id FROM nozzle_states WHERE station_id = %(station)s
    UNION ALL SELECT 'nozzle', nozzle_id FROM verifications WHERE station_id = %(station)s
    UNION ALL SELECT 'dispenser', dispenser_id FROM dispensers WHERE station_id = %(station)s
    UNION ALL SELECT 'dispenser', dispenser_id FROM nozzles WHERE station_id = %(station)s
    UNION ALL SELECT 'dispenser', dispenser_id FROM seals WHERE station_id = %(station)s
) AS used GROUP BY kind
"""
_LAST_TRADE = """
SELECT max(at) FROM (
    SELECT max(last) AS at FROM (
        SELECT (SELECT max(f.ended_at) FROM fuellings f
            WHERE f.station_id = %(station)s AND f.nozzle_id = n.nozzle_id) AS last
        FROM (SELECT DISTINCT nozzle_id FROM nozzles WHERE station_id = %(station)s) AS n
    ) AS of_nozzles
    UNION ALL SELECT max(delivered_at) FROM deliveries WHERE station_id = %(station)s
) AS trades
"""
