"""A guess at how a source writes its lines: format, delimiter, columns and times, from a sample of them."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from youjian.protocols import forecourt

_NAMES: dict[forecourt.FieldName, tuple[str, ...]] = {
    "number": (
        "number", "no", "trxno", "transno", "transactionid", "transid", "releasetoken",
        "流水号", "交易号", "序号",
    ),
    "pump": ("pump", "pumpid", "pumpno", "fp", "fuellingpoint", "dispenser", "机号", "加油机"),
    "nozzle": ("nozzle", "nozzleid", "nozzleno", "logicalnozzle", "gun", "gunno", "枪号", "油枪"),
    "volume": ("volume", "vol", "qty", "quantity", "litres", "liters", "升数", "加油量", "数量", "油量"),
    "amount": ("amount", "amt", "money", "total_amount", "yuan", "金额", "总价"),
    "price": ("price", "unitprice", "ppu", "单价"),
    "totalizer": (
        "totalizer", "totaliser", "volumetotalizer", "totalvolume", "total", "泵码", "累计", "总累计",
    ),
    "started_at": ("start", "startedat", "starttime", "开始时间"),
    "ended_at": (
        "end", "endedat", "endtime", "finishtime", "time", "datetime", "timestamp",
        "结束时间", "时间", "加油时间",
    ),
    "product": ("product", "productcode", "barcode", "grade", "fuelgrade", "油品", "品号"),
    "status": ("status", "paystatus", "salestatus", "支付状态"),
    "state": ("state", "pumpstate", "nozzlestate", "logicalstate", "状态"),
    "tank": ("tank", "tankid", "tankno", "罐号", "油罐"),
    "height": ("height", "level", "productlevel", "油高", "液位"),
    "water": ("water", "waterlevel", "水高"),
    "temperature": ("temperature", "temp", "温度"),
    "tank_volume": ("tankvolume", "productvolume", "油罐体积"),
    "fault": ("fault", "faultcode", "errorcode", "故障码"),
}  # fmt: skip
_FORMATS = (
    "iso",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H%M%S",
    "%d/%m/%Y %H:%M:%S",
)
_DELIMITERS = ",;\t|"
_SAMPLE = 50


@dataclass(frozen=True)
class Guess:
    """A declaration that reads the sample, as far as anybody can tell, and what stood in it."""

    layout: forecourt.Layout
    columns_note: str


def guessed(raws: list[bytes], decimals: int | None) -> Guess:
    """What the lines look like; fields that nobody can guess are left out."""
    texts = [_text(raw) for raw in raws[:_SAMPLE]]
    rows = [row for row in map(_object, texts) if row is not None]
    if len(rows) * 2 >= len(texts):
        names = list(dict.fromkeys(name for row in rows for name in row))
        values = {name: next((row[name] for row in rows if row.get(name)), "") for name in names}
        return _guess("json", ",", names, values, decimals)
    delimiter = max(_DELIMITERS, key=lambda mark: sum(text.count(mark) for text in texts))
    header = _cells(texts[0], delimiter)
    sample = next((cells for text in texts[1:] if len(cells := _cells(text, delimiter)) == len(header)), [])
    values = dict(zip(header, sample, strict=False))
    return _guess("csv", delimiter, header, values, decimals)


def _guess(
    form: str, delimiter: str, names: list[str], values: dict[str, str], decimals: int | None
) -> Guess:
    fields: dict[forecourt.FieldName, forecourt.Column] = {}
    for field, aliases in _NAMES.items():
        name = next((name for alias in aliases for name in names if _plain(name) == _plain(alias)), None)
        if name is not None:
            digits = decimals if field in ("volume", "amount", "price", "totalizer") else None
            fields[field] = forecourt.Column(name=name, decimals=digits)
    times = [values.get(fields[name].name, "") for name in ("ended_at", "started_at") if name in fields]
    layout = forecourt.Layout(
        fields=fields,
        format="json" if form == "json" else "csv",
        delimiter=delimiter,
        time_format=_time_format(next(filter(None, times), "")),
    )
    missing = [name for name in ("nozzle", "volume", "ended_at") if name not in fields]
    note = f"columns {', '.join(names[:40])}"
    return Guess(layout, note + (f"; not recognised: {', '.join(missing)}" if missing else ""))


def _plain(name: str) -> str:
    last = name.rpartition(".")[2]
    return "".join(letter for letter in last.lower() if letter.isalnum())


def _time_format(text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return "unix" if len(text) == 10 else "unix_ms"
    for form in _FORMATS:
        try:
            if form == "iso":
                datetime.fromisoformat(text)
            else:
                datetime.strptime(text, form)  # noqa: DTZ007 - only its shape is looked at
        except ValueError:
            continue
        return form
    return "iso"


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _object(text: str) -> dict[str, str] | None:
    """The paths and texts of a line that is a JSON object."""
    try:
        told: Any = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    told = cast("list[Any]", told)[0] if isinstance(told, list) and told else told
    if not isinstance(told, dict):
        return None
    found: dict[str, str] = {}
    for name, value in cast("dict[str, Any]", told).items():
        if isinstance(value, dict):
            inner = cast("dict[str, Any]", value)
            found |= {f"{name}.{each}": str(text) for each, text in inner.items()}
        else:
            found[name] = str(value)
    return found


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([text], delimiter=delimiter))
    except csv.Error:
        return []
    return [cell.strip() for cell in rows[0]] if rows else []
