"""uvicorn's HTTP/1.1 with what it leaves out: limits on connections, and time limits on slow senders.

A connection above a limit is told so (503 with `Retry-After`) and ended, unless one that never asked anything
can give way to it. Headers must be whole within
`http_headers_s` of their first byte, or of the connection. The body's time is the application's to keep
(`http_door`); what is still sent after the answer, or not fetched of it, is waited for a short while only.
"""

import asyncio
import logging
from typing import Any, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from youjian.intake.door import Door
from youjian.intake.limits import Connections, Unproved
from youjian.intake.logs import fields
from youjian.intake.sockets import peer_of, watch_peer
from youjian.protocols.station import JSON, Problem, encode_body

log = logging.getLogger("youjian.intake")
Phase = Literal["headers", "rest", "leaving", ""]
_READ_SIZE = 64 * 1024
_REST_S = 5.0
_LEAVING_S = 2.0
_GRACE_S = 2.0
"""So long a connection may wait with its question before it gives way to another one at a full door."""
_MOST_LEAVING = 256
"""Connections above the limit that are told so at the same time; further ones are ended without a word."""


class Guard:
    """What the connections of one door share: the door, and how many are being told to go."""

    def __init__(self, door: Door) -> None:
        settings = door.settings
        self.door = door
        self.leaving = 0
        self.unproved = Unproved[GuardedProtocol](_GRACE_S)
        self.seconds: dict[Phase, float] = {
            "headers": settings.http_headers_s,
            "rest": _REST_S,
            "leaving": _LEAVING_S,
        }
        problem = encode_body(Problem(error="busy", detail="too many connections; keep and send again"))
        head = (
            f"HTTP/1.1 503 Service Unavailable\r\nRetry-After: {settings.retry_after_s}\r\n"
            f"Content-Type: {JSON}\r\nContent-Length: {len(problem)}\r\nConnection: close\r\n\r\n"
        )
        self.full = head.encode("ascii") + problem

    def protocol(self, **given: Any) -> "GuardedProtocol":
        """What uvicorn makes for each connection."""
        return GuardedProtocol(self, **given)

    def cut(self, why: str) -> None:
        """Count a connection that the door ended."""
        self.door.metrics.count("youjian_intake_connections_cut_total", door="http", why=why)


class GuardedProtocol(H11Protocol):
    """One connection."""

    def __init__(self, guard: Guard, **given: Any) -> None:
        super().__init__(**given)
        self._guard = guard
        self._peer = ""
        self._counted: Connections | None = None
        self._phase: Phase = ""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or tell it to go."""
        super().connection_made(transport)
        watch_peer(transport)
        if hasattr(transport, "max_size"):  # asyncio would take 256 KiB of each before anybody is asked
            setattr(transport, "max_size", _READ_SIZE)  # noqa: B010 - its type does not name it
        self._peer = peer_of(transport)[0]
        door = self._guard.door
        own = self.server is not None and self.server[1] == door.settings.own_port
        connections = door.own if own else door.http
        why = connections.enter(self._peer)
        if why == "total" and (silent := self._guard.unproved.oldest()) is not None:
            silent.give_way()
            why = connections.enter(self._peer)
        if why is not None:
            self._turn_away(why)
            return
        self._counted = connections
        self._guard.unproved.add(self)
        door.metrics.count("youjian_intake_connections_total", door="http")
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Bytes of a question; those of a connection that is told to go are dropped."""
        if self._phase != "leaving":
            super().data_received(data)
            self._watch()

    def on_response_complete(self) -> None:
        """An answer is written."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection out."""
        self._stop_timer()
        self._count_out()
        if self._phase == "leaving":
            self._guard.leaving -= 1
            self._phase = ""
        super().connection_lost(exc)

    def give_way(self) -> None:
        """End at once, for another one: nothing was asked here yet."""
        self._guard.cut("crowded")
        self._count_out()
        self.transport.abort()

    def _count_out(self) -> None:
        self._guard.unproved.proved(self)
        if self._counted is not None:
            self._counted.leave(self._peer)
            self._counted = None

    def _turn_away(self, why: str) -> None:
        guard, door = self._guard, self._guard.door
        door.metrics.count("youjian_intake_connections_refused_total", door="http", why=why)
        if door.admission.worth_telling(("http", why)):
            log.warning("connection refused", extra=fields(door="http", limit=why, open=door.http.open))
        if guard.leaving >= _MOST_LEAVING:
            self.transport.abort()
            return
        guard.leaving += 1
        self._enter("leaving")
        self.transport.write(guard.full)
        if self.transport.can_write_eof():  # what was sent meanwhile must not reset the answer away
            self.transport.write_eof()

    def _watch(self) -> None:
        """Set the time limit of what is now waited for; it runs on while the same is waited for."""
        phase = self._waited_for()
        if self.cycle is not None:
            self._guard.unproved.proved(self)
        if phase != self._phase:
            self._enter(phase)

    def _enter(self, phase: Phase) -> None:
        self._stop_timer()
        self._phase = phase
        if phase:
            self._timer = self.loop.call_later(self._guard.seconds[phase], self._too_slow)

    def _waited_for(self) -> Phase:
        if self.transport.is_closing():
            return "rest"
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            # between two questions uvicorn's keep-alive time counts, until the next one begins
            return "headers" if self.cycle is None or self.conn.trailing_data[0] else ""
        answered = self.cycle is not None and self.cycle.response_complete
        return "rest" if answered and self.conn.their_state is h11.SEND_BODY else ""

    def _too_slow(self) -> None:
        if self._phase != "leaving":
            self._guard.cut("slow_headers" if self._phase == "headers" else "slow_end")
        self.transport.abort()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
