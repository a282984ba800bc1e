"""Replies in the notation of the request, and who it came from."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from youjian.intake.requests import content_type
from youjian.protocols.station import JSON, BodyError, encode_body


def reply_to(request: Request, message: Struct, status: int = 200) -> Response:
    """A message in the sender's own notation; JSON when that is none of ours."""
    notation = content_type(request) or JSON
    try:
        return Response(encode_body(message, notation), status, media_type=notation)
    except BodyError:
        return Response(encode_body(message), status, media_type=JSON)


def peer_of(request: Request) -> str:
    """Address and port of the other side."""
    return f"{request.client.host}:{request.client.port}" if request.client else "unknown"
