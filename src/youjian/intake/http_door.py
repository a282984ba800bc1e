"""The station API over HTTP: a request becomes a question, its answer a response."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from youjian.intake.refusals import too_large
from youjian.intake.replies import encoded
from youjian.intake.requests import LIMIT, Question
from youjian.intake.station_api import StationApi

Handler = Callable[[Request], Awaitable[Response]]
_TOO_LARGE = too_large(f"more than {LIMIT} bytes are sent; send fewer records per batch")


def handler(api: StationApi) -> Handler:
    """What answers the posts of every path of the station API."""

    async def answer(request: Request) -> Response:
        body = await _sent_body(request)
        question = Question(request.url.path, request.headers, body or b"", _peer_of(request))
        said = await api.answer(question) if body is not None else api.refused(question, _TOO_LARGE)
        notation, reply = encoded(question, said)
        return Response(reply, said.status, dict(said.headers), media_type=notation)

    return answer


async def _sent_body(request: Request) -> bytes | None:
    """The body as sent; None as soon as it is known to be too long."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LIMIT:
        return None
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LIMIT:
            return None
    return bytes(chunks)


def _peer_of(request: Request) -> str:
    return f"{request.client.host}:{request.client.port}" if request.client else "unknown"
