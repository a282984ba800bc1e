"""What stands in a probe's registers: a declarative map, applied to registers and back."""

import math
import struct
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

Kind = Literal["int16", "uint16", "int32", "uint32", "float32"]
WordOrder = Literal["high_first", "low_first"]
_FORMATS: dict[Kind, str] = {"int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "float32": ">f"}
_NEAR = 8
_MOST_REGISTERS = 125


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure in the registers: `value = raw / divide + add`, in mm or °C.

    `none` lists raw values that mean that there is none, such as 2147483647.
    """

    register: int
    kind: Kind = "int32"
    divide: float = 1.0
    add: float = 0.0
    none: tuple[float, ...] = ()

    @property
    def width(self) -> int:
        """How many registers it takes."""
        return 1 if self.kind in ("int16", "uint16") else 2

    @property
    def registers(self) -> range:
        """Which registers it takes."""
        return range(self.register, self.register + self.width)


def blocks(fields: Iterable[Field]) -> list[range]:
    """The reads that fetch these figures: neighbours together, gaps of a few registers read over.

    >>> blocks([Field(register=0), Field(register=2), Field(register=4, kind="int16"), Field(register=100)])
    [range(0, 5), range(100, 102)]
    """
    found: list[range] = []
    for wanted in sorted((field.registers for field in fields), key=lambda span: span.start):
        last = found[-1] if found else None
        if last and wanted.start - last.stop <= _NEAR and wanted.stop - last.start <= _MOST_REGISTERS:
            found[-1] = range(last.start, max(last.stop, wanted.stop))
        else:
            found.append(wanted)
    return found


def value_in(registers: Mapping[int, int], field: Field, order: WordOrder = "high_first") -> float | None:
    """The figure in these registers; None when one is missing, or the device has no value there.

    >>> value_in({0: 0x0578, 1: 0x8000}, Field(register=0, kind="int32", divide=65536))
    1400.5
    """
    words = [registers.get(number) for number in field.registers]
    known = [word for word in words if word is not None]
    if len(known) < len(words):
        return None
    if order == "low_first":
        known.reverse()
    raw: float = struct.unpack(_FORMATS[field.kind], struct.pack(f">{len(known)}H", *known))[0]
    if not math.isfinite(raw) or raw in field.none:
        return None
    return raw / field.divide + field.add


def registers_of(value: float | None, field: Field, order: WordOrder = "high_first") -> dict[int, int]:
    """The registers that hold a figure, for an emulator; None is the field's first `none`.

    >>> registers_of(-3.5, Field(register=4, kind="int16", divide=16))
    {4: 65480}
    """
    raw = field.none[0] if value is None else (value - field.add) * field.divide
    packed = struct.pack(_FORMATS[field.kind], raw if field.kind == "float32" else round(raw))
    words = list(struct.unpack(f">{field.width}H", packed))
    if order == "low_first":
        words.reverse()
    return dict(zip(field.registers, words, strict=True))
