"""The office: console and API for people, on one port.

It serves the console's built files (YOUJIAN_CONSOLE, or console/dist beside the source), the API under
/api/v1, the stream of events and GET /healthz. Put a TLS proxy in front of it in a city and set
YOUJIAN_HTTPS=1, YOUJIAN_ALLOWED_HOSTS and YOUJIAN_TRUSTED_ORIGINS. It raises no alerts by itself: a
worker must run beside it.

    youjian serve --port 8000
"""

import argparse

_GRACE_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; open streams get a moment to end."""
    import signal

    from youjian.bureau import logs, setup
    from youjian.ledger.server import ensure_database

    signal.signal(signal.SIGTERM, _as_interrupt)
    server = ensure_database()
    try:
        setup()
        logs.configure()
        _serve(arguments.host, arguments.port)
    except KeyboardInterrupt:
        return 0
    finally:
        if server is not None:
            server.stop()
    return 0


def _as_interrupt(*_: object) -> None:
    """uvicorn raises the signal again once it has ended: it must not end the process before the database
    is.
    """
    raise KeyboardInterrupt


def _serve(host: str, port: int) -> None:
    import uvicorn

    from youjian.bureau.asgi import application

    uvicorn.run(
        application,
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
        server_header=False,
    )
