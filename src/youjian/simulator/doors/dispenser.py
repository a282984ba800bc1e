"""A dispenser's tax port on TCP or on a serial line: totals of all time, day and month, last fill, tax chip.

A nozzle is asked for by its place on the port, counted from 1 in the order of `nozzles` in endpoints.json.
A damaged request and an unknown place stay without an answer; a day without a fuelling has status 0.
"""

import asyncio
import os
import pty
import tty
from collections.abc import Callable
from datetime import date, datetime

from youjian.contract.fields import SHANGHAI
from youjian.protocols import taxport
from youjian.simulator.host import StationHost
from youjian.simulator.state import NozzleState

_CHUNK = 4096


class DispenserPort:
    """One tax port: bytes in, bytes out."""

    def __init__(self, host: StationHost, dispenser_id: int) -> None:
        self._host = host
        self._dispenser_id = dispenser_id
        self._nozzles = host.model.physics.plan.dispensers[dispenser_id]

    def talk(self) -> Callable[[bytes], bytes]:
        """A conversation with one caller: feed it what arrived, send what it returns."""
        reader = taxport.FrameReader()

        def feed(data: bytes) -> bytes:
            return b"".join(self._answer(frame) for frame in reader.feed(data))

        return feed

    def _answer(self, frame: bytes) -> bytes:
        self._host.catch_up()
        if self._host.model.active("port-silent", f"dispenser:{self._dispenser_id}") is not None:
            return b""
        try:
            request = taxport.decode_request(frame)
        except taxport.TaxPortError:
            return b""
        if not 1 <= request.nozzle <= len(self._nozzles):
            return b""
        answers = self._answers(request, self._nozzles[request.nozzle - 1])
        return b"".join(taxport.encode_answer(answer) for answer in answers)

    def _answers(self, request: taxport.Request, nozzle_id: int) -> list[taxport.Answer]:
        nozzle = self._host.model.state.nozzles[nozzle_id]
        match request:
            case taxport.GrandTotalRequest():
                return [taxport.GrandTotal(nozzle.totalizer_ml, nozzle.totalizer_fen)]
            case taxport.LastFillRequest():
                return [_last_fill(nozzle)]
            case taxport.TaxInfoRequest():
                return self._tax_info(nozzle_id, nozzle)
            case taxport.DayTotalRequest():
                return [_day_total(nozzle, request.day)]
            case taxport.MonthTotalRequest():
                volume, amount = nozzle.sums.get(f"{request.year:04d}-{request.month:02d}", (0, 0))
                return [taxport.MonthTotal(request.year, request.month, volume, amount)]

    def _tax_info(self, nozzle_id: int, nozzle: NozzleState) -> list[taxport.Answer]:
        plan = self._host.model.physics.plan
        now = datetime.fromtimestamp(self._host.model.at, SHANGHAI)
        identity = taxport.TaxIdentity(
            1,
            nozzle.factory_no,
            f"{nozzle_id:02d}"[-2:].encode(),
            plan.station.uscc,
            plan.nozzles[nozzle_id].product,
            now.replace(tzinfo=None, second=0, microsecond=0),
        )
        return [*taxport.split_tax_info(identity)]


def _day_total(nozzle: NozzleState, day: date) -> taxport.DayTotal:
    volume, amount = nozzle.sums.get(f"{day}", (0, 0))
    price = nozzle.last_fill.unit_price_fen if nozzle.last_fill else 0
    return taxport.DayTotal(day, volume, amount, price, status=1 if volume else 0)


def _last_fill(nozzle: NozzleState) -> taxport.LastFill:
    """The last fill as the port tells it: no year, month, second or number."""
    fill = nozzle.last_fill
    if fill is None:
        return taxport.LastFill(0, 0, 0, 0, 0, 0)
    ended = datetime.fromtimestamp(fill.ended_at, SHANGHAI)
    return taxport.LastFill(
        ended.day, ended.hour, ended.minute, fill.volume_ml, fill.amount_fen, fill.unit_price_fen
    )


async def serve_tcp(port: DispenserPort, host: str, tcp_port: int) -> asyncio.Server:
    """Answer on TCP, as through a serial server; any number of callers."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        feed = port.talk()
        try:
            while data := await reader.read(_CHUNK):
                writer.write(feed(data))
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    return await asyncio.start_server(meet, host, tcp_port)


class SerialLine:
    """The same port on a pseudo-terminal; `path` is what a collector opens."""

    def __init__(self, port: DispenserPort) -> None:
        self._inside, self._outside = pty.openpty()
        tty.setraw(self._outside)
        os.set_blocking(self._inside, False)
        self.path = os.ttyname(self._outside)
        self._feed = port.talk()
        asyncio.get_running_loop().add_reader(self._inside, self._readable)

    def _readable(self) -> None:
        answer = self._feed(os.read(self._inside, _CHUNK))
        if answer:
            os.write(self._inside, answer)

    def close(self) -> None:
        """Unplug the line."""
        asyncio.get_running_loop().remove_reader(self._inside)
        os.close(self._inside)
        os.close(self._outside)
