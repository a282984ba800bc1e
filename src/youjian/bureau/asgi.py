"""The office as one ASGI application: health, the stream of events, Django's API, the console's files."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from typing import cast

import django
from django.core.asgi import get_asgi_application
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youjian.bureau.settings")
django.setup()

from django.db import connection  # noqa: E402 - what follows needs Django set up

from youjian.bureau.console import console_folder, serve_file  # noqa: E402
from youjian.bureau.events.stream import endpoint, hub, in_thread  # noqa: E402

_HEALTH_SECONDS = 5.0
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}


class SecureHeaders:
    """Adds the headers that keep a browser from doing what no page of ours needs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def healthz(_: Request) -> JSONResponse:
    """200 when the database answers, else 503."""
    try:
        await asyncio.wait_for(in_thread(_ask_database), _HEALTH_SECONDS)
    except Exception as error:
        return JSONResponse({"status": "unavailable", "database": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ok"})


async def console(request: Request) -> Response:
    """A file of the console, or its page."""
    return await asyncio.to_thread(serve_file, console_folder(), request.url.path)


@contextlib.asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """The poller of events runs as long as the application."""
    await hub.start()
    try:
        yield
    finally:
        await hub.stop()


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


class Application:
    """Hands Django what is Django's, everything else to the few routes beside it."""

    def __init__(self) -> None:
        self._django = cast("ASGIApp", get_asgi_application())
        self._beside = Starlette(
            routes=[
                Route("/healthz", healthz),
                Route("/api/v1/events", endpoint),
                Route("/{path:path}", console),
            ],
            lifespan=lifespan,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine = (
            scope["type"] == "http"
            and scope["path"].startswith(("/api/", "/q/"))
            and scope["path"] != "/api/v1/events"
        )
        await (self._django if mine else self._beside)(scope, receive, send)


application = SecureHeaders(Application())
