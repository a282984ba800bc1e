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

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # ours while uvicorn starts, and when it has ended: it then raises the signal that ended it once more
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log.info("opening", extra=fields(http=f"{settings.host}:{settings.port}", hj212=settings.hj212_port))
    try:
        server.run()
    except SystemExit:
        return _not_opened(settings)
    if server.lifespan.should_exit:
        return _not_opened(settings)
    log.info("closed")
    return 0


def _not_opened(settings: Settings) -> int:
    log.error("not opened: is a port taken?", extra=fields(http=settings.port, hj212=settings.hj212_port))
    return 2
