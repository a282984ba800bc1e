"""Both doors in one process, served until told to stop."""

import logging
import signal
from types import FrameType

import uvicorn

from youjian.intake.app import create_app
from youjian.intake.door import Door
from youjian.intake.logs import fields
from youjian.intake.settings import Settings

log = logging.getLogger("youjian.intake")
KEEP_ALIVE_S = 75
"""Longer than a heartbeat, so that a collector keeps one connection."""


def serve(settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C; 0 after a clean end, 2 when the doors could not be opened."""
    config = uvicorn.Config(
        create_app(Door(settings)),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=int(settings.drain_s),
    )
    server = uvicorn.Server(config)
    # uvicorn ends cleanly and then raises the signal once more: by then there is nothing left to stop
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ended)
    log.info("opening", extra=fields(http=f"{settings.host}:{settings.port}", hj212=settings.hj212_port))
    try:
        server.run()
    except SystemExit:
        return 2
    if not server.started:
        return 2
    log.info("closed")
    return 0


def _ended(_number: int, _frame: FrameType | None) -> None:
    return
