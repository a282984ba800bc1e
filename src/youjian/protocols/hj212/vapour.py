"""Vapour recovery uploads: what a monitor's frame says in our units, and our own frames.

Units are declared per source, never guessed from a value: A/L is a ratio unless the source is declared to
send percent. Beijing time in frames becomes UTC.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from msgspec import Struct

from youjian.contract.fields import SHANGHAI
from youjian.protocols.hj212.factors import CODES, NAMES, Family
from youjian.protocols.hj212.frame import Frame

Group = dict[str, str]
_FILL_PARTS = ("ratio", "vapour_rate", "vapour_volume", "fuel_rate", "fuel_volume")
_NOZZLE_ITEM = re.compile(r"q(\d{1,5})-(\w+)", re.ASCII)
_TIMES = ("DataTime", "BeginTime", "EndTime")
_TIME = "%Y%m%d%H%M%S"
_TIME_TEXT = re.compile(r"\d{14}(\d{3})?", re.ASCII)
_WANTS_ANSWER = 5
_LONGEST_NUMBER = 5
_AIR_SOURCE = "31"


class Fill(Struct, frozen=True, kw_only=True):
    """The monitor's record of one fuelling: times in UTC, mL, A/L as a ratio, rates in L/min."""

    nozzle_id: int
    started_at: datetime
    ended_at: datetime
    fuel_ml: int
    vapour_ml: int
    ratio: float
    fuel_l_min: float
    vapour_l_min: float


class Pressure(Struct, frozen=True, kw_only=True):
    """Gauge pressure in the tanks' vapour space, Pa, and vapour concentration in µmol/mol where measured."""

    at: datetime
    pressure_pa: float
    vapour_ppm: float | None = None


class VapourUpload(Struct, frozen=True, kw_only=True):
    """What a frame says. `others` holds known factors without a record of ours, `unknown` everything else.

    `problems` names each value that could not be used and why; nothing is dropped silently.
    """

    family: Family | None
    fills: list[Fill]
    pressures: list[Pressure]
    others: dict[str, str] = {}
    unknown: dict[str, str] = {}
    problems: list[str] = []


def vapour_upload(
    frame: Frame, family: Family | None = None, *, ratio_unit: Literal["ratio", "percent"] = "ratio"
) -> VapourUpload:
    """The fuellings and pressures in an upload; `family` is read from the frame's codes when not given."""
    family = family or family_of(frame)
    upload = VapourUpload(family=family, fills=[], pressures=[], others={}, unknown={}, problems=[])
    if family is None:
        upload.unknown.update(frame.cp)
        return upload
    times = _times(frame, upload.problems)
    for nozzle, group in _groups(frame, family, upload.unknown).items():
        _read_group(upload, nozzle, group, times, Decimal(100 if ratio_unit == "percent" else 1))
    return upload


def family_of(frame: Frame) -> Family | None:
    """The family that a frame's codes belong to, or None when it is no vapour upload."""
    if any(name.startswith("i41") for name in frame.cp):
        return "c"
    if any(name.startswith("Wq") for name in frame.cp):
        return "d"
    if frame.st == "61" or any(_NOZZLE_ITEM.fullmatch(name) for name in frame.cp):
        return "b"
    return None


def encode_fill(
    fill: Fill, *, mn: str, qn: str, station_id: str, pw: str = "123456", uploaded_at: datetime | None = None
) -> Frame:
    """Our frame of one fuelling: ST=31, CN=3020, codes of family c with BeginTime and EndTime."""
    items = {
        "nozzle": f"{station_id}{fill.nozzle_id:03d}",
        "ratio": _text(fill.ratio),
        "vapour_rate": _text(fill.vapour_l_min),
        "vapour_volume": _litres(fill.vapour_ml),
        "fuel_rate": _text(fill.fuel_l_min),
        "fuel_volume": _litres(fill.fuel_ml),
    }
    times = {
        "DataTime": _time_text(uploaded_at or fill.ended_at),
        "BeginTime": _time_text(fill.started_at),
        "EndTime": _time_text(fill.ended_at),
    }
    return _upload("3020", mn, qn, pw, times | {f"{CODES[name]}-Info": text for name, text in items.items()})


def encode_pressure(pressure: Pressure, *, mn: str, qn: str, pw: str = "123456") -> Frame:
    """Our frame of one pressure reading: ST=31, CN=2011, i41028 in Pa and i41101 in µmol/mol."""
    items = {
        "DataTime": _time_text(pressure.at),
        f"{CODES['tank_pressure']}-Rtd": _text(pressure.pressure_pa),
    }
    if pressure.vapour_ppm is not None:
        items[f"{CODES['vapour_ppm']}-Rtd"] = _text(pressure.vapour_ppm)
    return _upload("2011", mn, qn, pw, items)


def _upload(cn: str, mn: str, qn: str, pw: str, cp: dict[str, str]) -> Frame:
    return Frame(qn=qn, st=_AIR_SOURCE, cn=cn, pw=pw, mn=mn, flag=_WANTS_ANSWER, cp=cp)


def _groups(frame: Frame, family: Family, unknown: dict[str, str]) -> dict[str | None, Group]:
    """Canonical names and texts, by nozzle where the family sends several in one frame."""
    groups: dict[str | None, Group] = {None: {}}
    for nozzle, name, kind, text in _entries(frame, family):
        canonical = NAMES[family].get(name)
        if canonical is None:
            unknown[f"q{nozzle}-{name}" if nozzle else f"{name}-{kind}" if kind else name] = text
        elif _usable(frame, name):
            groups.setdefault(nozzle, {})[canonical] = text
        else:
            unknown[f"{name}-{kind}"] = text
    return groups


def _entries(frame: Frame, family: Family) -> Iterator[tuple[str | None, str, str, str]]:
    for item, text in frame.cp.items():
        match = _NOZZLE_ITEM.fullmatch(item) if family == "b" else None
        name, _, kind = item.partition("-")
        if item in _TIMES or kind == "Flag":
            continue
        yield (match[1], match[2], "", text) if match else (None, name, kind, text)


def _usable(frame: Frame, name: str) -> bool:
    """Whether the data flag (N normal, D fault, M maintenance, C calibration…) lets a value count."""
    return frame.cp.get(f"{name}-Flag", "N") == "N"


def _read_group(
    upload: VapourUpload, nozzle: str | None, group: Group, times: dict[str, datetime], ratio_per: Decimal
) -> None:
    at = times.get("DataTime") or times.get("EndTime")
    nozzle = nozzle or group.pop("nozzle", None)
    rest = dict(group)
    if nozzle is not None and all(part in group for part in _FILL_PARTS):
        _read_fill(upload, nozzle, {part: rest.pop(part) for part in _FILL_PARTS}, times, ratio_per)
    if "tank_pressure" in rest and at is not None:
        _read_pressure(upload, rest.pop("tank_pressure"), rest.pop("vapour_ppm", None), at)
    prefix = f"{nozzle}." if nozzle else ""
    upload.others.update({f"{prefix}{name}": text for name, text in rest.items()})


def _read_fill(
    upload: VapourUpload, nozzle: str, parts: Group, times: dict[str, datetime], ratio_per: Decimal
) -> None:
    ended_at = times.get("EndTime") or times.get("DataTime")
    try:
        values = {name: _decimal(name, text) for name, text in parts.items()}
        nozzle_id = _nozzle_id(nozzle)
    except ValueError as error:
        upload.problems.append(str(error))
        return
    if ended_at is None:
        upload.problems.append("neither EndTime nor DataTime is there: the fuelling has no time")
        return
    upload.fills.append(
        Fill(
            nozzle_id=nozzle_id,
            started_at=times.get("BeginTime") or _start(ended_at, values["fuel_volume"], values["fuel_rate"]),
            ended_at=ended_at,
            fuel_ml=int((values["fuel_volume"] * 1000).to_integral_value()),
            vapour_ml=int((values["vapour_volume"] * 1000).to_integral_value()),
            ratio=float(values["ratio"] / ratio_per),
            fuel_l_min=float(values["fuel_rate"]),
            vapour_l_min=float(values["vapour_rate"]),
        )
    )


def _read_pressure(upload: VapourUpload, pressure: str, ppm: str | None, at: datetime) -> None:
    try:
        value = _decimal("tank_pressure", pressure, signed=True)
        concentration = None if ppm is None else float(_decimal("vapour_ppm", ppm))
    except ValueError as error:
        upload.problems.append(str(error))
        return
    upload.pressures.append(Pressure(at=at, pressure_pa=float(value), vapour_ppm=concentration))


def _nozzle_id(text: str) -> int:
    """The nozzle's number: the last three digits after a station's ten, or a short number alone."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"nozzle is {text!r}, not digits")
    return int(text[-3:]) if len(text) > _LONGEST_NUMBER else int(text)


def _start(ended_at: datetime, litres: Decimal, litres_per_minute: Decimal) -> datetime:
    """The start of a fuelling that is reported without one: its volume at its rate earlier."""
    if litres_per_minute <= 0:
        return ended_at
    return ended_at - timedelta(seconds=float(litres / litres_per_minute * 60))


def _decimal(name: str, text: str, *, signed: bool = False) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name} is {text!r}, not a number") from None
    if not value.is_finite() or abs(value) >= 10**9 or (value < 0 and not signed):
        raise ValueError(f"{name} is {text!r}, outside what a device can measure")
    return value


def _times(frame: Frame, problems: list[str]) -> dict[str, datetime]:
    times: dict[str, datetime] = {}
    for name in _TIMES:
        text = frame.cp.get(name)
        moment = None if text is None else parse_time(text)
        if moment is not None:
            times[name] = moment
        elif text is not None:
            problems.append(f"{name} is {text!r}, not a time YYYYMMDDhhmmss")
    return times


def parse_time(text: str) -> datetime | None:
    """UTC moment of Beijing time YYYYMMDDhhmmss with or without milliseconds, or None.

    >>> parse_time("20250901101500123").isoformat()
    '2025-09-01T02:15:00.123000+00:00'
    """
    if not _TIME_TEXT.fullmatch(text):
        return None
    try:
        local = datetime.strptime(text[:14], _TIME).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return (local + timedelta(milliseconds=int(text[14:] or 0))).astimezone(UTC)


def _time_text(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime(_TIME)


def _litres(millilitres: int) -> str:
    return f"{Decimal(millilitres).scaleb(-3):f}"


def _text(value: float) -> str:
    return f"{Decimal(repr(value)):f}"
