"""Devices with Modbus registers or inputs: tank probes on one line, and a module with seal contacts."""

from collections.abc import Callable

from youjian.collector.emulators.world import Tank, World
from youjian.protocols import modbus, probe
from youjian.protocols.modbus import Framing

_LEVEL = probe.Field(register=0, kind="int32", divide=65536.0)
_WATER = probe.Field(register=2, kind="int32", divide=65536.0)
_POINT = probe.Field(register=4, kind="int16", divide=16.0)
_LONGEST = 12
_ILLEGAL_FUNCTION, _ILLEGAL_ADDRESS = 1, 2
_INPUTS = 8
Read = Callable[[int, int, int], tuple[int, bytes]]


class ModbusTalk:
    """Answers whole read requests; `read` turns function, start and count into bytes or a refusal's code."""

    def __init__(self, framing: Framing, units: dict[int, Read]) -> None:
        self._framing: Framing = framing
        self._units = units
        self._waiting = b""

    def feed(self, data: bytes) -> bytes:
        """The answer, once a request is whole; a silence ends what is incomplete."""
        self._waiting = (self._waiting + data)[-_LONGEST:]
        request = modbus.parse_read(self._framing, self._waiting)
        if request is None:
            return b""
        self._waiting = b""
        unit, function, start, count, transaction = request
        read = self._units.get(unit)
        if read is None:
            return b""
        refused, answer = read(function, start, count)
        if refused:
            return modbus.exception_answer(self._framing, unit, function, refused, transaction)
        return modbus.encode_answer(self._framing, unit, function, answer, transaction)

    def idle(self) -> bytes:
        """What came and is no request is forgotten."""
        self._waiting = b""
        return b""


def probes(world: World) -> ModbusTalk:
    """A line with a probe per tank, its address the tank's number; levels in 1/65536 mm."""
    return ModbusTalk("rtu", {tank.tank_id: _probe(world, tank) for tank in world.tanks})


def _probe(world: World, tank: Tank) -> Read:
    def read(function: int, start: int, count: int) -> tuple[int, bytes]:
        if function not in (modbus.HOLDING_REGISTERS, modbus.INPUT_REGISTERS):
            return _ILLEGAL_FUNCTION, b""
        world.advance()
        held: dict[int, int] = {}
        for value, field in ((tank.height_mm, _LEVEL), (tank.water_mm, _WATER), (tank.temp_c, _POINT)):
            held |= probe.registers_of(value, field)
        wanted = range(start, start + count)
        if any(register not in held for register in wanted):
            return _ILLEGAL_ADDRESS, b""
        return 0, b"".join(held[register].to_bytes(2, "big") for register in wanted)

    return read


def contacts(world: World, framing: Framing) -> ModbusTalk:
    """A module whose contacts are closed; that of input 0 is open while the world's first nozzle sells.

    Nothing is sold at a rate of 0, and nothing opens.
    """

    def read(function: int, start: int, count: int) -> tuple[int, bytes]:
        if function not in (modbus.COILS, modbus.DISCRETE_INPUTS):
            return _ILLEGAL_FUNCTION, b""
        if start + count > _INPUTS:
            return _ILLEGAL_ADDRESS, b""
        world.advance()
        opened = bool(world.nozzles) and world.nozzles[0].fuelling is not None
        levels = sum(1 << number for number in range(_INPUTS) if number or not opened)
        bits = levels >> start & (1 << count) - 1
        return 0, bits.to_bytes((count + 7) // 8, "little")

    return ModbusTalk(framing, {1: read})
