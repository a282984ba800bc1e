"""A city's profile as files, read and checked before anything is written."""

import csv
import json
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from youjian.contract.fields import Latitude, Longitude, RegionCode, StationId, Text

_Row = TypeVar("_Row", bound=Struct)


class CityNames(Struct, frozen=True, kw_only=True):
    """`[city]` of profile.toml."""

    code: RegionCode
    name: Text
    title: Text
    boundaries_note: str = ""


class RegionRow(Struct, frozen=True, kw_only=True):
    """A line of regions.csv; the place is where its name stands on the map."""

    region_code: RegionCode
    name: Text
    parent_code: RegionCode | None = None
    level: Text
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class CollectorRow(Struct, frozen=True, kw_only=True):
    """A line of collectors.csv: which collector stands at which station."""

    collector_id: Annotated[str, Meta(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
    station_id: StationId


class VapourMonitorRow(Struct, frozen=True, kw_only=True):
    """A line of vapour_monitors.csv: which vapour monitor may speak at the HJ 212 door."""

    mn: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{1,64}$")]
    station_id: StationId
    password: Text
    family: Text


@dataclass(frozen=True)
class Profile:
    """Everything of a profile that the office takes; the register is a folder of its own."""

    city: CityNames
    departments: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    regions: list[RegionRow]
    collectors: list[CollectorRow]
    vapour_monitors: list[VapourMonitorRow]
    boundaries: dict[str, Any]
    registry: Path


def read_profile(folder: Path) -> Profile:
    """A profile's files; raises ValueError that names the file and line, FileNotFoundError for
    profile.toml.
    """
    raw = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
    boundaries = folder / "boundaries.geojson"
    return Profile(
        city=_convert(raw.get("city"), CityNames, "profile.toml [city]"),
        departments=raw.get("departments", []),
        accounts=raw.get("accounts", []),
        regions=_rows(folder / "regions.csv", RegionRow),
        collectors=_rows(folder / "collectors.csv", CollectorRow),
        vapour_monitors=_rows(folder / "vapour_monitors.csv", VapourMonitorRow),
        boundaries=json.loads(boundaries.read_text(encoding="utf-8")) if boundaries.is_file() else {},
        registry=folder / "registry",
    )


def _rows(path: Path, kind: type[_Row]) -> list[_Row]:
    """The lines of a CSV file; an empty field is null, an absent file has no lines."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return [_line(row, kind, f"{path.name}:{reader.line_num}") for row in reader]


def _line(row: dict[str, str], kind: type[_Row], where: str) -> _Row:
    return _convert({name: value for name, value in row.items() if value}, kind, where)


def _convert(raw: Any, kind: type[_Row], where: str) -> _Row:
    try:
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError as error:
        message = f"{where}: {error}"
        raise ValueError(message) from None
