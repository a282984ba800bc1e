"""The station API over HTTP: a request becomes a question, its answer a response.

A body is read within `http_body_s` and within the bytes that all bodies in hand may hold together; who comes
when they are used up is answered 429 before anything is read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from youjian.intake.door import Door
from youjian.intake.limits import Claim
from youjian.intake.refusals import RefusalError, away, busy, too_large
from youjian.intake.replies import encoded
from youjian.intake.requests import LIMIT, Question
from youjian.intake.station_api import StationApi

Handler = Callable[[Request], Awaitable[Response]]
_CLOSE = {"Connection": "close"}


class HttpDoor:
    """Answers the posts of every path of the station API."""

    def __init__(self, door: Door, api: StationApi) -> None:
        self._door = door
        self._api = api
        self._reading = Reading(door)

    async def answer(self, request: Request) -> Response:
        """The answer to one post; a sender that left before its body was whole hears nothing."""
        host, port = sender_of(request)
        with self._door.budget.claim() as claim:
            question = Question(
                request.url.path, request.headers, b"", f"{host}:{port}", sender=host, claim=claim
            )
            try:
                self._door.admission.check(question)  # before a byte of the body is taken
                question = replace(question, body=await self._reading.body(request, claim))
                said = await self._api.answer(question)
            except RefusalError as refusal:
                said = self._api.refused(question, refusal)
            except ClientDisconnect:
                return Response(status_code=400)
            notation, reply = encoded(question, said)
            return Response(reply, said.status, dict(said.headers), media_type=notation)


class Reading:
    """Reads bodies, each within its time and its share of the memory for all."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def body(self, request: Request, claim: Claim) -> bytes:
        """The body as sent; refuses one that is too long, too slow, or finds no room."""
        settings = self._door.settings
        announced = request.headers.get("content-length", "0")
        size = int(announced) if announced.isdigit() and len(announced) < 20 else LIMIT + 1
        if size > LIMIT:
            raise too_large(f"more than {LIMIT} bytes are sent; send fewer records per batch")
        if not claim.grow(size):
            raise busy(settings.retry_after_s)
        try:
            async with self._door.bodies.within(self._door.drain.left(settings.http_body_s, answering=True)):
                return await _sent(request, claim, size, settings.retry_after_s)
        except TimeoutError:
            self._door.metrics.count("youjian_intake_connections_cut_total", door="http", why="slow_body")
            raise _too_slow(settings.http_body_s, settings.retry_after_s) from None


async def _sent(request: Request, claim: Claim, claimed: int, retry_after_s: int) -> bytes:
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LIMIT:
            raise too_large(f"more than {LIMIT} bytes are sent; send fewer records per batch")
        if len(chunks) > claimed and not claim.grow(len(chunk)):
            raise busy(retry_after_s)
    return bytes(chunks)


def _too_slow(seconds: float, retry_after_s: int) -> RefusalError:
    refusal = away(f"the body did not come within {seconds:.0f} s", retry_after_s)
    refusal.headers |= _CLOSE
    return refusal


def sender_of(request: Request) -> tuple[str, int]:
    """Address and port of who asks."""
    return (request.client.host, request.client.port) if request.client else ("unknown", 0)
