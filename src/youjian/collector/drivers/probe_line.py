"""One probe asked over a shared line: its registers, or why there are none."""

import time
from collections import Counter
from dataclasses import dataclass, field

from youjian.collector.settings.probe import TankProbes
from youjian.collector.transport import Transport
from youjian.protocols.probe import (
    AnswerReader,
    Framing,
    Refusal,
    Registers,
    Request,
    encode_request,
    value_in,
)


@dataclass
class Heard:
    """What came of a read: `registers` by number, or `problem` in words; `raw` is all that came."""

    registers: dict[int, int] = field(default_factory=dict[int, int])
    problem: str | None = None
    raw: bytes = b""
    deviations: Counter[str] = field(default_factory=Counter[str])


@dataclass(frozen=True)
class Figures:
    """A probe's figures: levels in mm, temperatures in °C point by point; None is what it does not have."""

    product_mm: float | None
    water_mm: float | None
    points_c: tuple[float | None, ...]


def read_registers(
    line: Transport, request: Request, *, timeout_s: float, framing: Framing = "rtu", transaction: int = 0
) -> Heard:
    """One read; TransportError when the line is gone."""
    reader = AnswerReader(request, framing, transaction)
    raw = bytearray()
    line.discard()
    line.write(encode_request(request, framing, transaction))
    end = time.monotonic() + timeout_s
    while (left := end - time.monotonic()) > 0:
        data = line.read(left)
        raw += data
        answer = reader.feed(data)
        if answer is not None:
            return _heard(answer, bytes(raw), reader.deviations)
    problem = "damaged answer (wrong CRC)" if reader.deviations["crc"] else "no answer"
    if problem == "no answer" and reader.pending:
        problem = "half an answer"
    return Heard(problem=problem, raw=bytes(raw), deviations=reader.deviations)


def _heard(answer: Registers | Refusal, raw: bytes, deviations: Counter[str]) -> Heard:
    if isinstance(answer, Refusal):
        return Heard(problem=f"refused: {answer.meaning}", raw=raw, deviations=deviations)
    numbers = range(answer.request.start, answer.request.start + answer.request.count)
    return Heard(dict(zip(numbers, answer.values, strict=True)), None, raw, deviations)


def read_probe(line: Transport, settings: TankProbes, address: int) -> Heard:
    """All registers of one probe, each read tried as often as the settings say; the first problem ends it."""
    found = Heard()
    for number, request in enumerate(settings.requests(address)):
        heard = Heard(problem="no answer")
        for attempt in range(settings.tries):
            heard = read_registers(
                line,
                request,
                timeout_s=settings.timeout_s,
                framing=settings.framing,
                transaction=(address << 8) + number * 8 + attempt,
            )
            found.deviations.update(heard.deviations)
            if heard.problem is None or heard.problem.startswith("refused"):
                break
        found.raw += heard.raw
        if heard.problem is not None:
            found.problem = heard.problem
            return found
        found.registers |= heard.registers
    return found


def figures_in(registers: dict[int, int], settings: TankProbes) -> Figures:
    """The figures that the map finds in a probe's registers."""
    order = settings.word_order
    return Figures(
        value_in(registers, settings.product, order),
        value_in(registers, settings.water, order) if settings.water else None,
        tuple(value_in(registers, point, order) for point in settings.temperatures),
    )
