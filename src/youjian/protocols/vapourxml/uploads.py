"""Rows of the Beijing family by TYPE: nozzles and environment become records, the rest facts and events."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from youjian.protocols.vapour.model import Fill, Pressure, Said, Switch, Units, VapourUpload, new_upload
from youjian.protocols.vapour.reading import conclude, without_nothing
from youjian.protocols.vapour.tables import family_table
from youjian.protocols.vapour.values import litres_text, number_text, parse_time, time_text
from youjian.protocols.vapourxml.content import Row

NOZZLE, ENVIRONMENT, FAULT, SWITCH = "03", "04", "05", "06"
_LABELS = frozenset({"ID", "DATE", "DATAID"})
_OURS = Units()


def vapour_upload(
    kind: str, rows: Iterable[Row], sent_at: datetime | None = None, *, units: Units = _OURS
) -> VapourUpload:
    """What the rows of a TYPE say; `sent_at` is the envelope's TIME, for rows without DATE."""
    upload = new_upload("beijing")
    return conclude(upload, list(_groups(kind, rows, sent_at, upload)), units)


def _groups(kind: str, rows: Iterable[Row], sent_at: datetime | None, upload: VapourUpload) -> Iterator[Said]:
    names = family_table("beijing").types.get(kind, {})
    for row in rows:
        values: dict[str, str] = {}
        for code, text in row.items():
            if code in names:
                values[names[code]] = text
            elif code not in _LABELS:
                upload.unknown[f"{kind}.{code}"] = text
        values = without_nothing(values)
        at = _date(row, sent_at, upload)
        nozzle, dispenser = values.pop("nozzle", None), values.pop("dispenser", None)
        yield Said(values=values, at=at, nozzle=nozzle, dispenser=dispenser)


def _date(row: Row, sent_at: datetime | None, upload: VapourUpload) -> datetime | None:
    text = row.get("DATE", "").strip()
    if text in ("", "NULL"):
        return sent_at
    at = parse_time(text)
    if at is None:
        upload.problems.append(f"DATE is {text!r}, not a time YYYYMMDDhhmmss")
    return at


def fill_row(fill: Fill, number: int = 1, *, units: Units = _OURS) -> Row:
    """A TYPE 03 row as a device writes it."""
    per = 100 if units.ratio == "percent" else 1
    return {
        **_label(number, fill.ended_at),
        "JYJID": f"{fill.dispenser or 1:04d}",
        "JYQID": f"{fill.nozzle_id:04d}",
        "AL": f"{fill.ratio * per:.4g}",
        "QLS": number_text(fill.vapour_l_min),
        "QLL": litres_text(fill.vapour_ml),
        "YLS": number_text(fill.fuel_l_min),
        "YLL": litres_text(fill.fuel_ml),
        "HYQND": "NULL",
        "HYQWD": "NULL",
        "YZ": "NULL",
    }


def pressure_row(pressure: Pressure, number: int = 1) -> Row:
    """A TYPE 04 row, Pa."""
    nothing = dict.fromkeys(("YZYL", "YQKJ", "XND", "HCLND", "YQWD"), "NULL")
    return {**_label(number, pressure.at), "YGYL": number_text(pressure.pressure_pa), **nothing}


def fault_row(code: str, at: datetime, number: int = 1) -> Row:
    """A TYPE 05 row."""
    return {**_label(number, at), "TYPE": code}


def switch_row(switch: Switch, at: datetime, number: int = 1) -> Row:
    """A TYPE 06 row."""
    return {
        **_label(number, at),
        "JYJID": f"{switch.dispenser or 1:04d}",
        "JYQID": f"{switch.nozzle:04d}",
        "OPERATE": "1" if switch.enabled else "0",
        "EVENT": switch.cause or "N",
    }


def _label(number: int, at: datetime) -> Row:
    return {"ID": f"{number:06d}", "DATE": time_text(at)}
