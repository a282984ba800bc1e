"""Probe of a forecourt controller's lines: listens for a while, or looks into a folder, and tells what comes.

Nothing in a line says what its columns mean. Names that are common are guessed, and the guess is printed as
the keys of a station's file, for a person to check.
"""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from youjian.collector.drivers.forecourt_folder import Folder
from youjian.collector.probing.forecourt_guess import Guess, guessed
from youjian.collector.probing.options import check_names, line_address, seconds
from youjian.collector.probing.report import FoundNozzle, FoundTank, ProbeError, ProbeReport
from youjian.collector.transport import TransportError, open_transport
from youjian.protocols import forecourt

OPTIONS = {
    "listen_s": "how long to listen on a line; 5 unless given",
    "decimals": "implied decimals of whole numbers for litres and yuan; none unless given",
}
_MOST_BYTES = 512 * 1024
_MOST_FILES = 5


def probe(address: str, options: Mapping[str, str]) -> ProbeReport:
    """What a controller's lines tell; ProbeError when there are none, or none that can be read."""
    check_names(options, OPTIONS)
    decimals = options.get("decimals", "")
    if decimals and not (decimals.isdigit() and int(decimals) <= 9):
        raise ProbeError(f"option decimals={decimals!r}: give a number from 0 to 9")
    data = _files(address) if urlsplit(address).scheme == "file" else _line(address, options)
    raws = [raw for raw in data.splitlines() if raw.strip()]
    if not raws:
        raise ProbeError(f"{address}: no line came. Check that the controller writes, and where to")
    guess = guessed(raws, int(decimals) if decimals else None)
    reader = forecourt.LineReader(guess.layout)
    lines = [reader.read(raw) for raw in raws]
    return _report(guess, lines)


def _line(address: str, options: Mapping[str, str]) -> bytes:
    if address.startswith("tcp-listen://"):
        raise ProbeError("a controller that calls us is tried with `collect run`; probe a file of its lines")
    url = line_address(address)
    deadline = time.monotonic() + seconds(options, "listen_s", 5.0)
    data = b""
    try:
        line = open_transport(url)
        try:
            while (left := deadline - time.monotonic()) > 0 and len(data) < _MOST_BYTES:
                data += line.read(left)
        except TransportError:
            if not data:
                raise
        finally:
            line.close()
    except TransportError as error:
        raise ProbeError(f"{url}: {error}. Check cable and controller, and that it sends by itself") from None
    return data


def _files(address: str) -> bytes:
    """The beginnings of the latest files of a folder, or of one file."""
    parts = urlsplit(address)
    folder, _, name = parts.path.rpartition("/")
    try:
        try:
            whole = Folder(address, "*", 0.0)
            names = whole.names()[-_MOST_FILES:]
        except TransportError:
            whole, names = Folder(f"file://{folder}", "*", 0.0), [name]
        chunks = [whole.chunk(each, {}) or whole.chunk(each, {}) for each in names]
    except (TransportError, OSError) as error:
        raise ProbeError(f"{address}: {error}. Give file:///folder or one file in it") from None
    return b"\n".join(chunk.data for chunk in chunks if chunk is not None)


def _report(guess: Guess, lines: Iterable[forecourt.Line]) -> ProbeReport:
    latest: dict[str, forecourt.Transaction] = {}
    tanks: dict[str, forecourt.TankLevel] = {}
    kinds: dict[str, int] = {}
    for line in lines:
        names = [type(message).__name__ for message in line.messages]
        for name in [*names, *([f"unread: {line.error.reason}"] if line.error else [])]:
            kinds[name] = kinds.get(name, 0) + 1
        for message in line.messages:
            if isinstance(message, forecourt.Transaction):
                latest[message.nozzle] = message
            elif isinstance(message, forecourt.TankLevel):
                tanks[message.tank] = message
    notes = [
        "lines: " + (", ".join(f"{name} {count}" for name, count in sorted(kinds.items())) or "none read"),
        f"format {guess.layout.format}, {guess.columns_note}",
        "guessed, to be checked by a person: " + _as_toml(guess),
    ]
    numbers = _numbers(latest)
    notes += [f"nozzle {numbers[source]} is {source!r} in the source" for source in latest]
    return ProbeReport(
        model="forecourt controller, lines",
        nozzles=[_nozzle(numbers[source], told) for source, told in latest.items()],
        tanks=[_tank(number, told) for number, told in enumerate(tanks.values(), 1)],
        notes=notes,
    )


def _numbers(sources: Iterable[str]) -> dict[str, int]:
    """A number for each source name: its own where all are numbers, else the place in the order they came."""
    listed = list(sources)
    if all(source.isascii() and source.isdigit() and len(source) < 5 for source in listed):
        return {source: int(source) for source in listed}
    return {source: number for number, source in enumerate(listed, 1)}


def _nozzle(number: int, told: forecourt.Transaction) -> FoundNozzle:
    return FoundNozzle(
        nozzle_id=number,
        product=told.product or None,
        total_ml=told.totalizer_ml,
        unit_price_fen=told.unit_price_fen,
    )


def _tank(number: int, told: forecourt.TankLevel) -> FoundTank:
    return FoundTank(
        tank_id=int(told.tank) if told.tank.isascii() and told.tank.isdigit() else number,
        volume_l=told.volume_l,
        height_mm=told.height_mm,
        water_mm=told.water_mm,
        temp_c=told.temp_c,
    )


def _as_toml(guess: Guess) -> str:
    """The keys of a station's file that say what was guessed."""
    fields = {name: _column(column) for name, column in guess.layout.fields.items()}
    listed = ", ".join(f"{name} = {value}" for name, value in fields.items())
    time_format = guess.layout.time_format
    return f'format = "{guess.layout.format}", time_format = "{time_format}", fields = {{ {listed} }}'


def _column(column: forecourt.Column) -> str:
    name = json.dumps(column.name, ensure_ascii=False)
    if column.decimals is None and column.also is None:
        return name
    parts: dict[str, Any] = {"also": column.also, "decimals": column.decimals}
    more = [f"{key} = {json.dumps(cast('Any', value))}" for key, value in parts.items() if value is not None]
    return "{ " + ", ".join([f"name = {name}", *more]) + " }"
