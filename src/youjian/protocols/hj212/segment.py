"""The data segment: header fields, then the data area `CP=&&…&&` with items parted by `;` and `,`."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from youjian.protocols.hj212.frame import Frame

STANDARD_ORDER = ("QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO")
_SEGMENT = re.compile(r"(?P<header>.*?)CP=&&(?P<area>.*)&&", re.DOTALL)
_ITEM = re.compile(r"(?P<name>[^=;,&]+)=(?P<value>//.*?//|[^;,]*)(?P<end>[;,]|$)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
AreaText = Callable[[str], str]
_NUMBERS = ("Flag", "PNUM", "PNO")


class SegmentError(ValueError):
    """A data segment that is not made of fields, or fields that cannot make one."""


class Layout(Struct, frozen=True):
    """How the sender parted the items of the data area: the separator after each one."""

    separators: str


def parse_segment(text: str, open_area: AreaText | None = None) -> dict[str, Any]:
    """The fields of a frame by their names in `Frame`; raises SegmentError.

    `open_area` turns the data area as sent into its items, where it comes encrypted.
    """
    match = _SEGMENT.fullmatch(text)
    if match is None:
        raise SegmentError("the data segment does not end in a data area CP=&&…&&")
    header = _header_fields(match["header"])
    cp, separators = _items(open_area(match["area"]) if open_area else match["area"])
    if "CN" not in header:
        raise SegmentError("the field CN is missing")
    known = {name.lower(): _value(name, header[name]) for name in STANDARD_ORDER if name in header}
    order = tuple(header)
    return {
        **known,
        "extra": {name: value for name, value in header.items() if name not in STANDARD_ORDER},
        "cp": cp,
        "order": None if order == _our_order(order) else order,
        "layout": None if separators == _our_separators(tuple(cp)) else Layout(separators),
    }


def segment_text(frame: "Frame", seal_area: AreaText | None = None) -> str:
    """The data segment of a frame, in the sender's order and with the sender's separators if recorded."""
    fields = _present(frame)
    order = frame.order or _our_order(tuple(fields))
    if sorted(order) != sorted(fields):
        raise SegmentError(f"order names {', '.join(order)}, the frame has {', '.join(fields)}")
    header = "".join(f"{name}={_checked(name, fields[name])};" for name in order)
    area = _area_text(frame)
    return f"{header}CP=&&{seal_area(area) if seal_area else area}&&"


def _header_fields(text: str) -> dict[str, str]:
    if text and not text.endswith(";"):
        raise SegmentError("the field before CP does not end in a semicolon")
    fields: dict[str, str] = {}
    for part in text.split(";")[:-1]:
        name, equals, value = part.partition("=")
        if not equals:
            raise SegmentError(f"{part!r} is not a field of the form name=value")
        _add(fields, name, _checked(name, value))
    return fields


def _items(area: str) -> tuple[dict[str, str], str]:
    items: dict[str, str] = {}
    separators = ""
    position = 0
    while position < len(area):
        match = _ITEM.match(area, position)
        if match is None or _breaks(match[0]):
            raise SegmentError(f"{area[position : position + 40]!r} is not an item of the form name=value")
        _add(items, match["name"], match["value"])
        separators += match["end"]
        position = match.end()
    return items, separators


def _add(fields: dict[str, str], name: str, value: str) -> None:
    if name in fields:
        raise SegmentError(f"{name} is there twice")
    fields[name] = value


def _value(name: str, text: str) -> int | str:
    if name not in _NUMBERS:
        return text
    if not _NUMBER.fullmatch(text):
        raise SegmentError(f"{name}={text!r} is not a whole number")
    return int(text)


def _present(frame: "Frame") -> dict[str, str]:
    values = {name: getattr(frame, name.lower()) for name in STANDARD_ORDER}
    return {name: str(value) for name, value in values.items() if value is not None} | frame.extra


def _our_order(names: tuple[str, ...]) -> tuple[str, ...]:
    standard = tuple(name for name in STANDARD_ORDER if name in names)
    return standard + tuple(name for name in names if name not in STANDARD_ORDER)


def _our_separators(names: tuple[str, ...]) -> str:
    """A comma between the values of one factor, a semicolon between factors, nothing after the last."""
    factors = [name.partition("-")[0] if "-" in name else None for name in names]
    return "".join("," if a is not None and a == b else ";" for a, b in pairwise(factors))


def _area_text(frame: "Frame") -> str:
    names = tuple(frame.cp)
    separators = frame.layout.separators if frame.layout else _our_separators(names)
    if len(separators) not in (len(names), max(len(names) - 1, 0)):
        raise SegmentError(f"{len(separators)} separators do not part {len(names)} items")
    ends = separators.ljust(len(names))
    return "".join(_item_text(name, frame.cp[name], end) for name, end in zip(names, ends, strict=True))


def _item_text(name: str, value: str, end: str) -> str:
    text = f"{name}={value}"
    match = _ITEM.fullmatch(text)
    if match is None or match["name"] != name or match["value"] != value or _breaks(text):
        raise SegmentError(f"{text!r} cannot be an item: it holds a character that parts items or frames")
    return text + end.strip()


def _checked(name: str, value: str) -> str:
    if not name or set(name) & set(";&=") or set(value) & set(";&") or _breaks(name + value):
        raise SegmentError(f"{name}={value!r} cannot be a field: it holds a character that parts fields")
    return value


def _breaks(text: str) -> bool:
    """Whether a text would cut a frame in two for a receiver that looks for headers and ends of lines."""
    return any(mark in text for mark in ("##", "&&", "\r", "\n", "\\r\\n", "\0"))
