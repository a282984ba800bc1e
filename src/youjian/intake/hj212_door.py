"""The HJ 212 door: vapour monitors that report over TCP by themselves, each on a connection that stays.

This is the listening side: who is let in, and how it ends. What is said on a connection stands in
`hj212_connection`.
"""

import asyncio
import contextlib
import logging
import socket

from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.committer import utc_now
from youjian.intake.door import Door
from youjian.intake.hj212_connection import DOOR, READ_SIZE, Connection, Shared
from youjian.intake.logs import fields
from youjian.intake.sockets import AT_ONCE, BACKLOG, listening, peer_of, watch_peer

log = logging.getLogger("youjian.intake.hj212")
_LEFT_OUT_EVERY_S = 60.0


class Hj212Door:
    """Opens, limits and closes connections."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._shared = Shared(door)
        self._servers: list[asyncio.Server] = []
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._counting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen, unless the settings say port 0."""
        settings = self._door.settings
        if not settings.hj212_port:
            return
        for one in listening(settings.hj212_host, settings.hj212_port, shared=settings.reuse_port):
            self._servers.append(await self._listen(one))
        self._counting = asyncio.create_task(self._tell_left_out(), name="hj212-journal")

    async def close(self) -> None:
        """Take no more connections; those that stand end after the frame in their hands."""
        for server in self._servers:
            server.close()
        for connection in self._connections.values():
            connection.end()
        if self._connections:
            left = self._door.drain.left(self._door.settings.drain_s, answering=True)
            await asyncio.wait(self._connections, timeout=left)
        if self._counting is not None:
            self._counting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._counting

    async def _listen(self, one: socket.socket) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, sock=one, limit=READ_SIZE, backlog=AT_ONCE)
        one.listen(BACKLOG)
        return server

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, metrics = asyncio.current_task(), self._door.metrics
        watch_peer(writer.transport)
        host, port = peer_of(writer.transport)
        why = "draining" if self._door.drain.begun else self._door.hj212.enter(host)
        if why == "total" and (silent := self._shared.unproved.oldest()) is not None:
            silent.cut("crowded")
            why = self._door.hj212.enter(host)
        if task is None or why is not None:
            self._refuse(writer, host, str(why))
            return
        metrics.count("youjian_intake_connections_total", door=DOOR)
        connection = Connection(self._shared, reader, writer, host, port)
        self._connections[task] = connection
        self._shared.unproved.add(connection)
        try:
            await connection.serve(task)
        finally:
            del self._connections[task]
            self._shared.unproved.proved(connection)
            connection.count_out()
            writer.close()

    def _refuse(self, writer: asyncio.StreamWriter, host: str, why: str) -> None:
        self._door.metrics.count("youjian_intake_connections_refused_total", door=DOOR, why=why)
        if self._door.admission.worth_telling((DOOR, why)):
            extra = fields(door=DOOR, limit=why, open=self._door.hj212.open, peer=host)
            log.warning("connection refused", extra=extra)
        writer.transport.abort()

    async def _tell_left_out(self) -> None:
        """Write now and then how many refusals a flood made; also when it ended."""
        try:
            while True:
                await asyncio.sleep(_LEFT_OUT_EVERY_S)
                await self._write_left_out()
        finally:
            await self._write_left_out()

    async def _write_left_out(self) -> None:
        entries = self._door.journal_gate.rest(DOOR, utc_now())
        if entries:
            try:
                await self._door.journal(entries)
            except DatabaseAwayError as error:
                log.warning("left out of the journal", extra=fields(senders=len(entries), why=str(error)))
