"""One probe asked over a shared line: its registers, or why there are none."""

import time
from collections import Counter
from dataclasses import dataclass, field

from youjian.collector.settings.probe import TankProbes
from youjian.collector.transport import Transport
from youjian.protocols import modbus
from youjian.protocols.probe import value_in


@dataclass
class Heard:
    """What came of a read: `registers` by number, or `problem` in words; `raw` is all that came.

    `deviations` counts `damaged` (frames with a wrong check) and `noise` (bytes that are no answer).
    """

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
    line: Transport, settings: TankProbes, address: int, wanted: range, transaction: int
) -> Heard:
    """One read; TransportError when the line is gone."""
    framing, function = settings.framing, settings.function
    reader = modbus.AnswerReader(framing, address, function, transaction, size=2 * len(wanted))
    heard = Heard(problem="no answer")
    line.discard()
    line.write(
        modbus.encode_read(framing, address, function, wanted.start, len(wanted), transaction=transaction)
    )
    end = time.monotonic() + settings.timeout_s
    while (left := end - time.monotonic()) > 0:
        data = line.read(left)
        heard.raw += data
        try:
            answer = reader.feed(data)
        except modbus.ModbusError as error:
            heard.problem = f"refused: {error}"
            break
        if answer is not None:
            heard.registers = dict(zip(wanted, modbus.registers_of(answer), strict=True))
            heard.problem = None
            break
    if heard.problem == "no answer" and heard.raw:
        heard.problem = "damaged answer" if reader.damaged else "no whole answer"
    heard.deviations.update(damaged=reader.damaged, noise=reader.discarded)
    return heard


def read_probe(line: Transport, settings: TankProbes, address: int) -> Heard:
    """All registers of one probe, each read tried as often as the settings say; the first problem ends it."""
    found = Heard()
    for number, wanted in enumerate(settings.reads):
        heard = Heard(problem="no answer")
        for attempt in range(settings.tries):
            heard = read_registers(line, settings, address, wanted, (address << 8) + number * 8 + attempt)
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
