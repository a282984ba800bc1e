"""All doors of one intake in one process, served until told to stop."""

import asyncio
import logging
import os
import socket
import threading
from types import FrameType
from typing import Any, cast

import uvicorn

from youjian.intake.app import create_app
from youjian.intake.door import Door
from youjian.intake.http_guard import Guard
from youjian.intake.logs import fields
from youjian.intake.settings import Settings
from youjian.intake.sockets import AT_ONCE, BACKLOG, listening, raise_open_files

log = logging.getLogger("youjian.intake")
KEEP_ALIVE_S = 75
"""Longer than a heartbeat, so that a collector keeps one connection."""
_OTHER_FILES = 200
"""Open files beside connections: database, log, libraries, offline files."""


class IntakeServer(uvicorn.Server):
    """uvicorn, which drains the whole door: first it is unready, then nothing more is taken."""

    def __init__(self, door: Door) -> None:
        settings = door.settings
        self._door = door
        super().__init__(
            uvicorn.Config(
                create_app(door),
                http=cast("Any", Guard(door).protocol),
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                backlog=AT_ONCE,
                forwarded_allow_ips=settings.proxies,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=max(1, int(settings.drain_s)),
            )
        )

    def serve_on(self, sockets: list[socket.socket]) -> None:
        """Serve until told to stop."""
        self.run(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; the system holds more connections ready than are taken at once."""
        await super().startup(sockets)
        for one in sockets or ():
            one.listen(BACKLOG)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's names
        """SIGTERM or Ctrl-C: unready now, and the end as soon as it was noticed."""
        self._door.drain.begin()

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second: whether to end."""
        if self._door.drain.noticed(self._door.settings.drain_notice_s):
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Every door takes nothing more from now on, and answers what it has."""
        self._door.drain.begin()
        closing = asyncio.ensure_future(self._door.end_doors())
        await super().shutdown(sockets)
        await closing


def serve(settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C; 0 after a clean end, 2 when the doors could not be opened."""
    missing = raise_open_files(settings.http_connections + settings.hj212_connections + _OTHER_FILES)
    if missing:
        log.warning(
            "the limit of open files is too low for the connections set", extra=fields(missing=missing)
        )
    try:
        sockets = server_sockets(settings)
    except OSError as error:
        return _not_opened(settings, error)
    server = IntakeServer(Door(settings))
    log.info("opening", extra=fields(http=f"{settings.host}:{settings.port}", hj212=settings.hj212_port))
    try:
        server.serve_on(sockets)
    except SystemExit:
        return _not_opened(settings)
    if server.lifespan.should_exit:
        return _not_opened(settings)
    log.info("closed")
    return 0


def leave(status: int) -> int:
    """The status to end with; when a thread still hangs in a dead database the process ends here and now."""
    hanging = [t for t in threading.enumerate() if not t.daemon and t is not threading.main_thread()]
    for thread in hanging:
        thread.join(0.2 / len(hanging))
    if any(thread.is_alive() for thread in hanging):
        log.warning("threads are left behind", extra=fields(count=len(hanging)))
        logging.shutdown()
        os._exit(status)
    return status


def server_sockets(settings: Settings) -> list[socket.socket]:
    """What HTTP listens on: the port that intakes may share, and this one's own. Raises OSError."""
    sockets = listening(settings.host, settings.port, shared=settings.reuse_port)
    if settings.own_port:
        sockets += listening(settings.host, settings.own_port, shared=False)
    return sockets


def _not_opened(settings: Settings, why: OSError | None = None) -> int:
    known = fields(http=settings.port, hj212=settings.hj212_port, own=settings.own_port, why=str(why or ""))
    log.error("not opened: is a port taken?", extra=known)
    return 2
