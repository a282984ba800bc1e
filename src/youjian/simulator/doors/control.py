"""The door by which scenarios are switched on: one JSON object per line on loopback, one answer each."""

import asyncio
import socket
from typing import Any

import msgspec

from youjian.simulator.host import StationHost
from youjian.simulator.scenarios import Injection

_TIMEOUT_S = 10.0


async def serve_control(hosts: dict[str, StationHost], port: int) -> asyncio.Server:
    """Listen on the loopback interface alone: the control door is for whoever runs the simulator."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(msgspec.json.encode(_answer(hosts, line)) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            return
        finally:
            writer.close()

    return await asyncio.start_server(meet, "127.0.0.1", port)


def request_injection(port: int, wanted: Injection) -> dict[str, Any]:
    """Ask a running simulator for a scenario; its label, or ValueError with the reason it gave."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S) as connection:
            connection.sendall(msgspec.json.encode(wanted) + b"\n")
            answer = msgspec.json.decode(connection.makefile("rb").readline())
    except (OSError, msgspec.MsgspecError) as error:
        raise ValueError(f"no simulator answers on control port {port} ({error}): is it running?") from None
    if not answer.get("ok"):
        raise ValueError(str(answer.get("error", "the simulator gave no reason")))
    return answer["label"]


def _answer(hosts: dict[str, StationHost], line: bytes) -> dict[str, Any]:
    try:
        wanted = msgspec.json.decode(line, type=Injection)
        if wanted.station not in hosts:
            raise ValueError(f"station {wanted.station} does not run here; these do: {', '.join(hosts)}")
        return {"ok": True, "label": hosts[wanted.station].inject(wanted)}
    except (ValueError, msgspec.MsgspecError) as error:
        return {"ok": False, "error": str(error)}
