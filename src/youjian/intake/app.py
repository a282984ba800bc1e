"""The station API as an application: its paths, its refusals, and what runs while it runs."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from youjian.intake.batcher import DatabaseAwayError, QueueFullError
from youjian.intake.door import Door
from youjian.intake.hj212_door import Hj212Door
from youjian.intake.logs import fields
from youjian.intake.pages import Pages
from youjian.intake.refusals import RefusalError, away, busy
from youjian.intake.replies import peer_of, reply_to
from youjian.intake.spans import SpanKeeper
from youjian.intake.station_api import StationApi
from youjian.protocols import station
from youjian.protocols.station import Problem

log = logging.getLogger("youjian.intake")
Handler = Callable[[Request], Awaitable[Response]]


def create_app(door: Door) -> Starlette:
    """The application; while it runs, the door's workers, the HJ 212 door and the span of the door run."""
    api, pages = StationApi(door), Pages(door)
    posts: dict[str, Handler] = {
        station.ENROL: api.enrol,
        station.BATCHES: api.batches,
        station.BOOT: api.boot,
        station.HEARTBEAT: api.heartbeat,
        station.COMMAND_RESULTS: api.command_results,
    }
    gets: dict[str, Handler] = {
        "/healthz": pages.healthz,
        "/metrics": pages.metrics,
        "/station/v1/schema": pages.schema,
    }
    return Starlette(
        routes=[
            *(
                Route(path, _answering(door, path, handler), methods=["POST"])
                for path, handler in posts.items()
            ),
            *(Route(path, handler, methods=["GET"]) for path, handler in gets.items()),
        ],
        lifespan=_lifespan(door),
    )


def _answering(door: Door, path: str, handler: Handler) -> Handler:
    """The handler with failures turned into refusals, and every reply counted."""

    async def answer(request: Request) -> Response:
        try:
            response = await handler(request)
        except Exception as error:
            response = _refused(request, _refusal_for(error, door.settings.retry_after_s))
        door.metrics.count("youjian_intake_requests_total", path=path, status=str(response.status_code))
        return response

    return answer


def _refusal_for(error: Exception, retry_after_s: int) -> RefusalError:
    """What a failure is answered with: never as a success, and always so that the box keeps its records."""
    match error:
        case RefusalError():
            return error
        case QueueFullError():
            return busy(retry_after_s)
        case DatabaseAwayError():
            return away(str(error), retry_after_s)
        case _:
            log.error("request failed", exc_info=error)
            return away("the platform is in trouble; its log says why", retry_after_s)


def _refused(request: Request, refusal: RefusalError) -> Response:
    said = fields(
        path=request.url.path,
        status=refusal.status,
        detail=refusal.detail,
        peer=peer_of(request),
        collector=request.headers.get("collector-id"),
    )
    log.warning("refused", extra=said)
    response = reply_to(request, Problem(error=refusal.error, detail=refusal.detail), refusal.status)
    response.headers.update(refusal.headers)
    return response


def _lifespan(door: Door) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hj212, spans = Hj212Door(door), SpanKeeper(door)
        door.open()
        try:
            await hj212.open()
            spans.open()
            yield
        finally:
            await hj212.close()
            await spans.close()
            await run_in_threadpool(door.close)

    return lifespan
