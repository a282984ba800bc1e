"""The register as the sealed days of a station have it: which snapshot held from when on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from youjian.archive.days import read_registry
from youjian.archive.manifest import DaySeal
from youjian.archive.storage import Storage
from youjian.contract.fields import day_bounds
from youjian.engine.span import Span

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Register:
    """A part of a span, and the tables of the register that held in it."""

    span: Span
    tables: Mapping[str, pa.Table]
    """Those of the tables asked for that the seal holds."""


def registers(
    storage: Storage, seals: Sequence[DaySeal], names: Collection[str], span: Span
) -> list[Register]:
    """The register over a span, part by part: each day's is the one that was sealed with it.

    `seals` are one for each day, in the order of days. A day without a seal has the register of the day
    before; what lies before the first seal has that one's. Parts differ in some of the tables named. Seals
    that kept a digest alone are passed over; without any other there is one part without tables. Raises
    ValueError when a file is not the sealed one.
    """
    parts = _parts([seal for seal in seals if seal.manifest.registry_tables], names, span)
    ends = [start - _MICROSECOND for start, _ in parts[1:]] + [span.end]
    return [
        Register(Span(start, end, span.watch_every), _tables(storage, seal, names))
        for (start, seal), end in zip(parts, ends, strict=True)
    ]


def _parts(
    seals: Sequence[DaySeal], names: Collection[str], span: Span
) -> list[tuple[datetime, DaySeal | None]]:
    if not seals:
        return [(span.start, None)]
    parts: list[tuple[datetime, DaySeal | None]] = []
    before = None
    for seal in seals:
        found = {name: one for name, one in seal.manifest.registry_tables.items() if name in names}
        start = day_bounds(seal.manifest.day)[0]
        if start <= span.start or not parts:
            parts = [(span.start, seal)]
        elif found != before and start <= span.end:
            parts.append((start, seal))
        before = found
    return parts


def _tables(storage: Storage, seal: DaySeal | None, names: Collection[str]) -> dict[str, pa.Table]:
    found = read_registry(storage, seal) if seal else {}
    return {name: table for name, table in found.items() if name in names}
