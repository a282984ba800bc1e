"""The office: console and API for people, on one port.

It serves the console's built files (YOUJIAN_CONSOLE, or console/dist beside the source), the API under
/api/v1, the stream of events and GET /healthz. Put a TLS proxy in front of it in a city and set
YOUJIAN_HTTPS=1, YOUJIAN_ALLOWED_HOSTS and YOUJIAN_TRUSTED_ORIGINS. It raises no alerts by itself: a
worker must run beside it.

    youjian serve --port 8000
"""

import argparse

from youjian.commands.database import database, require_free

_GRACE_SECONDS = 5
_NOT_STARTED = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="addresses to listen on, with commas (default %(default)s)"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; open streams get a moment to end."""
    from youjian.bureau import logs, setup

    require_free(arguments.host, {"--port": arguments.port})
    with database():
        setup()
        logs.configure()
        try:
            _serve(arguments.host, arguments.port)
        except KeyboardInterrupt:
            return 0
    return 0


def _serve(host: str, port: int) -> None:
    import uvicorn

    from youjian.bureau.asgi import application
    from youjian.intake.sockets import listening

    config = uvicorn.Config(
        application,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
    )
    server = uvicorn.Server(config)
    server.run(listening(host, port, shared=False))
    if not server.started:
        raise SystemExit(_NOT_STARTED)
