"""The tank gauge's console on TCP: inventory in both formats, alarms, charts; every write is an attack.

Units are L, mm and °C; the clock is Beijing time. Functions that are not kept are answered 9999FF1B.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from youjian.contract.fields import SHANGHAI
from youjian.protocols import tls350
from youjian.simulator.doors import gauge_reports as reports
from youjian.simulator.host import StationHost
from youjian.simulator.model import GaugeReading

_CHUNK = 4096
_SILENCE_S = 0.3
_DELIVERY_BIT = 1


class GaugeConsole:
    """One console: commands in, replies out."""

    def __init__(self, host: StationHost) -> None:
        self._host = host

    def answer(self, data: bytes, peer: str) -> bytes:
        """The reply to one command; nothing to ESC and to what is no command."""
        try:
            command = tls350.decode_command(data)
        except tls350.CommandError:
            return b""
        if command.aborts:
            return b""
        self._host.catch_up()
        if command.writes:
            self._host.record_attack(data, peer)
        return tls350.encode_reply(self._reply(command))

    def _reply(self, command: tls350.Command) -> tls350.Reply:
        now, device = self._now(), command.device
        tanks = self._tanks(device)
        match command.function:
            case "I201":
                title = self._host.station_id
                return self._inventory(command, now, tls350.DisplayForm("console", title))
            case "i201":
                reply = self._inventory(command, now, None)
            case "i101":
                reply = tls350.Alarms(function="i101", device=0, at=now, alarms=[])
            case "i205":
                reply = tls350.Alarms(function="i205", device=device, at=now, alarms=[], tanks=tanks)
            case function:
                reply = self._of_itself(function, device, now)
        return reply

    def _inventory(
        self, command: tls350.Command, now: datetime, form: tls350.DisplayForm | None
    ) -> tls350.Inventory:
        there = self._tanks(command.device)
        absent = [command.device] if command.device and not there else []
        return tls350.Inventory(
            function=command.function,
            device=command.device,
            at=now,
            tanks=[self._tank(self._host.model.gauge(tank_id)) for tank_id in there],
            inactive=absent,
            display=form,
        )

    def _tank(self, reading: GaugeReading) -> tls350.TankInventory:
        return tls350.TankInventory(
            tank=reading.tank_id,
            status=_DELIVERY_BIT if reading.unloading else 0,
            volume=reading.volume_l,
            tc_volume=reading.volume20_l,
            ullage=reading.ullage_l,
            height=reading.product_mm,
            water=reading.water_mm,
            temperature=reading.temp_c,
            water_volume=reading.water_l,
            label=f"{self._host.model.physics.plan.tanks[reading.tank_id].product}#",
        )

    def _of_itself(self, function: str, device: int, now: datetime) -> tls350.Reply:
        """What gives away a changed chart or an exchanged gauge, and what is empty here."""
        plan, tanks = self._host.model.physics.plan, self._tanks(device)
        made: dict[str, Callable[[], tls350.Reply]] = {
            "i202": lambda: reports.deliveries(function, tanks, device, now),
            "i20C": lambda: reports.deliveries(function, tanks, device, now),
            "i206": lambda: reports.histories(tanks, device, now),
            "i216": lambda: reports.charts(plan, tanks, device, now),
            "i217": lambda: reports.profiles(tanks, device, now),
            "i218": lambda: reports.chart_audit(plan, tanks, device, now),
            "i219": lambda: tls350.ChartSecurity(at=now, enabled=True),
            "i902": lambda: reports.software(now),
        }
        return made.get(function, tls350.UnknownCommand)()

    def _tanks(self, device: int) -> list[int]:
        tanks = sorted(self._host.model.physics.tanks)
        return tanks if device == 0 else [tank_id for tank_id in tanks if tank_id == device]

    def _now(self) -> datetime:
        """Console-local minutes, as the console's clock has them."""
        local = datetime.fromtimestamp(self._host.model.at, SHANGHAI)
        return local.replace(second=0, microsecond=0, tzinfo=None)


async def serve_gauge(console: GaugeConsole, host: str, port: int) -> asyncio.Server:
    """Answer on TCP; a command without terminator is taken when the line falls silent."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        commands = tls350.CommandReader()
        name = writer.get_extra_info("peername")
        peer = f"{name[0]}:{name[1]}" if name else "?"
        try:
            while True:
                for command in await _arrived(reader, commands):
                    writer.write(console.answer(command, peer))
                await writer.drain()
        except (ConnectionError, EOFError):
            return
        finally:
            writer.close()

    return await asyncio.start_server(meet, host, port)


async def _arrived(reader: asyncio.StreamReader, commands: tls350.CommandReader) -> list[bytes]:
    """The next commands; raises EOFError when the caller is gone."""
    try:
        async with asyncio.timeout(_SILENCE_S):
            data = await reader.read(_CHUNK)
    except TimeoutError:
        waiting = commands.idle()
        return [] if waiting is None else [waiting]
    if not data:
        raise EOFError
    return commands.feed(data)
