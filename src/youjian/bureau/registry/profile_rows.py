"""The CSV files of a profile beside its register: a struct per file, read whole, every bad line named."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from youjian.bureau.registry.profile_sections import Control
from youjian.contract.fields import (
    DispenserId,
    Latitude,
    Longitude,
    OperatingMode,
    Ownership,
    RegionCode,
    StationId,
    Text,
    Uscc,
)

Level = Literal["province", "city", "county", "district", "town"]
_Row = TypeVar("_Row", bound=Struct)


class RegionRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of regions.csv; the place is where its name stands on the map, `note` where its code is from."""

    region_code: RegionCode
    name: Text
    parent_code: RegionCode | None = None
    level: Level
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""


class CollectorRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of collectors.csv: which collector stands at which station."""

    collector_id: Annotated[str, Meta(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
    station_id: StationId


class VapourMonitorRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of vapour_monitors.csv: which vapour monitor may speak at the HJ 212 door."""

    mn: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{1,64}$")]
    station_id: StationId
    password: Text
    family: Text


class CompanyRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of companies.csv: a legal entity that runs stations."""

    uscc: Uscc
    name: Text
    controlling_group: str | None = None
    control: Control | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class ContactRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of contacts.csv: address and person of a station."""

    station_id: StationId
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class OperationRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of operations.csv: who runs a station and how, from a day on."""

    station_id: StationId
    valid_from: date
    uscc: Uscc
    ownership: Ownership
    controlling_group: str | None = None
    control: Control | None = None
    operating_mode: OperatingMode | None = None


class DispenserRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of dispensers.csv: maker, model and numbers of a dispenser."""

    station_id: StationId
    dispenser_id: DispenserId
    maker: str | None = None
    model: str | None = None
    serial_no: str | None = None
    mainboard_no: str | None = None
    encoder_no: str | None = None
    software_version: str | None = None
    ecqs_linked: bool | None = None
    self_lock: bool | None = None
    installed_on: date | None = None
    retired_on: date | None = None


@dataclass(frozen=True)
class Lines(Generic[_Row]):
    """The good lines of a file, each with the number of its line, and what is wrong with the bad ones."""

    file: str
    rows: list[_Row]
    numbers: list[int]
    bad: list[str]

    def where(self, position: int) -> str:
        """The place of a row: FILE:LINE."""
        return f"{self.file}:{self.numbers[position]}"


def read_lines(path: Path, kind: type[_Row], key: tuple[str, ...]) -> Lines[_Row]:
    """The lines of a CSV file; an empty field is null, an absent file has no lines, a key comes once."""
    lines = Lines[_Row](path.name, [], [], [])
    if not path.is_file():
        return lines
    seen: dict[tuple[object, ...], int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="", strict=True)
        for raw in reader:
            number = reader.line_num
            row = _row(raw, kind)
            if isinstance(row, str):
                lines.bad.append(f"{path.name}:{number}: {row}")
                continue
            first = seen.setdefault(tuple(getattr(row, name) for name in key), number)
            if first != number:
                lines.bad.append(f"{path.name}:{number}: the same {', '.join(key)} as in line {first}")
            lines.rows.append(row)
            lines.numbers.append(number)
    return lines


def _row(raw: dict[str, str], kind: type[_Row]) -> _Row | str:
    if "" in raw:
        return "more fields than the header names"
    given = {name: value.strip() for name, value in raw.items() if value and value.strip()}
    unknown = [name for name in raw if name not in kind.__struct_fields__]
    if unknown:
        return f"there is no column {', '.join(unknown)}"
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        return str(error)
